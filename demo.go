package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"till/sandbox"
	"till/shop"
)

// sandboxCommand is `till sandbox`.
type sandboxCommand struct {
	Addr  string `help:"Loopback address to listen on." default:"127.0.0.1:0" placeholder:"HOST:PORT"`
	State string `help:"File that keeps the imitated world; nothing is kept without it." placeholder:"FILE"`
	logFlags
}

// Run serves the sandbox until it is told to stop. The first line on standard
// output is JSON: where everything is.
func (c *sandboxCommand) Run(p *program) error {
	world, err := sandbox.New(sandbox.Config{Addr: c.Addr, State: c.State, Logger: c.logger(p)})
	if err != nil {
		return err
	}
	if err := json.NewEncoder(p.stdout).Encode(world.Card()); err != nil {
		return errors.Join(err, world.Close())
	}
	return errors.Join(world.Serve(p.ctx), world.Close())
}

// demoCommand is `till demo`.
type demoCommand struct {
	Data string `help:"File that keeps the bot's state, beside FILE.world, which keeps the imitated Discord, Stripe and clock; temporary ones without it." placeholder:"FILE"`
	Addr string `help:"Loopback address of the page." default:"127.0.0.1:0" placeholder:"HOST:PORT"`
	Shop string `help:"Whose account takes what buyers pay: marketplace or single (default ${default})." enum:"marketplace,single" default:"marketplace" placeholder:"MODE"`
	logFlags
}

// Run serves sandbox and bot in one process until it is told to stop.
func (c *demoCommand) Run(p *program) (err error) {
	store, state := c.Data, worldPath(c.Data)
	if store == "" {
		folder, err := os.MkdirTemp("", "till-demo-")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
		store, state = filepath.Join(folder, "till.db"), ""
	} else if err := checkWorld(store); err != nil {
		return err
	}
	log := c.logger(p)
	world, err := sandbox.New(sandbox.Config{Addr: c.Addr, State: state, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(p.ctx)
	defer cancel(nil)
	var parts sync.WaitGroup
	parts.Go(func() { cancel(world.Serve(context.WithoutCancel(ctx))) })
	defer func() {
		err = errors.Join(err, world.Close())
		parts.Wait()
	}()
	serve, err := c.serve(world, store)
	if err != nil {
		return err
	}
	policy, err := serve.validate()
	if err != nil {
		return err
	}
	s, err := newService(ctx, serve, policy, log)
	if err != nil {
		return err
	}
	if c.Shop == string(shop.Single) {
		if err := world.MakePlain(ctx); err != nil {
			s.close()
			return err
		}
	}
	world.Carrier().SetTravel(true)
	hooks := s.address() + "/webhooks/"
	if err := errors.Join(world.SetWebhooks(hooks+"stripe", hooks+"stripe/connect"), world.SetCarrierWebhook(hooks+"easypost")); err != nil {
		s.close()
		return err
	}
	return s.run(ctx, func() {
		fmt.Fprintf(p.stdout, "\n  Till is running, with Discord and Stripe imitated on this machine.\n"+
			"  Open %s to be seller and buyer.\n\n  Ctrl-C ends it.\n\n", world.Card().Page)
	})
}

func worldPath(store string) string { return store + ".world" }

// checkWorld refuses a store whose orders were paid in a world that is gone: a
// demo keeps both, and makes the world first.
func checkWorld(store string) error {
	_, err := os.Stat(worldPath(store))
	if _, serr := os.Stat(store); serr == nil && errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is there, but not %s, the world that its orders are about: put that back, or move the first away to start afresh", store, worldPath(store))
	}
	return nil
}

// serve is the configuration of a bot on the sandbox.
func (c *demoCommand) serve(world *sandbox.Sandbox, store string) (*serveCommand, error) {
	card := world.Card()
	defaults, err := defaultServe()
	if err != nil {
		return nil, err
	}
	defaults.Store = store
	defaults.DiscordToken, defaults.DiscordAPI = card.BotToken, card.DiscordAPI
	defaults.StripeKey, defaults.StripeAPI = card.StripeKey, card.StripeAPI
	defaults.StripeWebhookSecret, defaults.StripeConnectWebhookSecret = card.StripeWebhookSecret, card.StripeConnectSecret
	defaults.EasypostKey, defaults.EasypostAPI, defaults.EasypostWebhookSecret = card.CarrierKey, card.CarrierAPI, card.CarrierSecret
	defaults.Operators = []string{world.Discord().Person("operator").ID}
	defaults.Listen, defaults.Clock = "127.0.0.1:0", card.Clock
	defaults.Limit = []string{"USD=750.00/2250.00", "EUR=750.00/2250.00", "GBP=650.00/1950.00", "JPY=110000/330000"}
	defaults.Fee = []string{"USD=1%", "EUR=1%"}
	defaults.ReturnURL = card.Page
	if defaults.Shop = c.Shop; c.Shop == string(shop.Single) {
		defaults.Seller, defaults.Fee = world.Discord().Person("seller").ID, nil
	}
	return defaults, nil
}

// versionCommand is `till version`.
type versionCommand struct{}

// Run prints the version that the binary was built from.
func (versionCommand) Run(p *program) error {
	version, revision := builtFrom()
	_, err := fmt.Fprintln(p.stdout, strings.TrimSpace("till "+cmp.Or(version, "unknown")+" "+revision))
	return err
}
