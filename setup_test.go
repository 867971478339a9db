package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"till/sandbox"
)

// setUp plays the dialogue of `till setup` with the services that the card names, and answers one a line.
func setUp(ctx context.Context, card sandbox.Card, file string, in io.Reader) (string, error) {
	var out bytes.Buffer
	command := &setupCommand{File: file, DiscordAPI: card.DiscordAPI, StripeAPI: card.StripeAPI, EasypostAPI: card.CarrierAPI, in: in}
	err := command.Run(&program{ctx: ctx, stdout: &out, stderr: io.Discard, settings: newSettings(env(nil))})
	return out.String(), err
}

// answers are those of somebody who answers everything rightly at once.
func answers(world *sandbox.Sandbox, store string) []string {
	card := world.Card()
	return []string{
		card.BotToken, card.StripeKey, "marketplace", "Blue Kiln", world.Discord().Person("operator").ID, "USD=50/100",
		"-", card.CarrierKey, store, "y", "y",
	}
}

func lines(answers []string) io.Reader { return strings.NewReader(strings.Join(answers, "\n") + "\n") }

// TestSetup: the file that is written is one that `till serve` takes, only its owner
// can read it, and the doctor is content; no secret is shown.
func TestSetup(t *testing.T) {
	t.Parallel()
	world, file := startWorld(t), filepath.Join(t.TempDir(), "till.yaml")
	said := answers(world, filepath.Join(filepath.Dir(file), "till.db"))
	out, err := setUp(t.Context(), world.Card(), file, lines(said))
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{
		"  Till (" + world.Card().ApplicationID + ")\n", "  Till sandbox (acct_", "test mode: no real money moves\n", "  Operator\n",
		"ok       discord-commands        those of this till\n", "client_id=" + world.Card().ApplicationID + "&integration_type=0",
		"integration_type=1&scope=applications.commands", "Start it: till serve --config " + file,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("does not say %q:\n%s", want, out)
		}
	}
	for _, secret := range []string{world.Card().BotToken, world.Card().StripeKey, world.Card().CarrierKey} {
		if strings.Contains(out, secret) {
			t.Errorf("shows %s", secret)
		}
	}
	if mode, err := modeOf(file); err != nil || mode != 0o600 {
		t.Errorf("%v, %v", mode, err)
	}
	serve, settings, err := serveFrom(file, env(nil))
	if err == nil {
		_, err = serve.validate(settings.problems...)
	}
	if err != nil || serve.Operator != "Blue Kiln" || serve.DiscordToken != world.Card().BotToken || serve.Shop != "marketplace" {
		t.Errorf("%v\n%+v", err, serve)
	}
}

// TestSetupAsksAgain: what is wrong is said, with what to do, and asked for again.
func TestSetupAsksAgain(t *testing.T) {
	t.Parallel()
	world, folder := startWorld(t), t.TempDir()
	right := answers(world, filepath.Join(folder, "till.db"))
	wrong := []struct{ answer, want string }{
		{"MTEw.no.token", "that token is not one that Discord takes: copy it anew, or reset it"},
		{"", "it is needed: the bot logs in with it"},
		{"pk_test_1", "that is the publishable key"},
		{"sk_live_1", "that key is live and --discord-api is not Discord"},
		{"sk_test_sandboxnone", "Stripe does not take the key: copy it anew"},
		{"bazaar", "write single or marketplace"},
		{"me", "me is no Discord id"},
		{"400000000000000001", "nobody on Discord has the id 400000000000000001"},
		{" ", "it is needed"},
		{"USD=10", "USD=10: write it like USD=750.00/2250.00"},
		{"XYZ=1/2", "XYZ=1/2: "},
		{"till.example.com", "write it like https://till.example.com, or - for none"},
		{"http://till.example.com", "write it like https://till.example.com, or - for none"},
		{"EZAKlive", "is a live key and --easypost-api is not EasyPost"},
		{"EZTKnone", "that key is not one that EasyPost takes"},
		{folder + "/no/till.db", "the folder " + folder + "/no does not exist"},
		{folder, folder + " is no file"},
	}
	at := []int{0, 0, 1, 1, 1, 2, 4, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8} // the question that each answers wrongly
	var all []string
	for i, answer := range right {
		for j, q := range at {
			if q == i {
				all = append(all, wrong[j].answer)
			}
		}
		all = append(all, answer)
	}
	out, err := setUp(t.Context(), world.Card(), filepath.Join(folder, "till.yaml"), lines(all))
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, w := range wrong {
		if !strings.Contains(out, w.want) {
			t.Errorf("to %q it does not say %q:\n%s", w.answer, w.want, out)
		}
	}
}

