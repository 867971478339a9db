package commands

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"till/shop"
	"till/shop/money"
)

const routeSales = "sales" // of a period, or of the one that is picked

// maxCurrencies is how many currencies have their totals on the card.
const maxCurrencies = 6

// sales is /sales: what was sold, as totals, a chart and a file.
func (t *Till) sales() command {
	return command{
		Definition: Definition{
			Kind: Command, Name: "sales", Description: string(defSales),
			Options: []OptionDefinition{{Name: "period", Description: string(defSalesPeriod), Type: StringOption, Autocomplete: true}},
		},
		run:      func(ctx context.Context, r Request) Reply { return t.showSales(ctx, r, r.Options["period"]) },
		complete: t.completeSales,
		routes: map[string]handler{routeSales: func(ctx context.Context, r Request) Reply {
			if name := r.picked(); name != "" {
				reply := t.showSales(ctx, r, name)
				reply.Update = true
				return reply
			}
			return t.showSales(ctx, r, r.Route.Arg(0))
		}},
	}
}

// completeSales suggests the periods.
func (t *Till) completeSales(ctx context.Context, r Request) Reply {
	seller, err := t.shop.Seller(ctx, r.Actor.ID)
	if err != nil {
		return Reply{}
	}
	var choices []Choice
	for _, o := range r.voice().periods(seller.Since, t.shop.Now().In(seller.Settings.Location())) {
		if typed := r.Options["period"]; contains(o.Label+" "+o.Value, typed) {
			choices = append(choices, Choice{Name: o.Label, Value: o.Value})
		}
	}
	return Reply{Choices: choices}
}

// showSales shows a period. To read many orders takes a while, so it comes later.
func (t *Till) showSales(ctx context.Context, r Request, name string) Reply {
	v := r.voice()
	seller, err := t.shop.Seller(ctx, r.Actor.ID)
	if err != nil {
		return t.refuse(v, err)
	}
	now := t.shop.Now().In(seller.Settings.Location())
	p, ok := periodNamed(cmp.Or(strings.TrimSpace(name), periodMonth), now)
	pick := Select{Route: routeSales, Placeholder: v.say(txtSalesPick), Options: v.periods(seller.Since, now)}
	if !ok {
		return Reply{Private: true, Message: Message{Text: v.say(txtSalesWhich, "month", now.Format(monthLayout)), Rows: []Row{{Select: &pick}}}}
	}
	later := func(ctx context.Context) Reply {
		report := v.report(p)
		if err := t.shop.EachSale(ctx, seller.ID, p.from, p.to, report.add); err != nil {
			return t.refuse(v, err)
		}
		m, err := t.showReport(report)
		if err != nil {
			return t.refuse(v, err)
		}
		m.Rows = append([]Row{{Select: &pick}}, m.Rows...)
		return Reply{Private: true, Update: r.picked() != "", Message: m}
	}
	return Reply{Private: true, Later: later}
}

// quarter is a quarter of an hour in seconds: time zones are whole ones of it away
// from UTC.
const quarter = 15 * 60

// report adds sales up.
type report struct {
	v      voice
	period period
	totals map[money.Currency]*total
	table  *table
}

// total is what was sold in one currency.
type total struct {
	orders int
	sale   shop.Sale
	when   map[int64]int64 // how much was sold in each quarter of an hour since 1970, in minor units
}

func (v voice) report(p period) *report {
	return &report{v: v, period: p, totals: make(map[money.Currency]*total), table: v.table(p.to.Location())}
}

func (r *report) add(o shop.Order, s shop.Sale) (err error) {
	sum := r.totals[s.Sold.Currency]
	if sum == nil {
		sum = &total{when: make(map[int64]int64), sale: s}
		r.totals[s.Sold.Currency] = sum
	} else if sum.sale, err = sum.sale.Plus(s); err != nil {
		return err
	}
	sum.orders++
	sum.when[o.PaidAt.Unix()/quarter] += s.Sold.Minor
	r.table.add(o, s)
	return nil
}

// currencies is the currencies, the one with the most orders first.
func (r *report) currencies() []money.Currency {
	return slices.SortedFunc(maps.Keys(r.totals), func(a, b money.Currency) int {
		return cmp.Or(r.totals[b].orders-r.totals[a].orders, cmp.Compare(a, b))
	})
}

