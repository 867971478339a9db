package stripe

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// Onboard goes through the hosted onboarding as the person to whom the link
// was sent: to the end, or leaving for later. It returns what the page then
// says. A link that was opened before, or is older than five minutes, only
// says so.
func (s *Stripe) Onboard(ctx context.Context, address string, complete bool) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	token, err := pathElement(address, "/onboard/")
	if err != nil {
		return "", err
	}
	said := ""
	s.locked(func() {
		if _, ok := s.links[token]; !ok {
			err = fmt.Errorf("no such onboarding page: %s", address)
			return
		}
		l, ok := s.openLink(token)
		if !ok {
			said = sayLinkOver
			return
		}
		said = s.onboard(l.account, complete)
	})
	s.wakeWorker()
	return said, err
}

// openLink uses a link up; it is not ok when it was used or is too old.
func (s *Stripe) openLink(token string) (*accountLink, bool) {
	l, known := s.links[token]
	if !known || l.used || s.now().After(l.expires) {
		return l, false
	}
	l.used = true
	return l, true
}

// onboard is the end of the pages: all that Stripe asks is given, or only the
// name is.
func (s *Stripe) onboard(a *account, complete bool) string {
	was := s.picture(a)
	if a.email == "" {
		a.email = "seller@example.com"
	}
	if a.businessType == "" {
		a.businessType = "individual"
	}
	if !complete {
		if !a.detailsSubmitted {
			a.currentlyDue = []string{"external_account", "individual.id_number", "tos_acceptance.date", "tos_acceptance.ip"}
		}
		s.emitChange(a, "account.updated", a, was, nil)
		return sayLater
	}
	a.detailsSubmitted, a.payoutsEnabled, a.currentlyDue, a.disabled = true, true, nil, ""
	for _, name := range slices.Sorted(maps.Keys(a.capabilities)) {
		s.setCapability(a, name, "active")
	}
	s.emitChange(a, "account.updated", a, was, nil)
	s.planSweep(a)
	return sayOnboarded
}
