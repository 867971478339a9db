package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"till/bot"
	"till/checkout/stripe"
	"till/shop"
	"till/shop/money"
	"till/tracking/easypost"
)

// interview is the questions of `till setup`. Each answer is looked at when it is
// given, with the service that it is for, and asked for again when it is wrong.
type interview struct {
	command *setupCommand
	talk    *dialogue
	before  map[string]string // by flag; nil in a first run
	entries []entry

	discord  *bot.Bot
	provider *stripe.Provider
	standing stripe.Standing
	single   bool
}

// run asks everything and returns what is to be written.
func (a *interview) run(ctx context.Context) ([]entry, error) {
	for name, address := range map[string]*string{
		"discord-api": &a.command.DiscordAPI, "stripe-api": &a.command.StripeAPI, "easypost-api": &a.command.EasypostAPI,
	} {
		*address = cmp.Or(*address, a.before[name])
	}
	for _, question := range []func(context.Context) error{
		a.askToken, a.askStripeKey, a.askMode, a.askOperator, a.askOperators, a.askLimit, a.askPublic, a.askCarrier, a.askStore,
	} {
		if err := question(ctx); err != nil {
			return nil, err
		}
	}
	return a.entries, nil
}

// set notes what is to be written; no value takes the setting out.
func (a *interview) set(name string, values ...string) {
	if len(values) == 1 && values[0] == "" {
		values = nil
	}
	a.entries = append(a.entries, entry{name, values})
}

// askUntil asks until look is content; what look returns is said, and asked for again.
func askUntil(ctx context.Context, talk *dialogue, ask func() (string, error), look func(string) error) error {
	for {
		answer, err := ask()
		if err != nil {
			return err
		}
		err = look(answer)
		if err == nil || ctx.Err() != nil {
			return ctx.Err()
		}
		talk.say("  %s", indent(err.Error(), 2))
	}
}

// ask asks for a line.
func (a *interview) ask(ctx context.Context, question, byDefault string, look func(string) error) error {
	return askUntil(ctx, a.talk, func() (string, error) { return a.talk.ask(ctx, question, byDefault) }, look)
}

// askSecret asks for one that is not shown; Enter keeps the one that is there.
func (a *interview) askSecret(ctx context.Context, name, question string, look func(string) error) error {
	kept := a.before[name]
	if kept != "" {
		question += " [keep the one that is " + masked(kept) + "]"
	}
	return askUntil(ctx, a.talk, func() (string, error) {
		answer, err := a.talk.secret(ctx, question)
		return cmp.Or(answer, kept), err
	}, look)
}

func (a *interview) askToken(ctx context.Context) error {
	a.talk.say("\nThe bot. Make an application at https://discord.com/developers/applications; its token is on page Bot, Reset Token.")
	return a.askSecret(ctx, "discord-token", "Discord token (is not shown)", func(token string) (err error) {
		if token == "" {
			return errors.New("it is needed: the bot logs in with it")
		}
		flags := discordFlags{DiscordToken: token, DiscordAPI: a.command.DiscordAPI}
		if problems := flags.problems(); len(problems) > 0 {
			return errors.Join(problems...)
		}
		a.discord, err = bot.New(bot.Config{Token: token, APIBase: a.command.DiscordAPI, Logger: slog.New(slog.DiscardHandler)})
		if err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(ctx, checkWithin)
		defer cancel()
		switch name, id, err := a.discord.Whoami(ctx); {
		case shop.CodeOf(err) == shop.Refused:
			return errors.New("that token is not one that Discord takes: copy it anew, or reset it")
		case err != nil:
			return fmt.Errorf("no answer from Discord: %s. Try again", failed(err))
		default:
			a.talk.say("  %s (%s)", name, id)
		}
		a.set("discord-token", token)
		a.set("discord-api", a.command.DiscordAPI)
		return nil
	})
}

