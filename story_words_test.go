package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"maps"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"till/sandbox"
	"till/sandbox/discord"
	"till/shop"
	"till/shop/ledger"
	"till/shop/money"
)

// storyWord is a word of the stories: what it does, and how many arguments it
// takes.
type storyWord struct {
	least, most int
	do          func(ctx context.Context, s *story, args []string) (string, error)
}

// plainWords are the words of stories, beside testscript's own.
func plainWords() map[string]storyWord {
	words := map[string]storyWord{
		"till":     {1, 99, wordTill},
		"bare":     {0, 0, wordBare},
		"typed":    {1, 1, wordTyped},
		"halt":     {0, 0, func(_ context.Context, s *story, _ []string) (string, error) { return "", s.halt() }},
		"crash":    {0, 99, wordCrash},
		"as":       {2, 99, wordAs},
		"picture":  {1, 1, wordPicture},
		"menu":     {2, 5, wordMenu},
		"complete": {2, 99, wordComplete},
		"dm":       {2, 3, wordDM},
		"reply":    {2, 2, wordReply},
		"tap":      {2, 3, wordTap},
		"choose":   {2, 3, wordChoose},
		"fill":     {1, 99, wordFill},
		"inbox":    {1, 3, wordInbox},
		"pay":      {1, 3, wordPay},
		"saved":    {1, 2, wordSaved},
		"onboard":  {1, 2, wordOnboard},
		"dms":      {2, 2, wordDMs},
		"locale":   {2, 2, wordLocale},
		"clock":    {1, 1, wordClock},
		"books":    {0, 0, wordBooks},
	}
	maps.Copy(words, stripeWords())
	maps.Copy(words, carrierWords())
	return words
}

// storyWords are plainWords as testscript takes them. Placeholders in their
// arguments become what they stand for. With `!` before it, a word must be
// refused, and prints the refusal.
func storyWords() map[string]func(*testscript.TestScript, bool, []string) {
	words := make(map[string]func(*testscript.TestScript, bool, []string))
	for name, w := range plainWords() {
		words[name] = func(ts *testscript.TestScript, neg bool, args []string) {
			s := tell(ts)
			if len(args) < w.least || len(args) > w.most {
				ts.Fatalf("usage: %s takes %d to %d arguments, not %d", name, w.least, w.most, len(args))
			}
			meant := make([]string, len(args))
			for i, a := range args {
				meant[i] = s.names.seek(a)
			}
			play := w.do
			if s.patience != nil && !neg {
				play = func(ctx context.Context, s *story, args []string) (string, error) {
					return s.patiently(ctx, name, w, args)
				}
			}
			text, err := play(context.Background(), s, meant)
			if neg {
				if err == nil {
					ts.Fatalf("%s was to be refused, and was not:\n%s", name, text)
				}
				text, err = err.Error(), nil
			}
			s.show(ts, name+said(args), text, err)
		}
	}
	words["chat"] = func(ts *testscript.TestScript, _ bool, _ []string) {
		_, _ = fmt.Fprint(ts.Stdout(), tell(ts).chat.String())
	}
	return words
}

// said writes arguments as the script has them.
func said(args []string) string {
	var text strings.Builder
	for _, a := range args {
		if a == "" || strings.ContainsAny(a, " '\t") {
			a = "'" + strings.ReplaceAll(a, "'", "''") + "'"
		}
		text.WriteString(" " + a)
	}
	return text.String()
}

