package stripe

import (
	"net/http"
	"slices"
)

// onboardPage is what the hosted onboarding shows.
type onboardPage struct {
	Title, Shop, Initial, Country string
	Bank                          bool // the bank account is to be entered again
}

// openOnboarding uses the link up and leads to the pages behind it. A link
// that is over leads to refresh_url, as at Stripe.
func (s *Stripe) openOnboarding(w http.ResponseWriter, r *http.Request) {
	visit, refresh := "", ""
	s.locked(func() {
		l, ok := s.openLink(r.PathValue("token"))
		switch {
		case ok:
			visit = newID("", 24)
			s.visits[visit] = l
		case l != nil:
			refresh = l.refreshURL
		}
	})
	switch {
	case visit != "":
		http.Redirect(w, r, "/onboard/visit/"+visit, http.StatusSeeOther)
	case refresh == "":
		s.noPage(w)
	default:
		s.leave(w, r, refresh, message{Title: "This link is over", Text: sayLinkOver, Mood: "note"})
	}
}

func (s *Stripe) showOnboarding(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	l, ok := s.visits[r.PathValue("visit")]
	page := onboardPage{Title: "Set up payouts", Shop: s.cfg.ShopName, Initial: s.initial()}
	if ok {
		page.Country = l.account.country
		page.Bank = l.account.detailsSubmitted && slices.Contains(l.account.currentlyDue, "external_account")
	}
	s.mu.Unlock()
	if !ok {
		s.noPage(w)
		return
	}
	s.show(w, http.StatusOK, "onboard", page)
}

func (s *Stripe) postOnboarding(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	end := r.PostFormValue("end")
	said, back := "", ""
	s.locked(func() {
		l, ok := s.visits[r.PathValue("visit")]
		if !ok || end != "complete" && end != "later" {
			return
		}
		delete(s.visits, r.PathValue("visit"))
		said, back = s.onboard(l.account, end == "complete"), l.returnURL
	})
	s.wakeWorker()
	if said == "" {
		s.noPage(w)
		return
	}
	m := message{Title: "Thank you", Text: said, Mood: "good"}
	if end == "later" {
		m.Title, m.Mood = "Not finished yet", "note"
	}
	s.leave(w, r, back, m)
}

// leave redirects to where the platform wants the person, except that the
// real Discord is only linked to.
func (s *Stripe) leave(w http.ResponseWriter, r *http.Request, to string, m message) {
	if !isDiscord(to) {
		http.Redirect(w, r, to, http.StatusSeeOther)
		return
	}
	m.Back = to
	s.say(w, http.StatusOK, m)
}

// showDashboard is the connected account's own view of its money.
func (s *Stripe) showDashboard(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	a, ok := s.accounts.get(r.PathValue("account"))
	var view AccountView
	if ok {
		view = s.view(a)
	}
	s.mu.Unlock()
	if !ok {
		s.noPage(w)
		return
	}
	s.show(w, http.StatusOK, "dashboard", struct {
		AccountView
		Title, Shop string
	}{view, "Your Stripe balance", s.cfg.ShopName})
}
