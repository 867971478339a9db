package commands

import (
	"regexp"
	"testing"

	"till/shop"
)

// named is a command, as a guide names it.
var named = regexp.MustCompile(`\*\*/([a-z]+)\*\*`)

// TestGuides holds what the guides name against what there is: each command is
// registered, and each button leads somewhere.
func TestGuides(t *testing.T) {
	t.Parallel()
	till := New(new(shop.Shop))
	commands := 0
	for _, g := range guides() {
		for _, found := range named.FindAllStringSubmatch(string(g.text), -1) {
			commands++
			if _, ok := till.commands[found[1]]; !ok {
				t.Errorf("%s names /%s, and there is no such command", g.name, found[1])
			}
		}
		for _, s := range g.next {
			if till.routes[s.route.Name()] == nil {
				t.Errorf("%s leads to %s, and nobody answers it", g.name, s.route)
			}
		}
		for _, seller := range []shop.Seller{{}, {ID: "1"}, {ID: "1", Account: "a", Transfers: true, Payouts: true}} {
			steps := 0
			for _, s := range g.next {
				if s.fits(seller) {
					steps++
				}
			}
			if steps == 0 || steps > 5 {
				t.Errorf("%s ends with %d steps for %+v", g.name, steps, seller)
			}
		}
	}
	if commands < 10 {
		t.Errorf("the guides name %d commands", commands)
	}
}
