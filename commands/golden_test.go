package commands_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"till/commands"
	"till/shop"
	"till/shop/money"
)

var update = flag.Bool("update", false, "write the golden chats anew")

// TestChats plays the chats in testdata. In each file, the lines that begin with
// "> " are what people do, and the rest is what they see then:
//
//	> seller /request buyer:@buyer item:"Mug, blue" price:25
//	> buyer tap Pay
//	> buyer choose Blue Kiln
//	> seller fill carrier=UPS "tracking=1Z …"
//	> buyer types "Is it still there?"
//	> seller /product add name:Mug        (a subcommand)
//	> seller menu "Request payment" buyer
//	> seller menu "Turn into a request" on buyer "Two mugs"
//	> seller complete /ship order:mug
//	> seller with buyer /request item:Mug price:25      (in their own DM)
//	> buyer with seller tap Pay
//	> buyer pays            (or: pays slowly, slow payment arrives, slow payment fails)
//	> seller onboards
//	> refunds arrive      (or: refunds fail)
//	> bank takes fraudulent           (a chargeback; or: bank asks fraudulent, an inquiry)
//	> bank decides for seller         (or: for buyer)
//	> issuer warns
//	> balance 10.00       (what the seller's balance holds, from now on)
//	> payout fails no_account         (to the seller's bank; or: payout arrives)
//	> stripe is down        (or: is back; forgets everybody; has no portal, has a portal)
//	> wait 4d
//
// A line that begins with # is a remark. -update writes what people see anew.
func TestChats(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.chat")
	if err != nil || len(files) == 0 {
		t.Fatalf("no chats: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".chat"), func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			c := newChatOf(t, file)
			for line := range strings.Lines(string(want)) {
				switch {
				case strings.HasPrefix(line, "#"):
					if c.log.Len() > 0 {
						c.log.WriteString("\n")
					}
					c.log.WriteString(line)
				case strings.HasPrefix(line, "> "):
					c.log.WriteString("\n" + line)
					c.do(strings.TrimSpace(line[2:]))
				}
			}
			got := c.log.String()
			if left := placeholder.FindString(got); left != "" {
				t.Errorf("the placeholder %s is filled by nobody", left)
			}
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("the chat reads otherwise now (-want +got), -update writes it anew:\n%s", diff)
			}
		})
	}
}

// newChatOf makes the shop that the chat in a file happens in.
func newChatOf(t *testing.T, file string) *chat {
	t.Helper()
	policy := testPolicy()
	policy.Scans = strings.Contains(file, "scan") || strings.Contains(file, "parcel")
	if strings.Contains(file, "approval") {
		policy.Sellers = shop.AdmitApproval
	}
	if strings.Contains(file, "listed") {
		policy.Sellers, policy.SellerList = shop.AdmitList, []shop.UserID{people["seller"]}
	}
	if strings.Contains(file, "single") {
		policy.Mode, policy.Seller, policy.Fees = shop.Single, people["seller"], nil
	}
	if strings.Contains(file, "address") {
		policy.ShipTo = []string{"US", "DE"}
	}
	return newChatUnder(t, policy)
}

var (
	placeholder = regexp.MustCompile(`\{[a-z_]+\}`)
	word        = regexp.MustCompile(`[^\s"]*"[^"]*"|\S+`)
)

