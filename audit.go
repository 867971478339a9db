package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"

	"till/shop"
	"till/shop/ledger"
	"till/storage"
)

// auditCommand is `till audit`.
type auditCommand struct {
	storeFlags  `embed:""`
	stripeFlags `embed:""`
	Alone       bool `help:"Do not compare with the payment provider."`
	JSON        bool `name:"json" help:"Print JSON."`
}

// Run audits through the till that serves on the store, or opens the store
// itself.
func (c *auditCommand) Run(p *program) error {
	var audit shop.Audit
	path := "/audit"
	if c.Alone {
		path += "?alone"
	}
	err := askServer(p.ctx, c.Store, http.MethodGet, path, &audit)
	if errors.Is(err, errNobody) {
		err = c.open(p.ctx, &audit)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		err = json.NewEncoder(p.stdout).Encode(audit)
	} else {
		_, err = io.WriteString(p.stdout, describe(&audit))
	}
	if err != nil {
		return err
	}
	if len(audit.Differences) > 0 {
		return errDifferences
	}
	return nil
}

// open audits the store itself, whatever the operator decided when it served:
// each order knows the fees that hold for it.
func (c *auditCommand) open(ctx context.Context, into *shop.Audit) (err error) {
	if !c.Alone {
		if problems := c.problems(); len(problems) > 0 {
			return fmt.Errorf("cannot compare with the provider (--alone audits without):\n%w", errors.Join(problems...))
		}
	}
	db, err := storage.Open(c.Store, storage.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	ports := shop.Ports{Store: db}
	if !c.Alone {
		provider, err := c.provider(db.Installation(), slog.New(slog.DiscardHandler), nil)
		if err != nil {
			return err
		}
		ports.Provider = provider
	}
	audit, err := shop.New(ports, shop.Config{}).Audit(ctx, c.Alone)
	if err != nil {
		return err
	}
	*into = *audit
	return nil
}

// describe puts an audit into words.
func describe(a *shop.Audit) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s, %s, %s waiting\n",
		count(a.Orders, "order", "orders"), count(a.Entries, "journal entry", "journal entries"), count(a.Jobs, "job", "jobs"))
	if a.Dead > 0 {
		fmt.Fprintf(&text, "%s given up: till jobs list tells more\n", count(a.Dead, "job", "jobs"))
	}
	for _, currency := range slices.Sorted(maps.Keys(a.Totals)) {
		book := a.Totals[currency]
		fmt.Fprintf(&text, "%s:", currency)
		for _, account := range ledger.Accounts() {
			if balance := book.Balance(account); !balance.IsZero() {
				fmt.Fprintf(&text, " %s %s", called(a.Mode, account), balance.Decimal())
			}
		}
		text.WriteByte('\n')
	}
	if a.Compared {
		fmt.Fprintf(&text, "%s of the provider's balance are these orders'\n", count(a.Matched, "entry", "entries"))
		for _, name := range slices.Sorted(maps.Keys(a.Outside)) {
			fmt.Fprintf(&text, "outside the shop: %s %s\n", name, a.Outside[name].Decimal())
		}
		for _, currency := range slices.Sorted(maps.Keys(a.Unheard)) {
			fmt.Fprintf(&text, "asked for and done, and not written down yet: %s\n", a.Unheard[currency])
		}
		for _, currency := range slices.Sorted(maps.Keys(a.Underway)) {
			fmt.Fprintf(&text, "refunds sent, not confirmed and not taken from the balance: %s\n", a.Underway[currency])
		}
	} else {
		text.WriteString("not compared with the provider\n")
	}
	for _, d := range a.Differences {
		fmt.Fprintf(&text, "DIFFERENCE: %s\n", d)
	}
	if len(a.Differences) == 0 {
		text.WriteString("the books balance\n")
	}
	return text.String()
}

// called is an account's name. In a single shop nobody holds or transfers anything.
func called(mode shop.Mode, a ledger.Account) string {
	if mode == shop.Single {
		switch a { //nolint:exhaustive // the others are called as everywhere
		case ledger.Held:
			return "not released"
		case ledger.Transferred:
			return "released"
		case ledger.Reversed:
			return "taken up again"
		}
	}
	return strings.ReplaceAll(string(a), "_", " ")
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
