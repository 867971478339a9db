package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"

	"till/shop"
	"till/shop/money"
	"till/storage"
)

// withdrawCommand is `till withdraw`.
type withdrawCommand struct {
	storeFlags  `embed:""`
	stripeFlags `embed:""`
	Currency    string `arg:"" help:"Like USD."`
	Amount      string `arg:"" optional:"" help:"How much; all that is earned, if left out."`
	Yes         bool   `help:"Do it: without this, only what could be withdrawn is shown."`
}

// Run shows what the operator earned, and withdraws it if told to.
func (c *withdrawCommand) Run(p *program) error {
	currency, amount, err := c.amount()
	if err != nil {
		return err
	}
	query := "?currency=" + url.QueryEscape(string(currency)) + "&minor=" + strconv.FormatInt(amount.Minor, 10)
	var funds shop.Funds
	if err := c.ask(p, http.MethodGet, "/funds"+query, &funds, func(s *shop.Shop) (err error) {
		funds, err = s.Funds(p.ctx, currency)
		return err
	}); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "with Stripe: %s, and %s that is not settled yet\n", funds.Available, funds.Pending)
	fmt.Fprintf(p.stdout, "held for orders: %s\n", funds.Held)
	fmt.Fprintf(p.stdout, "refunds that Stripe has not taken yet: %s\n", funds.Underway)
	fmt.Fprintf(p.stdout, "earned, and free to withdraw: %s\n", funds.Earned)
	if !c.Yes {
		fmt.Fprintln(p.stdout, "nothing was withdrawn: add --yes to do it")
		return nil
	}
	var payout shop.BankPayout
	if err := c.ask(p, http.MethodPost, "/withdraw"+query, &payout, func(s *shop.Shop) (err error) {
		payout, err = s.Withdraw(p.ctx, currency, amount)
		return err
	}); err != nil {
		return err
	}
	if payout.State == shop.BankFailed {
		return fmt.Errorf("the bank did not take %s (%s: %s): it is back in the balance", payout.Amount, payout.ID, payout.Why)
	}
	fmt.Fprintf(p.stdout, "%s is on its way to the bank (%s), there on %s\n", payout.Amount, payout.ID, payout.Arrival.Format("2 January 2006"))
	return nil
}

// amount reads what is to be withdrawn; zero stands for all of it.
func (c *withdrawCommand) amount() (money.Currency, money.Money, error) {
	currency, err := money.ParseCurrency(c.Currency)
	if err != nil {
		return "", money.Money{}, fmt.Errorf("the currency %q: %w", c.Currency, err)
	}
	if c.Amount == "" {
		return currency, money.New(0, currency), nil
	}
	amount, err := money.Parse(c.Amount, currency)
	if err != nil {
		return "", amount, fmt.Errorf("the amount %q: %w", c.Amount, err)
	}
	if amount.Currency != currency {
		return "", amount, fmt.Errorf("the amount %q is not in %s", c.Amount, currency)
	}
	return currency, amount, nil
}

// ask asks the till that serves on the store, or does it itself.
func (c *withdrawCommand) ask(p *program, method, path string, into any, fn func(*shop.Shop) error) (err error) {
	err = askServer(p.ctx, c.Store, method, path, into)
	if !errors.Is(err, errNobody) {
		return err
	}
	if problems := c.problems(); len(problems) > 0 {
		return fmt.Errorf("cannot reach Stripe:\n%w", errors.Join(problems...))
	}
	db, err := storage.Open(c.Store, storage.Options{Existing: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	log := slog.New(slog.DiscardHandler)
	provider, err := c.provider(db.Installation(), log, nil)
	if err != nil {
		return err
	}
	return fn(shop.New(shop.Ports{Store: db, Provider: provider}, shop.Config{Logger: log}))
}