func (a *interview) askStripeKey(ctx context.Context) error {
	a.talk.say("\nThe payments. The secret key is at https://dashboard.stripe.com/apikeys; one that begins with sk_test_ moves no real money.")
	return a.askSecret(ctx, "stripe-key", "Stripe key (is not shown)", func(key string) (err error) {
		switch {
		case key == "":
			return errors.New("it is needed: payments are taken with it")
		case strings.HasPrefix(key, "pk_"):
			return errors.New("that is the publishable key: copy the secret one, which begins with sk_ or rk_")
		}
		flags := stripeFlags{StripeKey: key, StripeAPI: a.command.StripeAPI}
		problems := flags.problems()
		if flags.live() && a.command.DiscordAPI != "" {
			problems = append(problems, errors.New("that key is live and --discord-api is not Discord, so imitated people would move real money: use a test key"))
		}
		if len(problems) > 0 {
			return errors.Join(problems...)
		}
		a.provider, err = flags.provider("till", slog.New(slog.DiscardHandler), func(c *stripe.Config) { c.Timeout = checkWithin })
		if err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(ctx, checkWithin)
		defer cancel()
		switch a.standing, err = a.provider.Standing(ctx); {
		case shop.CodeOf(err) == shop.Refused:
			return fmt.Errorf("%s: copy it anew", failed(err))
		case err != nil:
			return fmt.Errorf("no answer from Stripe: %s. Try again", failed(err))
		}
		mode := "test mode: no real money moves"
		if a.standing.Live {
			mode = "live mode: real money moves"
		}
		a.talk.say("  %s, %s", named(a.standing), mode)
		a.set("stripe-key", key)
		a.set("stripe-api", a.command.StripeAPI)
		return nil
	})
}

func (a *interview) askMode(ctx context.Context) error {
	byDefault := "marketplace"
	if connected, err := a.connected(ctx); !connected || err != nil { // whoever wants a marketplace hears why
		byDefault = "single"
	}
	a.talk.say("\nThe shop. single: you sell, with your own Stripe account as it is. marketplace: others sell, and your account holds the money until they ship; it needs Stripe Connect and manual payouts.")
	return a.ask(ctx, "single or marketplace", cmp.Or(a.before["shop"], byDefault), func(mode string) error {
		if mode != "single" && mode != "marketplace" {
			return errors.New("write single or marketplace")
		}
		if mode == "marketplace" {
			switch connected, err := a.connected(ctx); {
			case err != nil:
				return fmt.Errorf("it is not known whether the account may: %s. Try again, or write single", failed(err))
			case !connected:
				return errors.New("this Stripe account is not signed up for Connect: sign up first (https://dashboard.stripe.com/connect), or write single")
			case a.standing.Interval != "manual":
				a.talk.say("  Set the payout schedule to manual before you start (Stripe's dashboard, Settings, Payouts): else the money held for sellers leaves by itself.")
			}
			a.set("seller")
		}
		a.single = mode == "single"
		a.set("shop", mode)
		return nil
	})
}

// connected asks Stripe whether the account may hold money for others.
func (a *interview) connected(ctx context.Context) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, checkWithin)
	defer cancel()
	return a.provider.Connected(ctx)
}

func (a *interview) askOperator(ctx context.Context) error {
	return a.ask(ctx, "Its name, as buyers read it", cmp.Or(a.before["operator"], a.standing.Name, "Till"), func(name string) error {
		a.set("operator", name)
		return nil
	})
}

func (a *interview) askOperators(ctx context.Context) error {
	a.talk.say("\nYou. Discord shows your id once Developer Mode is on (User Settings, Advanced): right-click yourself, Copy User ID.")
	return a.ask(ctx, "Your Discord id", a.before["operators"], func(answer string) error {
		ids := strings.FieldsFunc(answer, func(r rune) bool { return r == ',' || r == ' ' })
		if len(ids) == 0 {
			return errors.New("it is needed: you decide what the bot cannot, and are told of trouble")
		}
		if a.single && len(ids) > 1 && a.before["seller"] == "" {
			return errors.New("write one id: a shop that is yours has one seller")
		}
		var names []string
		for _, id := range ids {
			if !snowflake.MatchString(id) {
				return fmt.Errorf("%s is no Discord id: those have 17 to 20 digits", id)
			}
			ctx, cancel := context.WithTimeout(ctx, checkWithin)
			name, err := a.discord.NameOf(ctx, shop.UserID(id))
			cancel()
			switch {
			case shop.CodeOf(err) == shop.NotFound:
				return fmt.Errorf("nobody on Discord has the id %s: is it perhaps a message's or a server's?", id)
			case err != nil:
				return fmt.Errorf("no answer from Discord: %s. Try again", failed(err))
			}
			names = append(names, name)
		}
		a.talk.say("  %s", strings.Join(names, ", "))
		a.set("operators", ids...)
		return nil
	})
}

