package commands_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"till/commands"
	"till/shop"
	"till/shop/shoptest"
)

// roles are who somebody can be for an act, in the order of the matrix's columns.
var roles = []string{"stranger", "buyer", "seller", "other seller", "suspended seller", "operator"}

// onlookers have no part in any chat. The last two open shops, where that is
// open to them, and the last one's is suspended.
var onlookers = []shop.UserID{"6001000000000000001", "7001000000000000001", "8001000000000000001"}

// theirOwn are the acts that are open to everybody, each for themselves: a chat in
// which all others did them too would be another one.
var theirOwn = []string{
	"/sell", "/request", "/product add", "/ask", "/block", "/report", "/settings",
	"sell", "sellagain", "setup", "setting", "set", "bill", "request", "sendto", "askshop", "asked", "productnew", "productadd",
	"export", "erase", "erase_yes", "block", "unblock", "mute", "unmute", "lift", "reported", "typed",
	"menu Request payment", "menu Turn into a request", "menu Ask this seller",
}

// The outcomes of an act, the least first. Nobody tried where there is none.
const (
	nothing = "-"    // changes nothing that is not the person's own, and names no order
	sees    = "sees" // is shown something of an order
	acts    = "acts" // changes something that is not only the person's own
)

var outcomes = []string{"", nothing, sees, acts}

// matrix has the strongest outcome of each act for each role.
type matrix struct {
	mu   sync.Mutex
	rows map[string]map[string]string
}

func (m *matrix) note(act, role, outcome string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.rows[act] == nil {
		m.rows[act] = make(map[string]string)
	}
	if slices.Index(outcomes, outcome) > slices.Index(outcomes, m.rows[act][role]) {
		m.rows[act][role] = outcome
	}
}

func (m *matrix) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-24s", "")
	for _, role := range roles {
		fmt.Fprintf(&b, "%-18s", role)
	}
	for _, act := range slices.Sorted(maps.Keys(m.rows)) {
		fmt.Fprintf(&b, "\n%-24s", act)
		for _, role := range roles {
			fmt.Fprintf(&b, "%-18s", m.rows[act][role])
		}
	}
	lines := strings.Split(b.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

// TestRoles plays every chat in testdata. Before somebody acts in it, everybody
// else who has not got the same button tries the same: those who have no part in
// it change nothing and learn nothing. What each could do stands in
// testdata/roles.txt, with a row for every command and every route; -update writes
// it anew.
func TestRoles(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.chat")
	if err != nil || len(files) == 0 {
		t.Fatalf("no chats: %v", err)
	}
	if shoptest.Raced { // who may do what is the same with it and without, and all chats take minutes with it
		files = []string{"testdata/sale.chat", "testdata/in_chat.chat"}
	}
	m := &matrix{rows: make(map[string]map[string]string)}
	t.Run("chats", func(t *testing.T) {
		for _, file := range files {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".chat"), func(t *testing.T) {
				t.Parallel()
				playRoles(t, m, file)
			})
		}
	})
	if shoptest.Raced {
		return
	}
	for _, name := range append(commands.Routes(), commands.Commands()...) {
		if m.rows[name] == nil {
			t.Errorf("no chat in testdata has somebody do %q", name)
		}
	}
	const file = "testdata/roles.txt"
	got := m.String()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(string(want), got); diff != "" {
		t.Errorf("who may do what is otherwise now (-want +got), -update writes it anew:\n%s", diff)
	}
}

// trial is a chat that others try to take part in.
type trial struct {
	*chat
	*matrix

	was string // how everything stood before the act under way
}

func playRoles(t *testing.T, m *matrix, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p := &trial{chat: newChatOf(t, file), matrix: m}
	if !strings.Contains(file, "approval") { // where they would have to be approved first
		p.openShops()
	}
	p.before, p.after = p.tryAll, func(r commands.Request, reply commands.Reply) {
		p.note(act(r), p.role(r.Actor.ID, r), p.outcome(r.Actor.ID, p.was, reply))
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "> ") {
			p.do(strings.TrimSpace(line[2:]))
		}
	}
}

// openShops has onlookers open a shop each; the operator suspends the last.
func (p *trial) openShops() {
	p.t.Helper()
	for i, id := range onlookers[1:] {
		r := p.request("other", commands.Command)
		r.Actor = commands.Person{ID: id, Name: string(id), Locale: "en-US"}
		r.Name, r.Options = "sell", map[string]string{"name": fmt.Sprintf("Shop %d", i), "country": "US"}
		p.answer(r)
		if a := p.provider.accounts["account-"+string(id)]; a != nil {
			a.Transfers, a.Payouts, a.Missing = true, true, nil
			p.hear(shop.SubjectAccount, a.ID)
		}
	}
	last := onlookers[len(onlookers)-1]
	r := p.request("operator", commands.Submit)
	r.Route, r.Fields = commands.NewRoute("sellersuspended", string(last)), map[string]string{"reason": "test"}
	p.answer(r)
	p.settle()
}