// chart is what was sold in a currency; its bars begin with the first sale when
// the period does not say where it begins.
func (r *report) chart(c money.Currency) chart {
	sum, from := r.totals[c], r.period.from
	if from.IsZero() {
		from = time.Unix(slices.Min(slices.Collect(maps.Keys(sum.when)))*quarter, 0).In(r.period.to.Location())
	}
	u := finest(from, r.period.to)
	drawn := chart{unit: u, begin: u.begin(from), amount: func(minor int64) string { return r.v.charted(money.New(minor, c)) }}
	for at := drawn.begin; at.Before(r.period.to); {
		next := u.next(at)
		sold := int64(0)
		for n := at.Unix() / quarter; n < next.Unix()/quarter; n++ {
			sold += sum.when[n]
		}
		drawn.bars = append(drawn.bars, sold)
		at = next
	}
	return drawn
}

// showReport puts a report into a card, with its chart and its file.
func (t *Till) showReport(r *report) (m Message, err error) {
	v := r.v
	m.Rows = buttons(button(v.say(btnMyPayouts), Primary, routePayouts), button(v.say(btnAllOrders), Secondary, NewRoute(routeList, filterAll)))
	card := Card{Color: Neutral, Title: v.say(txtSalesTitle, "period", v.period(r.period.name))}
	if len(r.totals) == 0 {
		card.Body = v.say(txtSalesNone)
		m.Cards = []Card{card}
		return m, nil
	}
	all := r.currencies()
	for _, c := range all[:min(len(all), maxCurrencies)] {
		card.Fields = append(card.Fields, t.salesField(v, c, r.totals[c]))
	}
	drawn := r.chart(all[0])
	lines := []string{
		v.say(txtSalesDays, "zone", zoneName(r.period.to.Location().String())),
		v.say(chartWords[drawn.unit], "currency", string(all[0])),
	}
	if more := len(all) - maxCurrencies; more > 0 {
		lines = append(lines, v.say(txtSalesMore, "n", v.number(more)))
	}
	picture, err := drawn.png()
	if err != nil {
		return m, fmt.Errorf("draw a chart: %w", err)
	}
	name := "sales-" + r.period.file
	m.Made = append(m.Made, File{Name: name + ".png", Type: "image/png", Content: picture})
	card.Image = InMessage(name + ".png")
	file, ending, err := r.table.bytes(name)
	if err != nil {
		return m, fmt.Errorf("write a table: %w", err)
	}
	switch ending {
	case "":
		lines = append(lines, v.say(txtSalesLarge))
	case ".csv":
		lines = append(lines, v.say(txtSalesFile))
		m.Made = append(m.Made, File{Name: name + ending, Type: "text/csv; charset=utf-8", Content: file})
	default:
		lines = append(lines, v.say(txtSalesPacked))
		m.Made = append(m.Made, File{Name: name + ending, Type: "application/zip", Content: file})
	}
	card.Body = strings.Join(lines, "\n")
	m.Cards = []Card{card}
	return m, nil
}

// salesField is the totals of one currency: what was sold, what went of it, and
// where the rest is. What is nothing is left out.
func (t *Till) salesField(v voice, c money.Currency, sum *total) Field {
	_, provider := t.shop.Held()
	s := sum.sale
	var lines []priceLine
	yours := s.Sold.Minor
	line := func(label string, minor int64) {
		lines = append(lines, priceLine{label, v.money(money.New(minor, c))})
	}
	less := func(label string, m money.Money) {
		if yours -= m.Minor; m.Minor != 0 {
			line(label, -m.Minor)
		}
	}
	line(v.say(txtSalesSold), s.Sold.Minor)
	less(v.say(txtSalesRefunded), s.Refunded)
	less(v.say(txtSalesBank), s.ChargedBack)
	less(v.say(txtSalesProvider, "provider", provider), s.ProviderFees)
	less(v.say(txtSalesPlatform), s.PlatformFee)
	line(v.say(txtSalesYours), yours)
	line(v.say(txtSalesPaidOut), s.PaidOut.Minor)
	if s.ToCome.Minor > 0 {
		line(v.say(txtSalesToCome), s.ToCome.Minor)
	}
	if s.Owed.Minor > 0 {
		line(v.say(txtSalesOwed), s.Owed.Minor)
	}
	return Field{
		Name:  v.say(txtSalesCurrency, "currency", string(c), "orders", v.count(sum.orders, txtSalesOrder, txtSalesOrders)),
		Value: v.priceTable(lines),
	}
}
