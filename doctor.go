package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"strings"
	"time"

	"till/bot"
	"till/checkout/stripe"
	"till/commands"
	"till/shop"
	"till/storage"
)

// doctorCommand is `till doctor`. It takes the flags of `till serve`, to look at
// what that would go by.
type doctorCommand struct {
	serveCommand `embed:""`

	JSON bool `name:"json" help:"Print a line of JSON for each check."`
	DM   bool `name:"dm" help:"Send each operator a message, to see that it arrives."`
	Fix  bool `help:"Mend what can be mended, after asking for each."`
	Yes  bool `help:"Mend without asking, with --fix."`

	in    io.Reader // who answers; standard input when nil
	eager bool      // Enter alone has it mend
}

// The ways in which a check can end. A warning lets the shop be open; a problem
// does not, or loses something.
const (
	fine    = "ok"
	warning = "warning"
	problem = "problem"
)

// checkWithin is how long one check may take.
const checkWithin = 10 * time.Second

// errUnfit ends `till doctor` when there is a problem; it has been printed.
var errUnfit = errors.New("something has to be mended")

// finding is what a check saw.
type finding struct {
	Name   string `json:"name"` // stable
	Status string `json:"status"`
	Detail string `json:"detail"`        // what was seen, on one line
	Fix    string `json:"fix,omitempty"` // what to do about it

	repair *repair // nil: nothing that the doctor could do
}

// repair is what the doctor can do about a finding.
type repair struct {
	offer string // what it would do
	do    func(context.Context) (done string, err error)
}

func seen(format string, args ...any) finding {
	return finding{Status: fine, Detail: fmt.Sprintf(format, args...)}
}

func warn(detail, fix string) finding { return finding{Status: warning, Detail: detail, Fix: fix} }
func fail(detail, fix string) finding { return finding{Status: problem, Detail: detail, Fix: fix} }

// by gives the finding what the doctor can do about it.
func (f finding) by(offer string, do func(context.Context) (string, error)) finding {
	f.repair = &repair{offer, do}
	return f
}

// probe is one question that the doctor asks. It never moves money, and changes
// nothing.
type probe struct {
	name string
	look func(context.Context) finding
}

// doctor looks at everything that `till serve` needs.
type doctor struct {
	serve    *serveCommand
	settings *settings
	dm       bool
	policy   shop.Policy
	wrong    error // with the configuration
	bot      *bot.Bot
	provider *stripe.Provider
	dates    dates
	within   time.Duration // how long one check may take

	application once[bot.Application]
	standing    once[stripe.Standing]
	endpoints   once[[]stripe.Endpoint]
}

// newDoctor prepares the checks; the problems are those that reading the settings had.
func newDoctor(c *serveCommand, s *settings) *doctor {
	d := &doctor{serve: c, settings: s, within: checkWithin}
	d.policy, d.wrong = c.validate(s.problems...)
	if c.DiscordToken != "" && len(c.discordFlags.problems()) == 0 {
		config := bot.Config{Token: c.DiscordToken, APIBase: c.DiscordAPI, Transport: d.dates.of("Discord"), Logger: slog.New(slog.DiscardHandler)}
		if b, err := bot.New(config); err == nil { // else the configuration says why
			d.bot = b
			b.Use(commands.New(shop.New(shop.Ports{}, shop.Config{Policy: d.policy, Operator: c.Operator, Operators: c.operators()})))
		}
	}
	if c.StripeKey != "" && len(c.stripeFlags.problems()) == 0 {
		d.provider, _ = c.provider(d.installation(), slog.New(slog.DiscardHandler), func(config *stripe.Config) {
			config.Transport, config.Timeout = d.dates.of("Stripe"), checkWithin
		}) // the configuration says why there is none
	}
	d.forget()
	return d
}

// installation is the store's name, where it can be read: it marks what is made at
// Stripe.
func (d *doctor) installation() string {
	db, err := storage.Open(d.serve.Store, storage.Options{ReadOnly: true, Timeout: 100 * time.Millisecond})
	if err != nil {
		return "till"
	}
	defer db.Close()
	return db.Installation()
}

// forget has what was asked before asked again.
func (d *doctor) forget() {
	if d.bot != nil {
		d.application = ask(d.bot.Application)
	}
	if d.provider != nil {
		d.standing, d.endpoints = ask(d.provider.Standing), ask(d.provider.Endpoints)
	}
}

// once is an answer that is fetched when it is needed first.
type once[T any] func(context.Context) (T, error)

func ask[T any](fetch func(context.Context) (T, error)) once[T] {
	var value T
	var err error
	asked := false
	return func(ctx context.Context) (T, error) {
		if !asked {
			asked = true
			value, err = fetch(ctx)
		}
		return value, err
	}
}