func wordTill(ctx context.Context, s *story, args []string) (string, error) {
	if args[0] == "serve" {
		return "", s.serve(args[1:])
	}
	out, err := s.command(args...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return string(out), nil
}

// wordBare has the bot know nothing from its environment, from now on.
func wordBare(_ context.Context, s *story, _ []string) (string, error) {
	s.bare = true
	return "", nil
}

// wordTyped has a file typed into the next command, with what the sandbox's first line
// says in the place of ${names}, and an address to listen on.
func wordTyped(ctx context.Context, s *story, args []string) (string, error) {
	content, err := os.ReadFile(filepath.Join(s.dir, args[0]))
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(s.world.Card())
	if err != nil {
		return "", err
	}
	known := make(map[string]string)
	if err := json.Unmarshal(text, &known); err != nil {
		return "", err
	}
	if known["listen"], err = unused(ctx); err != nil {
		return "", err
	}
	s.typed = []byte(os.Expand(string(content), func(name string) string { return known[name] }))
	return "", nil
}

// unused is an address that nobody listens on, with a port that no system gives to
// who asks for any.
func unused(ctx context.Context) (string, error) {
	for range 100 {
		address := fmt.Sprintf("127.0.0.1:%d", 20_000+rand.N(10_000))
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
		if err == nil {
			return address, l.Close()
		}
	}
	return "", errors.New("no port is free")
}

// where takes in:PLACE out of the arguments.
func where(args []string) (discord.Place, []string) {
	place := discord.Place("dm")
	var rest []string
	for _, a := range args {
		if in, ok := strings.CutPrefix(a, "in:"); ok {
			place = discord.Place(in)
			continue
		}
		rest = append(rest, a)
	}
	return place, rest
}

func text(seen sandbox.Seen, err error) (string, error) { return seen.Text, err }

func wordAs(ctx context.Context, s *story, args []string) (string, error) {
	place, words := where(args[1:])
	var files []discord.File
	for _, w := range words {
		_, value, _ := strings.Cut(w, ":")
		if content, err := os.ReadFile(filepath.Join(s.dir, filepath.Base(value))); err == nil && value != "" {
			files = append(files, discord.File{Name: filepath.Base(value), Content: content})
		}
	}
	return text(s.world.Command(ctx, args[0], place, words, files...))
}

// wordPicture writes a photo as a phone takes it: larger than what is kept, lying
// on its side, and with the place where it was taken.
func wordPicture(_ context.Context, s *story, args []string) (string, error) {
	picture := image.NewRGBA(image.Rect(0, 0, 1600, 160))
	for i := range picture.Pix {
		picture.Pix[i] = byte(i / 4096)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture, nil); err != nil {
		return "", err
	}
	exif := "Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00GPS 48.8584 N"
	content := append([]byte{0xff, 0xd8, 0xff, 0xe1, 0, byte(len(exif) + 2)}, exif...)
	return "", os.WriteFile(filepath.Join(s.dir, args[0]), append(content, b.Bytes()[2:]...), 0o600)
}

func wordComplete(ctx context.Context, s *story, args []string) (string, error) {
	place, words := where(args[1:])
	choices, err := s.world.Complete(ctx, args[0], place, words)
	var lines strings.Builder
	for _, c := range choices {
		fmt.Fprintln(&lines, c.Name)
	}
	return lines.String(), err
}

func wordMenu(ctx context.Context, s *story, args []string) (string, error) {
	place, rest := where(args)
	if len(rest) != 4 || rest[2] != "on" {
		return "", fmt.Errorf("usage: menu NAME 'Item' on OTHER (or: on message)")
	}
	return text(s.world.Menu(ctx, rest[0], place, rest[1], rest[3]))
}

func wordDM(ctx context.Context, s *story, args []string) (string, error) {
	var files []discord.File
	if len(args) > 2 {
		content, err := os.ReadFile(filepath.Join(s.dir, args[2]))
		if err != nil {
			return "", err
		}
		files = append(files, discord.File{Name: args[2], Content: content})
	}
	return text(s.world.Type(ctx, args[0], "dm", args[1], files, ""))
}

func wordReply(ctx context.Context, s *story, args []string) (string, error) {
	return text(s.world.Type(ctx, args[0], "dm", args[1], nil, "newest"))
}

func wordTap(ctx context.Context, s *story, args []string) (string, error) {
	place, rest := where(args)
	return text(s.world.Tap(ctx, rest[0], place, rest[1], ""))
}

func wordChoose(ctx context.Context, s *story, args []string) (string, error) {
	place, rest := where(args)
	return text(s.world.Choose(ctx, rest[0], place, rest[1:], ""))
}

func wordFill(ctx context.Context, s *story, args []string) (string, error) {
	place, rest := where(args[1:])
	fields := make(map[string]string)
	for _, a := range rest {
		name, value, ok := strings.Cut(a, "=")
		if !ok {
			return "", fmt.Errorf("usage: fill NAME field='value' …, not %q", a)
		}
		fields[name] = value
	}
	return text(s.world.Fill(ctx, args[0], place, fields))
}

func wordInbox(_ context.Context, s *story, args []string) (string, error) {
	place, args := where(args)
	n := 0
	if len(args) > 1 {
		var err error
		if n, err = strconv.Atoi(args[1]); err != nil {
			return "", err
		}
	}
	return text(s.world.Inbox(args[0], place, n))
}

func wordPay(ctx context.Context, s *story, args []string) (string, error) {
	card := cmp.Or(at(args, 1), "ok")
	n, older := strings.CutPrefix(at(args, 2), "page:")
	if !older {
		return text(s.world.Pay(ctx, args[0], card))
	}
	pages := s.world.Books().Sessions
	i, err := strconv.Atoi(n)
	if err != nil || i < 1 || i > len(pages) {
		return "", fmt.Errorf("there is no page %s: 1 is the newest of %d", n, len(pages))
	}
	said, err := s.world.Stripe().Pay(ctx, pages[i-1].URL, card)
	return said, errors.Join(err, s.world.Settle(ctx))
}

// wordSaved looks at what is saved, on the provider's page, or removes it there.
func wordSaved(ctx context.Context, s *story, args []string) (string, error) {
	if len(args) == 2 && args[1] != "remove" {
		return "", fmt.Errorf("usage: saved NAME [remove], not %q", args[1])
	}
	return text(s.world.Saved(ctx, args[0], len(args) == 2))
}

func wordOnboard(ctx context.Context, s *story, args []string) (string, error) {
	return text(s.world.Onboard(ctx, args[0], len(args) == 1))
}

func wordDMs(_ context.Context, s *story, args []string) (string, error) {
	return "", s.world.SetDMs(args[0], args[1] == "open")
}

func wordLocale(_ context.Context, s *story, args []string) (string, error) {
	return "", s.world.SetLocale(args[0], args[1])
}

func wordClock(ctx context.Context, s *story, args []string) (string, error) {
	by, err := ahead(args[0])
	if err == nil {
		_, err = s.world.Advance(ctx, by)
	}
	return "", err
}

// wordBooks audits the store and holds the result against the sandbox's own
// balances.
func wordBooks(_ context.Context, s *story, _ []string) (string, error) {
	out, err := s.command("audit").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("till audit: %w\n%s", err, out)
	}
	machine, err := s.command("audit", "--json").Output()
	if err != nil {
		return "", fmt.Errorf("till audit --json: %w", err)
	}
	var audit shop.Audit
	if err := json.Unmarshal(machine, &audit); err != nil {
		return "", err
	}
	if !audit.Compared {
		return "", fmt.Errorf("the audit did not look at the provider's records")
	}
	for _, b := range s.world.Stripe().Balance() {
		currency := money.Currency(strings.ToUpper(b.Currency))
		want := outside(audit, b.Currency) + audit.Underway[currency].Minor + audit.Unheard[currency].Minor
		for currency, book := range audit.Totals {
			if strings.EqualFold(string(currency), b.Currency) {
				for _, a := range []ledger.Account{ledger.Held, ledger.PlatformFee, ledger.SetOff} {
					want += book.Balance(a).Minor
				}
				if audit.Mode == shop.Single {
					want += book.Balance(ledger.Transferred).Minor - book.Balance(ledger.Reversed).Minor
				}
				for _, a := range []ledger.Account{ledger.OwedBySeller, ledger.BorneByOperator, ledger.Recovered} {
					want -= book.Balance(a).Minor
				}
			}
		}
		if got := b.Available + b.Pending; got != want {
			return "", fmt.Errorf("the sandbox's platform has %d %s, the books say %d\n%s", got, b.Currency, want, out)
		}
	}
	s.books = string(out)
	return s.books, nil
}

// outside is what the audit found in the platform's balance that is none of the
// shop's.
func outside(audit shop.Audit, currency string) int64 {
	sum := int64(0)
	for _, m := range audit.Outside {
		if strings.EqualFold(string(m.Currency), currency) {
			sum += m.Minor
		}
	}
	return sum
}
