package commands

import (
	"fmt"
	"strings"

	"golang.org/x/text/width"

	"till/shop"
)

// priceWidth is how many columns of a code block fit a phone of 360 pixels: a
// longer line would break, and its amount stand under another label.
const priceWidth = 24

// priceLine is one line of the price table.
type priceLine struct{ label, amount string }

// prices is the price lines and the total, one under the other.
func (s side) prices() string {
	text := s.priceTable(s.priceLines())
	if s.role == shop.RoleBuyer && s.order.Status == shop.Requested {
		text += "\n" + s.say(txtAllYouPay)
	}
	return text
}

// priceTable aligns the amounts when every line fits, else writes plain lines,
// which may break. Arabic letters have no fixed width in any font, so that
// nothing can be aligned beside them.
func (v voice) priceTable(lines []priceLine) string {
	var table, plainLines strings.Builder
	fits := !v.tongue().rtl
	for _, l := range lines {
		room := priceWidth - columns(l.label) - columns(l.amount)
		fits = fits && room > 0
		fmt.Fprintf(&table, "%s%s%s\n", l.label, strings.Repeat(" ", max(room, 1)), l.amount)
		plainLines.WriteString("\n" + v.say(txtPriceLine, "label", plain(l.label), "amount", l.amount))
	}
	if !fits {
		return strings.TrimPrefix(plainLines.String(), "\n")
	}
	return "```\n" + table.String() + "```"
}

// columns is how wide a text is in a code block: Chinese and Japanese letters
// take two columns.
func columns(text string) int {
	n := 0
	for _, r := range text {
		n++
		if kind := width.LookupRune(r).Kind(); kind == width.EastAsianWide || kind == width.EastAsianFullwidth {
			n++
		}
	}
	return n
}

// priceLines is what the total is made of, and the total.
func (s side) priceLines() []priceLine {
	var lines []priceLine
	line := func(label, amount string) { lines = append(lines, priceLine{label, amount}) }
	for _, l := range s.order.Lines {
		label := s.say(txtPrice)
		if l.Quantity != 1 {
			label = s.say(txtTimes, "n", s.number(int(l.Quantity)), "price", s.money(l.Price))
		}
		if len(s.order.Lines) > 1 {
			label = fmt.Sprintf("%d × %s", l.Quantity, strings.ReplaceAll(l.Item, "`", "'"))
		}
		sum := l.Price
		if total, err := l.Price.Mul(l.Quantity); err == nil {
			sum = total
		}
		line(label, s.money(sum))
	}
	if !s.order.Shipping.IsZero() {
		label := s.say(txtShipping)
		if chosen, ok := s.order.Chosen(); ok {
			label = s.say(txtShippingOption, "option", strings.ReplaceAll(chosen.Name, "`", "'"))
		}
		line(label, s.money(s.order.Shipping))
	}
	if !s.order.Tax.IsZero() {
		line(s.say(txtTax), s.money(s.order.Tax))
	}
	line(s.say(txtTotal), s.money(s.order.Total))
	return lines
}