// do plays one line of a chat.
func (c *chat) do(line string) {
	c.t.Helper()
	words := word.FindAllString(line, -1)
	for i := range words {
		words[i] = strings.ReplaceAll(words[i], `"`, "")
	}
	if len(words) > 3 && words[1] == "with" {
		c.with = []string{words[0], words[2]}
		defer func() { c.with = nil }()
		words = slices.Delete(words, 1, 3)
	}
	rest := strings.Join(words[min(2, len(words)):], " ")
	switch {
	case words[0] == "wait":
		days, err := strconv.Atoi(strings.TrimSuffix(words[1], "d"))
		if err != nil {
			c.t.Fatal(err)
		}
		c.wait(time.Duration(days) * 24 * time.Hour)
	case words[0] == "carrier":
		c.carrier(words)
	case line == "refunds arrive":
		c.refundsEnd(shop.CallSucceeded)
	case line == "refunds fail":
		c.refundsEnd(shop.CallFailed)
	case words[0] == "bank", words[0] == "issuer":
		c.bank(words)
	case words[0] == "balance":
		m, err := money.Parse(words[1], "USD")
		if words[1] != "0" && err != nil {
			c.t.Fatal(err)
		}
		c.provider.balance["account-"+string(people["seller"])] = m.Minor
	case words[0] == "payout":
		c.payout(words)
	case line == "stripe is down":
		c.provider.down = &shop.Error{Code: shop.Unavailable, Message: "no answer"}
	case line == "stripe forgets everybody":
		clear(c.provider.customers)
	case line == "stripe has no portal", line == "stripe has a portal":
		c.provider.noPortal = line == "stripe has no portal"
	case line == "stripe is back":
		c.provider.down = nil
	case line == "slow payment arrives":
		c.pays(shop.SessionPaid)
	case line == "slow payment fails":
		c.pays(shop.SessionFailed)
	case words[1] == "pays" && rest == "slowly":
		c.pays(shop.SessionProcessing)
	case words[1] == "pays":
		c.pays(shop.SessionPaid)
	case line == words[0]+" takes no messages":
		c.closed = people[words[0]]
	case line == words[0]+" takes messages":
		c.closed = ""
	case words[1] == "onboards":
		c.onboards(words[0])
	case words[1] == "loses":
		c.loses(words[0])
	case strings.HasPrefix(words[1], "/"):
		c.command(words[0], commands.Command, words[1], words[2:])
	case words[1] == "complete":
		c.command(words[0], commands.Autocomplete, words[2], words[3:])
	case words[1] == "menu" && len(words) > 5: // on a message
		r := c.request(words[0], commands.MessageMenu)
		r.Name, r.Target, r.Author, r.Text = words[2], "1", people[words[4]], strings.Join(words[5:], " ")
		c.handle(r, nil)
	case words[1] == "menu":
		r := c.request(words[0], commands.UserMenu)
		r.Name, r.Target = words[2], string(people[words[3]])
		c.handle(r, nil)
	case words[1] == "tap":
		r := c.request(words[0], commands.Tap)
		on, b := c.findButton(r.Actor.ID, rest)
		r.Route = b.Route
		c.handle(r, on)
	case words[1] == "taps":
		// somebody taps the newest such button on another's screen: words[2] of words[3]
		r := c.request(words[0], commands.Tap)
		_, b := c.findButton(people[words[3]], words[2])
		r.Route = b.Route
		c.handle(r, nil)
	case words[1] == "choose":
		r := c.request(words[0], commands.Tap)
		on, route, value := c.findOption(r.Actor.ID, rest)
		r.Route, r.Values = route, []string{value}
		c.handle(r, on)
	case words[1] == "fill":
		c.fill(words[0], words[2:])
	case words[1] == "types":
		r := c.request(words[0], commands.Typed)
		r.Text = rest
		c.handle(r, nil)
	case words[1] == "replies":
		r := c.request(words[0], commands.Typed)
		screen := c.screens[r.Actor.ID]
		r.Text, r.ReplyTo = rest, screen[len(screen)-1].ref
		c.handle(r, nil)
	case words[1] == "attaches":
		r := c.request(words[0], commands.Typed)
		r.Files = []shop.Attachment{{Name: words[2], URL: "https://cdn.example/" + words[2], Size: 1000}}
		c.handle(r, nil)
	default:
		c.t.Fatalf("nobody knows how to %q", line)
	}
}

// command types a slash command, or asks for suggestions for its last option.
func (c *chat) command(who string, kind commands.Kind, name string, options []string) {
	c.t.Helper()
	r := c.request(who, kind)
	r.Name = strings.TrimPrefix(name, "/")
	for _, o := range options {
		key, value, isOption := strings.Cut(o, ":")
		if !isOption {
			r.Sub = o
			continue
		}
		if person, ok := strings.CutPrefix(value, "@"); ok {
			value = string(people[person])
		}
		if key == "photo" {
			r.Files = []shop.Attachment{{Name: value, URL: "https://cdn.example/" + value, Size: 1000}}
		}
		if value == "REF" { // the newest order's
			value = c.reference()
		}
		r.Options[key], r.Focused = value, key
	}
	c.handle(r, nil)
}

func (c *chat) reference() string {
	var newest shop.Order
	for _, id := range people {
		orders, err := c.shop.Orders(c.t.Context(), shop.OrderQuery{Seller: id, Limit: 1})
		if err != nil {
			c.t.Fatal(err)
		}
		if len(orders) > 0 && orders[0].CreatedAt.After(newest.CreatedAt) {
			newest = orders[0]
		}
	}
	if newest.ID == "" {
		c.t.Fatal("there is no order")
	}
	return newest.ID.String()
}