// tryAll has everybody else try what somebody is about to do.
func (p *trial) tryAll(r commands.Request) {
	p.t.Helper()
	if !slices.Contains(theirOwn, act(r)) {
		for _, id := range onlookers {
			if got := p.try(r, id); got != nothing {
				p.t.Errorf("%s: a %s %s", act(r), p.role(id, r), got)
			}
		}
		for _, who := range []string{"buyer", "seller", "operator"} {
			mayOf := who == "operator" && r.Name == "admin"
			if id := people[who]; id != r.Actor.ID && !mayOf && !p.has(id, r) {
				p.try(r, id)
			}
		}
	}
	p.was = p.state(r.Actor.ID)
}

// has reports whether the act is on somebody's screen, too.
func (p *trial) has(id shop.UserID, r commands.Request) bool {
	name := r.Route.Name()
	if form := p.forms[id]; form != nil && form.Route.Name() == name {
		return true
	}
	return slices.ContainsFunc(p.screens[id], func(s *shown) bool {
		return slices.ContainsFunc(s.message.Rows, func(row commands.Row) bool {
			return row.Select != nil && row.Select.Route.Name() == name ||
				slices.ContainsFunc(row.Buttons, func(b commands.Button) bool { return b.Route.Name() == name })
		})
	})
}

func (p *trial) try(r commands.Request, id shop.UserID) string {
	p.ids++
	r.Cause = fmt.Sprintf("try%d", p.ids)
	r.Actor = commands.Person{ID: id, Name: nameOf(id), Locale: "en-US"}
	if r.Chat != "" && !slices.Contains(p.with, r.Actor.Name) {
		r.Chat = "another one of theirs" // Discord lets nobody else into that of the two
	}
	before := p.state(id)
	outcome := p.outcome(id, before, p.answer(r))
	p.note(act(r), p.role(id, r), outcome)
	return outcome
}

func (p *trial) outcome(id shop.UserID, before string, reply commands.Reply) string {
	switch {
	case p.state(id) != before:
		return acts
	case p.names(reply):
		return sees
	default:
		return nothing
	}
}

// names reports whether an answer names something that was sold.
func (p *trial) names(reply commands.Reply) (found bool) {
	said := text(reply.Message, p.now) + text(reply.Card, p.now) + fmt.Sprint(reply.Choices)
	if reply.Modal != nil {
		said += fmt.Sprint(*reply.Modal)
	}
	p.store.Each(func(o shop.Order, _ []shop.Entry) {
		for _, l := range o.Lines {
			found = found || strings.Contains(said, l.Item)
		}
	})
	return found
}

// state is how everything stands that is not somebody's own.
func (p *trial) state(but shop.UserID) string {
	p.t.Helper()
	var b strings.Builder
	e := json.NewEncoder(&b)
	write := func(v any, err error) {
		if err = cmp.Or(err, e.Encode(v)); err != nil && shop.CodeOf(err) != shop.NotFound {
			p.t.Fatal(err)
		}
	}
	p.store.Each(func(o shop.Order, _ []shop.Entry) { write(o, nil) })
	err := p.store.View(p.t.Context(), func(tx shop.Tx) error {
		sellers, err := tx.Sellers().List()
		for _, s := range sellers {
			if s.ID != but {
				write(s, nil)
				write(tx.SellerJournal().Entries(s.ID))
				write(tx.Products().Find(shop.ProductQuery{Seller: s.ID}))
			}
		}
		for _, id := range slices.Sorted(maps.Values(people)) {
			if id != but {
				write(tx.People().Get(id))
			}
			talks, err := tx.Conversations().Of(id, 0)
			write(nil, err)
			for _, c := range talks {
				if c.Buyer != but && c.Seller != but {
					write(c, nil)
				}
			}
		}
		return err
	})
	write(nil, err)
	return b.String()
}

// role is who somebody is for an act.
func (p *trial) role(id shop.UserID, r commands.Request) string {
	p.t.Helper()
	s, err := p.shop.Seller(p.t.Context(), id)
	if err != nil && shop.CodeOf(err) != shop.NotFound {
		p.t.Fatal(err)
	}
	sells, suspended := err == nil, err == nil && s.Standing == shop.Suspended
	switch {
	case id == people["operator"]:
		return "operator"
	case suspended:
		return "suspended seller"
	case slices.Contains(onlookers, id) && sells:
		return "other seller"
	case slices.Contains(onlookers, id):
		return "stranger"
	case p.buys(id, r) || !sells:
		return "buyer"
	default:
		return "seller"
	}
}

// buys reports whether somebody is the buyer of an order that an act names.
func (p *trial) buys(id shop.UserID, r commands.Request) (found bool) {
	said := strings.ReplaceAll(fmt.Sprint(r.Route, r.Options, r.Values), "-", "")
	p.store.Each(func(o shop.Order, _ []shop.Entry) {
		found = found || o.Buyer == id && strings.Contains(said, string(o.ID))
	})
	return found
}

// act names what a Request does: a route, or a command with its subcommand.
func act(r commands.Request) string {
	switch r.Kind {
	case commands.Tap, commands.Submit:
		return r.Route.Name()
	case commands.Command:
		return strings.TrimSpace("/" + r.Name + " " + r.Sub)
	case commands.UserMenu, commands.MessageMenu:
		return "menu " + r.Name
	case commands.Autocomplete:
		return "suggest " + r.Name
	default:
		return string(r.Kind)
	}
}