// checks are all of them, in the order in which they are best mended.
func (d *doctor) checks() []probe {
	all := []probe{
		{"configuration", d.configuration},
		{"configuration-file", d.configurationFile},
		{"discord-token", d.discordToken},
		{"discord-install", d.discordInstall},
		{"discord-intents", d.discordIntents},
		{"discord-commands", d.discordCommands},
		{"discord-interactions", d.discordInteractions},
		{"discord-sessions", d.discordSessions},
		{"discord-operators", d.discordOperators},
	}
	if d.dm {
		all = append(all, probe{"discord-dm", d.discordDM})
	}
	return append(
		all,
		probe{"stripe-key", d.stripeKey},
		probe{"stripe-account", d.stripeAccount},
		probe{"stripe-connect", d.stripeConnect},
		probe{"stripe-payouts", d.stripePayouts},
		probe{"stripe-holding", d.stripeHolding},
		probe{"stripe-currencies", d.stripeCurrencies},
		probe{"stripe-webhook", d.stripeWebhook},
		probe{"stripe-connect-webhook", d.stripeConnectWebhook},
		probe{"carrier-key", d.carrierKey},
		probe{"public-address", d.publicAddress},
		probe{"clock", d.clock},
		probe{"store", d.store},
		probe{"store-permissions", d.storePermissions},
		probe{"store-disk", d.storeDisk},
		probe{"store-file-system", d.storeFileSystem},
	)
}

// Run looks, mends what it is told to, and ends with an error when there is a problem.
func (c *doctorCommand) Run(p *program) error {
	d := newDoctor(&c.serveCommand, p.settings)
	d.dm = c.DM
	talk := newDialogue(c.in, p.stdout)
	if c.JSON {
		talk.out = p.stderr // standard output is for programs
	}
	return c.examine(p.ctx, d, p.stdout, talk)
}

// examine runs the checks one after the other, so that each one's words are there
// as soon as it ends.
func (c *doctorCommand) examine(ctx context.Context, d *doctor, out io.Writer, talk *dialogue) error {
	counts := make(map[string]int)
	for _, one := range d.checks() {
		f := one.run(ctx, d.within)
		if c.Fix && f.repair != nil && f.Status != fine {
			if done := c.mend(ctx, d, one, f, talk); done {
				f = one.run(ctx, d.within)
			}
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		counts[f.Status]++
		if err := c.print(out, f); err != nil {
			return err
		}
	}
	if !c.JSON {
		if _, err := fmt.Fprintln(out, summary(counts)); err != nil {
			return err
		}
	}
	if counts[problem] > 0 {
		return errUnfit
	}
	return nil
}

// run asks for as long as a check may take.
func (c probe) run(ctx context.Context, within time.Duration) finding {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	f := c.look(ctx)
	f.Name = c.name
	return f
}

// mend does what can be done about a finding, if the operator wants it.
func (c *doctorCommand) mend(ctx context.Context, d *doctor, one probe, f finding, talk *dialogue) bool {
	if !c.Yes {
		talk.say("%s: %s", one.name, f.Detail)
		if yes, err := talk.confirm(ctx, f.repair.offer+"?", c.eager); err != nil || !yes {
			return false
		}
	}
	ctx, cancel := context.WithTimeout(ctx, 2*checkWithin)
	defer cancel()
	done, err := f.repair.do(ctx)
	if err != nil {
		talk.say("%s: could not: %v", one.name, err)
		return false
	}
	talk.say("%s: %s", one.name, done)
	d.forget()
	return true
}

// print writes a finding: a line, and below it what to do.
func (c *doctorCommand) print(out io.Writer, f finding) error {
	if c.JSON {
		to := json.NewEncoder(out)
		to.SetEscapeHTML(false)
		return to.Encode(f)
	}
	_, err := io.WriteString(out, line(f))
	return err
}

func line(f finding) string {
	const margin = 33 // where the details begin
	text := fmt.Sprintf("%-8s %-*s %s\n", f.Status, margin-10, f.Name, indent(f.Detail, margin))
	if f.Fix != "" {
		text += fmt.Sprintf("%*s%s\n", margin, "", indent("→ "+f.Fix, margin+2))
	}
	return text
}

// indent keeps a text's further lines below its first.
func indent(text string, by int) string {
	return strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", by))
}

func summary(counts map[string]int) string {
	switch {
	case counts[problem] > 0:
		return fmt.Sprintf("%s, %s", count(counts[problem], "problem", "problems"), count(counts[warning], "warning", "warnings"))
	case counts[warning] > 0:
		return fmt.Sprintf("no problem, %s", count(counts[warning], "warning", "warnings"))
	default:
		return "all ok"
	}
}

// configuration says what `till config` says.
func (d *doctor) configuration(context.Context) finding {
	if d.wrong != nil {
		return fail(d.wrong.Error(), "till config shows where each value is from")
	}
	if d.settings.path == "" {
		return seen("valid")
	}
	return seen("valid, with %s", d.settings.path)
}

// configurationFile looks who can read the secrets in it.
func (d *doctor) configurationFile(context.Context) finding {
	path := d.settings.path
	if path == "" {
		return seen("none: the flags and the environment say everything")
	}
	mode, err := modeOf(path)
	switch {
	case err != nil:
		return fail(err.Error(), "name the file that there is by --config or TILL_CONFIG")
	case mode&0o077 == 0 || runtime.GOOS == "windows":
		return seen("only its owner can read it")
	case !d.settings.secrets:
		return seen("others can read it, and no secret is in it")
	default:
		return fail(fmt.Sprintf("others can read %s, and secrets are in it (mode %04o)", path, mode), "chmod 600 "+path).
			by("Let only its owner read "+path, func(context.Context) (string, error) { return "only its owner can read it now", restrict(path) })
	}
}

// notAsked is the finding of a check for which an earlier one must be right.
func notAsked(first string) finding {
	return warn("not looked at", "mend "+first+" first")
}

// failed puts what a service said into words.
func failed(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return "no answer in time"
	}
	return err.Error()
}
