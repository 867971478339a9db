package stripe

import (
	"strings"
	"testing"
	"time"
)

// saving asks the page to offer the box for saving.
const saving = "saved_payment_method_options[payment_method_save]=enabled"

// A page asks whether to save; the next one offers what was saved first.
func TestSavedCard(t *testing.T) {
	w := newWorld(t)
	w.refused(400, "", "POST", "checkout/sessions", order(saving)...)
	customer := text(w.must("POST", "customers"), "id")
	page := func() string {
		return text(w.must("POST", "checkout/sessions", order("customer="+customer, saving)...), "url")
	}
	_, body, _ := w.browse(page())
	w.shows(body, `name="save" value="yes">`, "Save this card for next time")
	for _, step := range []struct{ card, says string }{
		{CardSaved, sayNotSaved},
		{CardOK, "Payment received."},
		{CardSaved, sayNotSaved},
		{CardSave, saySaved},
		{CardSaved, "Payment received."},
		{CardDeclined, sayDeclined},
		{CardSaved, "Payment received."},
	} {
		if said := w.pay(page(), step.card); !strings.Contains(said, step.says) || step.card != CardSave && strings.Contains(said, saySaved) {
			t.Errorf("%s says %q, want %q", step.card, said, step.says)
		}
	}
	address := page()
	_, body, _ = w.browse(address)
	w.shows(body, "Visa ····4242, saved", `value="saved" checked`, "Another Visa", `value="buyer@example.com"`)
	_, body, _ = w.browse(address, "card=saved", "email=buyer@example.com")
	w.shows(body, "Payment received.")
	if got := text(w.must("GET", "customers/"+customer), "email"); got != "buyer@example.com" {
		t.Errorf("the customer's address is %q", got)
	}

	second := text(w.must("POST", "customers"), "id")
	address = text(w.must("POST", "checkout/sessions", order("customer="+second, saving)...), "url")
	_, body, _ = w.browse(address, "card=ok", "email=b@example.com", "save=yes")
	w.shows(body, saySaved)
	_, body, _ = w.browse(text(w.must("POST", "checkout/sessions", order("customer="+second)...), "url"))
	w.shows(body, "Visa ····4242, saved")
}

func TestPortal(t *testing.T) {
	w := newWorld(t)
	customer := text(w.must("POST", "customers", "email=buyer@example.com"), "id")
	if e := w.refused(400, "", "POST", "billing_portal/sessions", "customer="+customer); !strings.Contains(text(e, "message"), "settings/billing/portal") {
		t.Errorf("without a configuration: %v", e)
	}
	w.refused(400, "parameter_missing", "POST", "billing_portal/configurations", "business_profile[headline]=Saved")
	w.refused(400, "", "POST", "billing_portal/configurations", "features[payment_method_update][enabled]=true",
		"business_profile[headline]="+strings.Repeat("x", longestHeadline+1))
	made := w.must("POST", "billing_portal/configurations", "features[payment_method_update][enabled]=true",
		"business_profile[headline]=Kept for you", "default_return_url=https://example.com/back", "metadata[key]=portal")
	config := text(made, "id")
	if got := at(w.must("GET", "billing_portal/configurations", "active=true"), "data", 0); text(got, "id") != config || text(got, "metadata", "key") != "portal" {
		t.Errorf("listed: %v", got)
	}
	open := func() string {
		return text(w.must("POST", "billing_portal/sessions", "customer="+customer, "configuration="+config), "url")
	}
	saved := func(address string, remove bool, want string) {
		t.Helper()
		if said, err := w.s.Saved(t.Context(), address, remove); err != nil || said != want {
			t.Errorf("the page says %q: %v, want %q", said, err, want)
		}
	}
	saved(open(), false, sayNoneSaved)
	w.bought(CardSave, "customer="+customer, saving)
	first := open()
	_, body, _ := w.browse(first)
	w.shows(body, "Kept for you", "Visa ····4242", "buyer@example.com", "Remove this card", "https://example.com/back")
	saved(first, false, sayCardSaved)
	w.forward(portalLives)
	saved(first, false, sayCardSaved)
	w.forward(time.Second)
	saved(first, true, saySavedOver)
	_, body, _ = w.browse(first)
	w.shows(body, saySavedOver)
	late := open()
	w.forward(portalWaits + time.Second)
	saved(late, true, saySavedOver)

	_, body, _ = w.browse(open(), "remove=1")
	w.shows(body, sayNoneSaved)
	w.bought(CardSave, "customer="+customer, saving)
	saved(open(), true, sayNoneSaved)
	if status, _, _ := w.browse(w.url + "/saved/bps_none"); status != 404 {
		t.Errorf("a page that was never opened is answered %d", status)
	}

	w.must("POST", "billing_portal/configurations/"+config, "active=false")
	w.refused(400, "resource_missing", "POST", "billing_portal/sessions", "customer="+customer, "configuration="+config)
	w.refused(404, "resource_missing", "GET", "billing_portal/configurations/bpc_none")
	if n := len(w.must("GET", "billing_portal/configurations", "active=true")["data"].([]any)); n != 0 {
		t.Errorf("%d configurations are active", n)
	}
}

