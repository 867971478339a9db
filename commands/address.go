package commands

import (
	"context"
	"strings"

	"till/shop"
)

// longestLine is how much of a line of an address is shown, so that all of them
// fit into a message.
const longestLine = 100

// address is Show address: where an order goes, fetched for the seller alone.
func (t *Till) address() command {
	return command{routes: map[string]handler{routeAddress: t.showAddress}}
}

// showAddress answers later, since the provider may take seconds.
func (t *Till) showAddress(_ context.Context, r Request) Reply {
	v, id := r.voice(), shop.OrderID(r.Route.Arg(0))
	return Reply{Private: true, Later: func(ctx context.Context) Reply {
		a, err := t.shop.Address(ctx, r.actor(), id)
		if err != nil {
			return t.refuseAddress(ctx, r, id, err)
		}
		s, err := t.side(ctx, v, r.Actor.ID, id)
		if err != nil {
			return t.refuse(v, err)
		}
		next := []Button{s.next(routeAsk)}
		if s.order.Status == shop.Paid {
			next = []Button{s.next(routeShip), s.next(routeAsk)}
		}
		return private(s.address(a), next...)
	}}
}

// refuseAddress names the buyer, where asking them is what helps.
func (t *Till) refuseAddress(ctx context.Context, r Request, id shop.OrderID, err error) Reply {
	v := r.voice()
	s, sideErr := t.side(ctx, v, r.Actor.ID, id)
	if sideErr != nil || shop.ReasonOf(err) != shop.ReasonNoAddress && shop.ReasonOf(err) != shop.ReasonAddressOver {
		return t.refuse(v, err)
	}
	reply := t.refuse(v, err, "other", s.buyer())
	reply.Rows = append(reply.Rows, buttons(s.next(routeAsk))...)
	return reply
}

// address is the address as a block to copy, and what a carrier would miss.
func (s side) address(a shop.Address) string {
	kept := s.tell(txtAddressKept)
	if ends := s.order.AddressEnds(); !ends.IsZero() {
		kept = s.tell(txtAddressUntil, "when", when(ends))
	}
	all := []string{s.tell(txtAddress), block(a.Lines())}
	if contact := nonEmpty(a.Phone, a.Email); len(contact) > 0 {
		all = append(all, s.tell(txtAddressContact), block(contact))
	}
	for _, gap := range a.Gaps() {
		all = append(all, s.tell(txtAddressLacks, "missing", s.say(gapWords[gap])))
	}
	long, most := a.TooLong()
	for _, line := range long {
		all = append(all, s.tell(txtAddressLong, "n", s.number(most), "line", plain(clip(line, longestLine))))
	}
	return clip(joined(append(all, kept)...), maxContent)
}

// gapWords is what an address lacks, in words.
var gapWords = map[shop.AddressGap]phrase{
	shop.GapName:   txtLacksName,
	shop.GapStreet: txtLacksStreet,
	shop.GapCity:   txtLacksCity,
	shop.GapPostal: txtLacksPostal,
	shop.GapState:  txtLacksState,
}

// block is lines to copy: Discord shows them as they are, and has a button for
// it. What would end the block is left out.
func block(lines []string) string {
	var shown []string
	for _, line := range lines {
		line = strings.ReplaceAll(strings.Join(strings.Fields(line), " "), "`", "'")
		shown = append(shown, clip(line, longestLine))
	}
	return "```\n" + strings.Join(shown, "\n") + "\n```"
}
