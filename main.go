// Command till is a Discord bot for merchants: a seller's slash command becomes
// a payment request, the buyer pays on the payment provider's page, the money is
// held until the seller ships, and the seller is paid some days later.
//
// The root package owns the subcommands, the configuration and the wiring; what
// the program does is in shop, what it says in commands, and the services it
// talks to in bot, checkout, tracking and storage.
//
//	till demo            everything on this machine, to try it
//	till serve           the bot
//	till setup           from nothing to a bot that is ready to serve
//	till config          what till serve would go by, and what is wrong with it
//	till doctor          does all of that work, with the real services?
//	till audit           do the books balance, and agree with the provider?
//	till jobs            what waits to be done, and what was given up
//	till withdraw        the operator's earned fees, to the bank
//	till backup          a copy of the store, while it is in use
//	till restore         a backup in the place of the store
//	till compact         the store's file, without what was deleted from it
//	till export          every order, or every posting of the books
//	till recognise       whose tracking number is this?
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"reflect"
	"syscall"
	_ "time/tzdata" // sellers name their time zone, and not every machine knows them all

	"github.com/alecthomas/kong"

	"till/shop"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	if err != nil {
		os.Exit(1) // run has said why
	}
}

// errDifferences ends `till audit` when the books do not balance; the report
// has been printed.
var errDifferences = errors.New("the books do not balance")

// run is the program: args without its name, the environment as getenv. It
// prints its own errors.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) error {
	var cli commandLine
	exited := -1
	settings := newSettings(getenv)
	parser, err := kong.New(&cli,
		kong.Name("till"),
		kong.Description("A Discord bot for merchants: payments in chat, held until the goods are shipped.\n\n"+
			"Every flag can be set in the environment, too: --discord-token as TILL_DISCORD_TOKEN. "+
			"Secrets can be read from a file: TILL_DISCORD_TOKEN_FILE. "+
			"A YAML file (--config, TILL_CONFIG) sets what neither does: discord-token: SECRET."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { exited = code }),
		kong.Resolvers(settings),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
	)
	if err != nil {
		return fmt.Errorf("command line: %w", err) // a defect of ours
	}
	command, err := parser.Parse(settings.sift(parser.Model, args))
	if exited == 0 { // --help
		return nil
	}
	switch {
	case err != nil:
		err = errors.Join(settings.err(), err)
	case settings.err() != nil && !command.Selected().Target.Addr().Type().Implements(reflect.TypeFor[validator]()):
		err = settings.err()
	default: // a validator says what is wrong with the settings together with the rest
		err = command.Run(&program{ctx: ctx, stdout: stdout, stderr: stderr, settings: settings})
	}
	if err != nil && !errors.Is(err, errDifferences) && !errors.Is(err, errUnfit) {
		fmt.Fprintf(stderr, "till: %v\n", err)
	}
	return err
}

// validator is a subcommand that finds everything wrong with its configuration.
type validator interface {
	validate(problems ...error) (shop.Policy, error)
}

// program is what a subcommand gets from run.
type program struct {
	ctx            context.Context //nolint:containedctx // kong passes one argument
	stdout, stderr io.Writer
	settings       *settings
}

// commandLine is the subcommands. Each has a file of its own.
type commandLine struct {
	Serve     serveCommand     `cmd:"" help:"Run the bot."`
	Setup     setupCommand     `cmd:"" help:"Ask for what is needed, write the configuration, and make ready what can be."`
	Config    configCommand    `cmd:"" help:"Print what till serve would go by, where each value is from, and all that is wrong."`
	Doctor    doctorCommand    `cmd:"" help:"Look whether all that till serve needs is there and works, and say what to do."`
	Demo      demoCommand      `cmd:"" help:"Run the bot, Discord and Stripe imitated on this machine, and a page to try it on."`
	Sandbox   sandboxCommand   `cmd:"" help:"Run only the imitated Discord and Stripe, for any bot."`
	Audit     auditCommand     `cmd:"" help:"Recompute the books and compare them with the payment provider's."`
	Jobs      jobsCommand      `cmd:"" help:"List, retry or drop what waits to be done."`
	Withdraw  withdrawCommand  `cmd:"" help:"Send the operator's earned fees to the bank."`
	Backup    backupCommand    `cmd:"" help:"Copy the store to a file, while it is in use."`
	Restore   restoreCommand   `cmd:"" help:"Put a backup in the place of the store."`
	Compact   compactCommand   `cmd:"" help:"Write the store's file anew, without what was deleted from it."`
	Export    exportCommand    `cmd:"" help:"Print every order, or every posting of the books."`
	Recognise recogniseCommand `cmd:"" help:"Say which carriers tracking numbers may belong to."`
	Version   versionCommand   `cmd:"" help:"Print the version."`
}
