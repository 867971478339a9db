package stripe

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// browse opens a page, or sends its form, and returns the page that follows;
// redirects leave the sandbox only in the Location.
func (w *world) browse(address string, form ...string) (status int, page, location string) {
	w.t.Helper()
	client := &http.Client{CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if !strings.HasPrefix(r.URL.String(), w.url) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	var resp *http.Response
	var err error
	if len(form) == 0 {
		resp, err = client.Get(address)
	} else {
		values := url.Values{}
		for _, each := range form {
			name, value, _ := strings.Cut(each, "=")
			values.Set(name, value)
		}
		resp, err = client.PostForm(address, values)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return resp.StatusCode, string(body), resp.Header.Get("Location")
}

func (w *world) shows(page string, wants ...string) {
	w.t.Helper()
	for _, want := range wants {
		if !strings.Contains(page, want) {
			w.t.Errorf("the page does not show %q:\n%s", want, page[max(0, strings.Index(page, "<body>")):])
		}
	}
}

func TestCheckoutPage(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.ShopName = "Blue Kiln" })
	x := w.must("POST", "checkout/sessions", order("cancel_url=https://example.com/back", "success_url=https://discord.com/channels/@me/1",
		"shipping_address_collection[allowed_countries][0]=US", "line_items[0][price_data][product_data][description]=350 ml <b>",
		"line_items[1][price_data][currency]=usd", "line_items[1][price_data][unit_amount]=100",
		"line_items[1][price_data][product_data][name]=Card", "line_items[1][quantity]=3",
		"custom_text[submit][message]=Held until Red Barn ships.")...)
	if said := text(x, "custom_text", "submit", "message"); said != "Held until Red Barn ships." {
		t.Errorf("custom_text is returned as %q", said)
	}
	page := text(x, "url")
	_, body, _ := w.browse(page)
	w.shows(body, "Blue Kiln", "$33.00", "Mug, blue", "350 ml &lt;b&gt;", "3 × $1.00", "Shipping", "https://example.com/back", `name="line1"`, "Pay $33.00", "Held until Red Barn ships.")

	_, body, _ = w.browse(page, "card=declined", "email=a@example.com", "line1=5 New Street", "city=Town", "country=us", "name=A Buyer")
	w.shows(body, "declined", "Try another card", "5 New Street")
	_, body, _ = w.browse(page, "card=confirm", "email=a@example.com", "line1=5 New Street", "city=Town", "country=us", "name=A Buyer")
	w.shows(body, "Confirm the payment")
	_, body, _ = w.browse(page, "card=refuse")
	w.shows(body, "did not confirm")
	_, body, _ = w.browse(page, "card=confirm", "email=a@example.com")
	w.shows(body, "Confirm the payment")
	_, body, _ = w.browse(page, "card=confirm")
	w.shows(body, "Payment received. $33.00 to Blue Kiln. Held until Red Barn ships. You can", "https://discord.com/channels/@me/1", "Go back to Discord")
	_, body, _ = w.browse(page, "card=ok")
	w.shows(body, "Payment received")

	got := w.must("GET", "checkout/sessions/"+text(x, "id"))
	if text(got, "shipping_details", "address", "line1") != "5 New Street" || text(got, "customer_details", "email") != "a@example.com" {
		t.Errorf("session: %v", got)
	}
	if status, _, _ := w.browse(w.url + "/pay/cs_test_1"); status != 404 {
		t.Errorf("unknown page: %d", status)
	}
	old := text(w.must("POST", "checkout/sessions", order()...), "url")
	w.forward(25 * time.Hour)
	_, body, _ = w.browse(old)
	w.shows(body, sayExpired)
}

func TestOnboardingPages(t *testing.T) {
	w := newWorld(t)
	id := text(w.must("POST", "accounts", "type=express", "country=IS", "capabilities[transfers][requested]=true"), "id")
	link := func(back string) string {
		return text(w.must("POST", "account_links", "account="+id, "type=account_onboarding", "refresh_url=https://example.com/again", "return_url="+back), "url")
	}
	visit := func(address string) string { // where the link leads inside the sandbox
		resp, err := http.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.Request.URL.String()
	}

	page := visit(link("https://example.com/done"))
	_, body, _ := w.browse(page)
	w.shows(body, "<dd>IS</dd>", "Complete", "Leave for later")
	if _, _, to := w.browse(page, "end=later"); to != "https://example.com/done" {
		t.Errorf("left to %q", to)
	}
	a := w.must("GET", "accounts/"+id)
	if at(a, "details_submitted") != false || text(a, "capabilities", "transfers") != "inactive" {
		t.Errorf("left for later: %v", a)
	}

	second := link("https://discord.com/channels/@me/1")
	page = visit(second)
	_, body, _ = w.browse(page, "end=complete")
	w.shows(body, "Payouts are set up", "https://discord.com/channels/@me/1")
	a = w.must("GET", "accounts/"+id)
	if at(a, "payouts_enabled") != true || text(a, "capabilities", "transfers") != "active" || len(at(a, "requirements", "currently_due").([]any)) != 0 {
		t.Errorf("completed: %v", a)
	}
	if _, _, to := w.browse(second); to != "https://example.com/again" {
		t.Errorf("a used link leads to %q", to)
	}
	late := link("https://example.com/done")
	w.forward(6 * time.Minute)
	if _, _, to := w.browse(late); to != "https://example.com/again" {
		t.Errorf("an old link leads to %q", to)
	}
	if said, err := w.s.Onboard(t.Context(), late, true); err != nil || said != sayLinkOver {
		t.Errorf("says %q %v", said, err)
	}
	_, body, _ = w.browse(text(w.must("POST", "accounts/"+id+"/login_links"), "url"))
	w.shows(body, "Your Stripe balance")
}