func (c *chat) fill(who string, fields []string) {
	c.t.Helper()
	r := c.request(who, commands.Submit)
	form := c.forms[r.Actor.ID]
	if form == nil {
		c.t.Fatalf("%s has no form open", who)
	}
	delete(c.forms, r.Actor.ID)
	defer delete(c.opened, r.Actor.ID)
	r.Route = form.Route
	on := c.opened[r.Actor.ID]
	for _, in := range form.Inputs {
		r.Fields[in.Name] = in.Value
	}
	for _, f := range fields {
		key, value, _ := strings.Cut(f, "=")
		if !slices.ContainsFunc(form.Inputs, func(in commands.Input) bool { return in.Name == key }) {
			c.t.Fatalf("the form has no field %q", key)
		}
		r.Fields[key] = value
	}
	c.handle(r, on)
}

// bank has the buyer's bank do something about the newest payment.
func (c *chat) bank(words []string) {
	c.t.Helper()
	var charge string
	switch {
	case words[0] == "issuer":
		charge = c.provider.sessions[len(c.provider.sessions)-1].Payment.Charge
		c.provider.warnings[charge] = []shop.FraudWarning{{ID: "warning-" + charge, Actionable: true}}
	case words[1] == "decides" && words[3] == "seller":
		charge = c.provider.decide(shop.DisputeWon)
	case words[1] == "decides":
		charge = c.provider.decide(shop.DisputeLost)
	default:
		charge = c.provider.dispute(words[2], words[1] == "asks")
	}
	c.hear(shop.SubjectCharge, charge)
}

// payout moves money from the seller's balance to their bank.
func (c *chat) payout(words []string) {
	c.t.Helper()
	account := "account-" + string(people["seller"])
	p := shop.BankPayout{
		ID: fmt.Sprintf("po%d", len(c.provider.bank[account])+1), State: shop.BankPaid, Amount: money.New(23_68, "USD"), Arrival: c.now.Truncate(24 * time.Hour),
	}
	if words[1] == "fails" {
		p.State, p.Why = shop.BankFailed, words[2]
	}
	c.provider.bank[account] = append([]shop.BankPayout{p}, c.provider.bank[account]...)
	c.hear(shop.SubjectAccount, account)
}

// carrier has the carrier scan a parcel, or say on which day it is to arrive, and
// its service tell of it.
func (c *chat) carrier(words []string) {
	c.t.Helper()
	number := words[2]
	if words[1] == "expects" {
		days, err := strconv.Atoi(strings.TrimSuffix(words[3], "d"))
		if err != nil {
			c.t.Fatal(err)
		}
		c.tracker.Expect(number, c.now.AddDate(0, 0, days))
	} else {
		status, detail, _ := strings.Cut(words[3], "/")
		c.tracker.Scan(number, shop.Scan{At: c.now, Status: shop.ScanStatus(status), Detail: detail, Place: strings.Join(words[4:], " ")})
	}
	for _, said := range c.tracker.Events(number) {
		if err := c.shop.Track(c.t.Context(), said); err != nil {
			c.t.Fatal(err)
		}
	}
	c.settle()
}

// pays completes the newest page.
func (c *chat) pays(state shop.SessionState) {
	c.t.Helper()
	session := c.provider.sessions[len(c.provider.sessions)-1]
	c.provider.pay(session, state)
	c.hear(shop.SubjectCheckout, session.ID)
}

func (c *chat) onboards(who string) {
	c.t.Helper()
	account := c.provider.accounts["account-"+string(people[who])]
	if account == nil {
		c.t.Fatalf("%s has no account", who)
	}
	account.Transfers, account.Payouts, account.Missing = true, true, nil
	c.hear(shop.SubjectAccount, account.ID)
}

func (c *chat) loses(who string) {
	c.t.Helper()
	account := c.provider.accounts["account-"+string(people[who])]
	account.Payouts, account.Missing = false, []string{"individual.verification.document"}
	c.hear(shop.SubjectAccount, account.ID)
}

func (c *chat) refundsEnd(state shop.CallState) {
	c.t.Helper()
	for _, key := range slices.Sorted(func(yield func(string) bool) {
		for key := range c.provider.refunds {
			if !yield(key) {
				return
			}
		}
	}) {
		result := c.provider.refunds[key]
		result.State = state
		c.hear(shop.SubjectRefund, result.ID)
	}
	fmt.Fprint(&c.log)
}
