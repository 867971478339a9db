package stripe

import (
	"context"
	"fmt"
)

// missing is what Stripe asks for when it takes a capability away.
const missing = "individual.verification.document"

// SetCapability lets a connected account lose or regain what it may do:
// "payouts" (payouts_enabled), or a capability that it has asked for, such as
// "transfers". ref is what namedAccount takes.
func (s *Stripe) SetCapability(ctx context.Context, ref, name string, active bool) error {
	return s.doing(ctx, func() error {
		a, err := s.namedAccount(ref)
		switch {
		case err != nil:
			return err
		case a == s.platform:
			return fmt.Errorf("the platform's own account keeps what it may do")
		case !a.detailsSubmitted:
			return fmt.Errorf("account %s has not finished its onboarding", a.id)
		case name != "payouts" && a.capabilities[name] == "":
			return fmt.Errorf("account %s has no capability %q: use payouts, transfers or another one that it has asked for", a.id, name)
		}
		was := s.picture(a)
		switch {
		case name == "payouts":
			a.payoutsEnabled = active
		case active:
			s.setCapability(a, name, "active")
		default:
			s.setCapability(a, name, "inactive")
		}
		a.currentlyDue, a.disabled = nil, ""
		if !a.complete() {
			a.currentlyDue, a.disabled = []string{missing}, "requirements.past_due"
		}
		s.emitChange(a, "account.updated", a, was, nil)
		s.planSweep(a)
		return nil
	})
}

// complete tells whether the account may do all that it has asked for.
func (a *account) complete() bool {
	for _, status := range a.capabilities {
		if status != "active" {
			return false
		}
	}
	return a.payoutsEnabled
}

func (s *Stripe) setCapability(a *account, name, status string) {
	if a.capabilities[name] == status {
		return
	}
	was := s.picture(capability{a, name})
	a.capabilities[name] = status
	s.emitChange(a, "capability.updated", capability{a, name}, was, nil)
}
