package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"

	"till/bot"
)

// setupCommand is `till setup`: the way from nothing to a bot that is ready to
// serve.
type setupCommand struct {
	File        string `arg:"" optional:"" help:"The configuration file to write (default ${default})." default:"till.yaml" placeholder:"FILE"`
	DiscordAPI  string `name:"discord-api" help:"Where Discord's API is imitated; empty for Discord itself." placeholder:"URL"`
	StripeAPI   string `name:"stripe-api" help:"Where Stripe's API is imitated; empty for Stripe itself." placeholder:"URL"`
	EasypostAPI string `name:"easypost-api" help:"Where EasyPost's API is imitated; empty for EasyPost itself." placeholder:"URL"`

	in io.Reader // who answers; standard input when nil
}

// errBrokenOff ends a dialogue by Ctrl-C.
var errBrokenOff = errors.New("broken off")

// Run asks, writes the file when everything is known, and ends with the doctor.
func (c *setupCommand) Run(p *program) error {
	talk := newDialogue(c.in, p.stdout)
	if err := c.setUp(p, talk); err != nil {
		return err
	}
	serve, settings, err := serveFrom(c.File, p.settings.getenv)
	if err != nil {
		return err
	}
	d := newDoctor(serve, settings)
	talk.say("\nNow the doctor looks at all of it.\n")
	doctor := &doctorCommand{serveCommand: *serve, Fix: true, eager: true}
	err = doctor.examine(p.ctx, d, p.stdout, talk)
	if p.ctx.Err() != nil {
		return fmt.Errorf("%w: %s is written, and till doctor --fix --config %s goes on from here", errBrokenOff, c.File, c.File)
	}
	if err == nil || errors.Is(err, errUnfit) {
		c.farewell(p.ctx, d, talk, err)
	}
	return err
}

// setUp asks for everything and writes it, or nothing.
func (c *setupCommand) setUp(p *program, talk *dialogue) error {
	before, err := c.before()
	if err != nil {
		return err
	}
	talk.say("This writes %s, which till serve reads: at the end, and only if you want it.", c.File)
	talk.say("Enter alone takes what stands in brackets. Ctrl-C ends it, and nothing is written.")
	if before != nil {
		talk.say("%s is there already: what it says is where this starts from.", c.File)
	}
	a := &interview{command: c, talk: talk, before: before}
	entries, err := a.run(p.ctx)
	if err == nil {
		err = c.write(p, talk, entries, before != nil)
	}
	if p.ctx.Err() != nil {
		err = errBrokenOff
	}
	if err != nil {
		return fmt.Errorf("%w. Nothing was written", err)
	}
	talk.say("%s is written, and only you can read it.", c.File)
	return nil
}

// before is what an earlier file says, by the names of the flags; nil if there is
// none.
func (c *setupCommand) before() (map[string]string, error) {
	if _, err := os.Stat(c.File); errors.Is(err, fs.ErrNotExist) {
		if info, err := os.Stat(filepath.Dir(c.File)); err != nil || !info.IsDir() {
			return nil, fmt.Errorf("the folder %s does not exist: make it, or name another file", filepath.Dir(c.File))
		}
		return nil, nil
	}
	parser, err := kong.New(new(commandLine), kong.Name("till"))
	if err != nil {
		return nil, err
	}
	found, problems := readSettings(c.File, fileFlags(parser.Model))
	if len(problems) > 0 {
		return nil, fmt.Errorf("%s cannot be gone on from: mend it, or name another file:\n%w", c.File, errors.Join(problems...))
	}
	values := make(map[string]string)
	for name, s := range found {
		values[name] = s.value
	}
	return values, nil
}

// write writes the file, if till could serve with it and the operator wants it.
func (c *setupCommand) write(p *program, talk *dialogue, entries []entry, there bool) error {
	content, err := os.ReadFile(c.File)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if content, err = editSettings(content, entries); err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	if err := c.validate(content); err != nil {
		return fmt.Errorf("till serve could not start with this and the rest of %s:\n%w", c.File, err)
	}
	question := "\nWrite " + c.File + "?"
	if there {
		question = "\nChange " + c.File + " so?"
	}
	switch yes, err := talk.confirm(p.ctx, question, true); {
	case err != nil:
		return err
	case !yes:
		return errors.New("as you wish")
	}
	return replaceFile(c.File, content)
}

// validate looks at a content as `till serve` would, without the environment.
func (c *setupCommand) validate(content []byte) (err error) {
	trial, err := os.CreateTemp(filepath.Dir(c.File), filepath.Base(c.File)+".*.trial") // mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(trial.Name())) }()
	_, err = trial.Write(content)
	if err := errors.Join(err, trial.Close()); err != nil {
		return err
	}
	serve, settings, err := serveFrom(trial.Name(), func(string) string { return "" })
	if err != nil {
		return err
	}
	_, err = serve.validate(settings.problems...)
	return err
}

// serveFrom is `till serve` with a configuration file and an environment.
func serveFrom(config string, getenv func(string) string) (*serveCommand, *settings, error) {
	var cli commandLine
	settings := newSettings(getenv)
	parser, err := kong.New(&cli, kong.Name("till"), kong.Resolvers(settings))
	if err != nil {
		return nil, nil, err
	}
	_, err = parser.Parse([]string{"serve", "--config", config})
	return &cli.Serve, settings, err
}

// farewell says what is left to be done by hand.
func (c *setupCommand) farewell(ctx context.Context, d *doctor, talk *dialogue, unfit error) {
	if a, ok := d.applied(ctx); ok {
		server, account := bot.InstallLinks(a.ID)
		talk.say("\nAdd the bot to a server: %s", server)
		talk.say("Add it to an account:   %s", account)
	}
	config := c.File
	if strings.ContainsAny(config, " '\"$&") {
		config = "'" + strings.ReplaceAll(config, "'", `'\''`) + "'"
	}
	if unfit != nil {
		talk.say("\nMend what is a problem above, then look again: till doctor --config %s", config)
		return
	}
	talk.say("\nStart it: till serve --config %s", config)
}
