package commands_test

import (
	"strings"
	"testing"

	"till/commands"
	"till/shop"
)

// disputedSale is a chat with an order about which everything was said and is
// open, and its id.
func disputedSale(t *testing.T) (*chat, shop.OrderID) {
	t.Helper()
	c := newChat(t)
	for _, line := range []string{
		`seller /sell name:"Blue Kiln" country:US`, "seller onboards",
		`seller /request buyer:@buyer item:Mug price:25 note:"A secret note"`,
		"buyer tap Pay", "buyer pays", "seller tap Ask for more days", "seller fill", "buyer tap Give",
		"seller /ship order:REF tracking:1Z5R89390357567127", `buyer types "A secret question"`,
		`seller /refund order:REF amount:2 reason:"A secret reason"`, "seller fill", "refunds fail",
		"issuer warns", "bank takes fraudulent",
	} {
		c.do(line)
	}
	return c, shop.OrderID(strings.ReplaceAll(c.reference(), "-", ""))
}

// TestEveryNotice renders every notice for both sides, with and without its
// facts: each fits, and leaves nothing unfilled.
func TestEveryNotice(t *testing.T) {
	t.Parallel()
	c, id := disputedSale(t)
	all := map[string]string{
		"amount": "USD 25.00", "set_off": "USD 3.00", "reason": "seller", "note": strings.Repeat("[", shop.MaxNote), "days": "5",
		"dispute": "product_not_received", "hold": "dispute", "why": "no_account", "when": "2026-12-01T14:05:00Z",
	}
	for _, kind := range append(commands.NoticeKinds(), shop.NoticeBankFailed) {
		for _, to := range []string{"seller", "buyer"} {
			for _, facts := range []map[string]string{all, nil} {
				m, err := c.till.Notice(t.Context(), shop.Notice{Kind: kind, To: people[to], Order: id, Facts: facts})
				if err != nil {
					t.Fatalf("%s to the %s: %v", kind, to, err)
				}
				checkLimits(t, m, nil, nil)
				if left := placeholder.FindString(m.Text); left != "" {
					t.Errorf("%s to the %s: %s is filled by nobody", kind, to, left)
				}
			}
		}
	}
}

// TestAlerts renders every alert: about an order and about none, and for nobody
// but an operator.
func TestAlerts(t *testing.T) {
	t.Parallel()
	c, id := disputedSale(t)
	all := map[string]string{
		"amount": "USD 25.00", "why": "expired_or_canceled_card", "dispute": "fraudulent", "hold": "fraud",
		"when": "2026-12-01T14:05:00Z", "job": "refund:" + string(id) + ":1", "what": "a charge **of nobody**",
	}
	for _, alert := range append(commands.Alerts(), "of_another_version") {
		for _, order := range []shop.OrderID{id, ""} {
			for _, known := range []bool{true, false} {
				facts := map[string]string{"alert": string(alert)}
				for name, fact := range all {
					if known {
						facts[name] = fact
					}
				}
				m, err := c.till.Notice(t.Context(), shop.Notice{Kind: shop.NoticeAlert, To: people["operator"], Order: order, Facts: facts})
				if err != nil {
					t.Fatalf("%s: %v", alert, err)
				}
				checkLimits(t, m, nil, nil)
				if m.Text == "" || placeholder.MatchString(m.Text) || strings.Contains(m.Text, "secret") {
					t.Errorf("%s says %q", alert, m.Text)
				}
				if (len(m.Rows) > 0) != (order != "") {
					t.Errorf("%s about %q has %d rows", alert, order, len(m.Rows))
				}
				if m, err = c.till.Notice(t.Context(), shop.Notice{Kind: shop.NoticeAlert, To: people["seller"], Order: order, Facts: facts}); err != nil || !m.Empty() {
					t.Errorf("%s tells who is no operator: %q, %v", alert, m.Text, err)
				}
			}
		}
	}
}

// TestOperatorsView shows an operator everything about an order but what the two
// wrote to each other.
func TestOperatorsView(t *testing.T) {
	t.Parallel()
	c, _ := disputedSale(t)
	for _, line := range []string{
		"operator /admin order order:REF", "operator tap Look again", "operator tap Freeze", "operator tap See the evidence",
		"operator /admin order order:REF do:refund", "operator /admin order order:REF do:release",
	} {
		c.do(line)
	}
	var said string
	for _, s := range c.screens[people["operator"]] {
		said += text(s.message, c.now)
	}
	if strings.Contains(said, "secret") {
		t.Errorf("operators read what the two wrote:\n%s", said)
	}
	if !strings.Contains(said, "1 message about this order goes along.") {
		t.Errorf("the evidence does not count the messages:\n%s", said)
	}
}
