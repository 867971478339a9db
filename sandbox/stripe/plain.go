package stripe

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

// refusePlain is what an account without Connect hears that opens one for others.
func (s *Stripe) refusePlain() *apiError {
	if !s.platform.plain {
		return nil
	}
	return invalid("", "", "You can only create new accounts if you've signed up for Connect, which you can do at https://dashboard.stripe.com/connect.")
}