// A deleted customer is shown as such, and nothing can be done with it any more.
func TestDeletedCustomer(t *testing.T) {
	w := newWorld(t)
	config := text(w.must("POST", "billing_portal/configurations", "features[payment_method_update][enabled]=true"), "id")
	for name, del := range map[string]func(id, charge string){
		"by the API": func(id, _ string) {
			if got := w.must("DELETE", "customers/"+id); got["deleted"] != true || text(got, "id") != id {
				t.Errorf("deleted: %v", got)
			}
		},
		"in the dashboard": func(id, charge string) {
			if got, err := w.s.DeleteCustomer(t.Context(), charge); err != nil || got != id {
				t.Errorf("deleted %s: %v, want %s", got, err, id)
			}
			if _, err := w.s.DeleteCustomer(t.Context(), charge); err == nil {
				t.Error("deleted twice")
			}
		},
	} {
		id := text(w.must("POST", "customers", "name="+strings.ReplaceAll(name, " ", "-")), "id")
		charge := w.bought(CardSave, "customer="+id, saving)
		page := text(w.must("POST", "checkout/sessions", order("customer="+id, saving)...), "url")
		visit := text(w.must("POST", "billing_portal/sessions", "customer="+id, "configuration="+config), "url")
		del(id, charge)
		if got := w.must("GET", "customers/"+id); got["deleted"] != true || got["email"] != nil {
			t.Errorf("%s: it is shown as %v", name, got)
		}
		w.refused(404, "resource_missing", "DELETE", "customers/"+id)
		w.refused(404, "resource_missing", "POST", "customers/"+id, "name=Other")
		for call, params := range map[string][]string{
			"checkout/sessions":       order("customer="+id, saving),
			"billing_portal/sessions": {"customer=" + id, "configuration=" + config},
		} {
			if e := w.refused(400, "resource_missing", "POST", call, params...); text(e, "param") != "customer" {
				t.Errorf("%s: %s is refused for %v", name, call, e)
			}
		}
		if said := w.pay(page, CardOK); said != sayNobody {
			t.Errorf("%s: the open page says %q", name, said)
		}
		_, body, _ := w.browse(page)
		w.shows(body, sayNobody)
		if said, err := w.s.Saved(t.Context(), visit, false); err != nil || said != saySavedOver {
			t.Errorf("%s: the open portal says %q: %v", name, said, err)
		}
		if e := at(w.must("GET", "events", "type=customer.deleted"), "data", 0); text(e, "data", "object", "id") != id {
			t.Errorf("%s: the event is %v", name, e)
		}
		if got := w.must("GET", "charges/"+charge); text(got, "customer") != id {
			t.Errorf("%s: the payment is %v", name, got)
		}
	}
	w.refused(404, "resource_missing", "DELETE", "customers/cus_none")
	if n := len(w.must("GET", "customers")["data"].([]any)); n != 0 {
		t.Errorf("%d customers are listed", n)
	}
	if _, err := w.s.DeleteCustomer(t.Context(), "nothing"); err == nil {
		t.Error("deleted who paid nothing")
	}
	w.reborn().refused(404, "resource_missing", "DELETE", "customers/"+text(at(w.must("GET", "charges"), "data", 0), "customer"))
}
