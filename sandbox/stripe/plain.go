package stripe

import "net/http"

// MakePlain makes the platform's account one that never signed up for Connect, as
// a shop has that sells for itself: it opens no accounts for others, and Stripe
// pays its balance out to its bank every day.
func (s *Stripe) MakePlain() {
	s.locked(func() {
		s.platform.plain, s.platform.interval = true, "daily"
		s.planSweep(s.platform)
	})
	s.wakeWorker()
}

// refuseOthers is what an account without Connect hears that asks about others
// (https://docs.stripe.com/error-codes#platform-account-required).
func (s *Stripe) refuseOthers() *apiError {
	if !s.platform.plain {
		return nil
	}
	e := invalid("platform_account_required", "", "Only Stripe Connect platforms can work with other accounts. If you specified a client_id parameter, make sure it's correct. If you need to setup a Stripe Connect platform, you can do so at https://dashboard.stripe.com/account/applications/settings.")
	e.Status = http.StatusForbidden
	return e
}

// refusePlain is what an account without Connect hears that opens one for others.
func (s *Stripe) refusePlain() *apiError {
	if !s.platform.plain {
		return nil
	}
	return invalid("", "", "You can only create new accounts if you've signed up for Connect, which you can do at https://dashboard.stripe.com/connect.")
}