func (a *interview) askLimit(ctx context.Context) error {
	byDefault := a.before["limit"]
	if byDefault == "" {
		byDefault = usualLimit(a.standing.Settles)
	}
	a.talk.say("\nThe limits. For each currency: the most that one request may ask for, and all of a seller's requests in 7 days.")
	return a.ask(ctx, "Limits, such as USD=750.00/2250.00;EUR=700.00/2100.00", byDefault, func(answer string) error {
		limits := strings.FieldsFunc(answer, func(r rune) bool { return r == ';' || r == ' ' })
		var foreign []string
		for _, limit := range limits {
			currency, _, err := parseLimit(limit)
			if err != nil {
				return fmt.Errorf("%s: %w", limit, err)
			}
			if !slices.Contains(a.standing.Settles, currency) {
				foreign = append(foreign, string(currency))
			}
		}
		if len(limits) == 0 {
			return errors.New("write it like USD=750.00/2250.00")
		}
		if len(foreign) > 0 {
			a.talk.say("  Your account has no balance in %s: such payments would be converted, and held for you to decide.", strings.Join(foreign, ", "))
		}
		a.set("limit", limits...)
		return nil
	})
}

// usualLimit is the limit that is proposed, in the account's own currency.
func usualLimit(settles []money.Currency) string {
	for _, currency := range settles {
		for _, limit := range []string{"750.00/2250.00", "75000/225000"} {
			text := string(currency) + "=" + limit
			if _, _, err := parseLimit(text); err == nil {
				return text
			}
		}
	}
	return "USD=750.00/2250.00"
}

func (a *interview) askPublic(ctx context.Context) error {
	a.talk.say("\nThe way in. With a public address, events come at once; without one they are asked for every few seconds, and everything works, too.")
	address := ""
	err := a.ask(ctx, "Public address, such as https://till.example.com (- for none)", cmp.Or(a.before["public-url"], "-"), func(answer string) error {
		if answer != "-" {
			if err := (&serveCommand{PublicURL: answer, Listen: "127.0.0.1:8080"}).checkPublic(); err != nil {
				return errors.New("write it like https://till.example.com, or - for none")
			}
			address = strings.TrimSuffix(answer, "/")
		}
		a.set("public-url", address)
		return nil
	})
	if err != nil || address == "" {
		return err
	}
	return a.ask(ctx, "Address to listen on, to which your proxy passes requests", cmp.Or(a.before["listen"], "127.0.0.1:8080"), func(answer string) error {
		if err := checkListen(answer); err != nil {
			return err
		}
		a.set("listen", answer)
		return nil
	})
}

func (a *interview) askCarrier(ctx context.Context) error {
	a.talk.say("\nThe parcels. With a key of https://www.easypost.com, carriers tell where they are; without one, sellers and buyers do.")
	return a.askSecret(ctx, "easypost-key", "EasyPost key (is not shown; Enter alone for none)", func(key string) error {
		if key == "" {
			return nil
		}
		flags := parcelFlags{EasypostKey: key, EasypostAPI: a.command.EasypostAPI}
		if problems := flags.problems(a.standing.Live); len(problems) > 0 {
			return errors.Join(problems...)
		}
		client, err := easypost.New(easypost.Config{Key: key, BaseURL: a.command.EasypostAPI})
		if err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(ctx, checkWithin)
		defer cancel()
		switch err := client.Check(ctx); {
		case shop.CodeOf(err) == shop.Refused:
			return errors.New("that key is not one that EasyPost takes: copy it anew")
		case err != nil:
			return fmt.Errorf("no answer from EasyPost: %s. Try again", failed(err))
		}
		a.set("easypost-key", key)
		a.set("easypost-api", a.command.EasypostAPI)
		return nil
	})
}

func (a *interview) askStore(ctx context.Context) error {
	byDefault := a.before["store"]
	if byDefault == "" {
		byDefault = filepath.Join(filepath.Dir(a.command.File), "till.db")
		if absolute, err := filepath.Abs(byDefault); err == nil {
			byDefault = absolute
		}
	}
	a.talk.say("\nThe state. Orders and books are in one file, on a disk of this machine.")
	return a.ask(ctx, "File", byDefault, func(path string) error {
		if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
			return fmt.Errorf("the folder %s does not exist: make it, or name another file", filepath.Dir(path))
		}
		if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
			return fmt.Errorf("%s is no file: name one in it", path)
		}
		a.set("store", path)
		return nil
	})
}