// TestSetupBrokenOff: whenever nobody answers any more, or Ctrl-C ends it, nothing is
// left behind.
func TestSetupBrokenOff(t *testing.T) {
	t.Parallel()
	world := startWorld(t)
	right := answers(world, filepath.Join(t.TempDir(), "till.db"))
	written := len(right) - 2 // the answer after which the file is there
	for n := range written + 1 {
		folder := t.TempDir()
		out, err := setUp(t.Context(), world.Card(), filepath.Join(folder, "till.yaml"), strings.NewReader(strings.Join(right[:n], "\n")))
		if !errors.Is(err, errNoAnswer) || !strings.Contains(err.Error(), "Nothing was written") {
			t.Errorf("after %d answers: %v\n%s", n, err, out)
		}
		if files, err := os.ReadDir(folder); err != nil || len(files) > 0 {
			t.Errorf("after %d answers there are %v (%v)", n, files, err)
		}
	}
	folder := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	in, typed := io.Pipe()
	defer typed.Close()
	go func() {
		for _, answer := range right[:written] {
			_, _ = io.WriteString(typed, answer+"\n")
		}
		cancel()
	}()
	if _, err := setUp(ctx, world.Card(), filepath.Join(folder, "till.yaml"), in); !errors.Is(err, errBrokenOff) {
		t.Errorf("it ended with %v", err)
	}
	if files, err := os.ReadDir(folder); err != nil || len(files) > 0 {
		t.Errorf("Ctrl-C left %v (%v)", files, err)
	}
}

// TestSetupAgain starts from what is there: Enter alone keeps it, with the rest of the
// file; and what is not wanted is not written.
func TestSetupAgain(t *testing.T) {
	t.Parallel()
	world, folder := startWorld(t), t.TempDir()
	file := filepath.Join(folder, "till.yaml")
	if out, err := setUp(t.Context(), world.Card(), file, lines(answers(world, filepath.Join(folder, "till.db")))); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	first, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	mine := "# mine\nship-to: [US, CA] # for now\n" + string(first)
	if err := os.WriteFile(file, []byte(mine), 0o600); err != nil {
		t.Fatal(err)
	}
	keep := strings.Repeat("\n", 9)
	out, err := setUp(t.Context(), world.Card(), file, strings.NewReader(keep+"n\n"))
	if err == nil || !strings.Contains(err.Error(), "Nothing was written") || !strings.Contains(out, "Change "+file+" so? [Y/n]") {
		t.Errorf("%v\n%s", err, out)
	}
	for _, answer := range []string{"\n", "y\n"} {
		if out, err := setUp(t.Context(), world.Card(), file, strings.NewReader(keep+answer)); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		after, err := os.ReadFile(file)
		if err != nil || string(after) != mine {
			t.Errorf("%v\n%s", err, after)
		}
	}
	if out, err := setUp(t.Context(), world.Card(), file, strings.NewReader("\n\nsingle\nMine\n"+strings.Repeat("\n", 6))); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	after, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(after), "shop: single\n") || !strings.Contains(string(after), "operator: Mine\n") || !strings.Contains(string(after), "# for now") {
		t.Errorf("%v\n%s", err, after)
	}
	if err := os.WriteFile(file, []byte("stripe_key: x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := setUp(t.Context(), world.Card(), file, strings.NewReader("")); err == nil || !strings.Contains(err.Error(), "cannot be gone on from") {
		t.Errorf("a file that is wrong: %v", err)
	}
}

// TestSetupWithout: an account without Connect is offered a shop of its own, and cannot
// be a marketplace.
func TestSetupWithout(t *testing.T) {
	t.Parallel()
	world, folder := startWorld(t), t.TempDir()
	if err := world.MakePlain(t.Context()); err != nil {
		t.Fatal(err)
	}
	said := answers(world, filepath.Join(folder, "till.db"))
	said[2] = "marketplace\n"
	out, err := setUp(t.Context(), world.Card(), filepath.Join(folder, "till.yaml"), lines(said))
	if err != nil || !strings.Contains(out, "single or marketplace [single]: ") || !strings.Contains(out, "sign up first") {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestSetupUnknown: a key that may not ask for Connect, or a Stripe that does not
// answer, does not end the setup.
func TestSetupUnknown(t *testing.T) {
	t.Parallel()
	world, folder := startWorld(t), t.TempDir()
	card, behind, asked := world.Card(), world.Card().StripeAPI, 0
	unsure := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v1/accounts" {
			if asked++; asked <= 2 { // the dialogue asks one thing after the other
				w.WriteHeader(http.StatusInternalServerError)
				return
			}
		}
		forward(w, r, behind, func(body []byte) []byte { return body })
	}))
	t.Cleanup(unsure.Close)
	card.StripeAPI = unsure.URL
	said := answers(world, filepath.Join(folder, "till.db"))
	said[2] = "marketplace\nmarketplace"
	out, err := setUp(t.Context(), card, filepath.Join(folder, "till.yaml"), lines(said))
	if err != nil || !strings.Contains(out, "single or marketplace [single]: ") || !strings.Contains(out, "it is not known whether the account may") {
		t.Errorf("%v\n%s", err, out)
	}
}
