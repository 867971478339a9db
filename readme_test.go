package main

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// readmeCommands are the commands of the README's blocks of shell, without remarks.
func readmeCommands(t *testing.T) (commands []string) {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllSubmatch(text, -1) {
		for line := range strings.Lines(string(block[1])) {
			command, _, _ := strings.Cut(line, "#")
			if command = strings.TrimSpace(command); command != "" {
				commands = append(commands, command)
			}
		}
	}
	return commands
}

// TestReadme runs the README's commands as they are written and in their order, as a
// new operator would who has a token, a key and nothing else. Discord and Stripe are
// a sandbox's: the environment says so, where the README does not.
func TestReadme(t *testing.T) {
	t.Parallel()
	world, folder := startWorld(t), t.TempDir()
	card := world.Card()
	// What is typed into each setup: the second goes on from what the first wrote.
	typed := []string{
		card.BotToken + "\n" + card.StripeKey + "\n\nBlue Kiln\n" + card.OperatorID + "\n\n\n\n\ny\ny\n",
		strings.Repeat("\n", 10),
	}
	elsewhere := map[string]string{ // what other tests run
		"go run . demo": "TestDemo", "go test ./...": "this", "./till sandbox": "startWorld",
	}
	r := &reader{T: t, folder: folder}
	for _, command := range readmeCommands(t) {
		if _, other := elsewhere[command]; other {
			delete(elsewhere, command)
			continue
		}
		command = strings.NewReplacer("DISCORD_API", card.DiscordAPI, "STRIPE_API", card.StripeAPI).Replace(command)
		words := strings.Fields(command)
		switch {
		case command == "go build -o till .":
			if err := os.Symlink(os.Args[0], filepath.Join(folder, "till")); err != nil {
				t.Fatal(err)
			}
		case words[1] == "serve":
			r.serve(words, card.DiscordAPI, card.StripeAPI)
		case words[1] == "restore": // after the machine was lost
			r.kill()
			r.run(words, "", card.DiscordAPI, card.StripeAPI)
		case words[1] == "setup":
			if len(typed) == 0 {
				t.Fatalf("nobody types into %s", command)
			}
			r.run(words, typed[0], card.DiscordAPI, card.StripeAPI)
			typed = typed[1:]
		default:
			r.run(words, "", card.DiscordAPI, card.StripeAPI)
		}
	}
	if len(elsewhere)+len(typed) > 0 || !strings.Contains(r.said, "the books balance") || !strings.Contains(r.said, "commands        those of this till") {
		t.Errorf("not in the README: %v, %d setups\n%s", elsewhere, len(typed), r.said)
	}
}

// reader is who does what the README says.
type reader struct {
	*testing.T
	folder string
	bot    *exec.Cmd
	said   string
}

func (r *reader) command(words []string, discord, stripe string) *exec.Cmd {
	cmd := exec.CommandContext(r.Context(), filepath.Join(r.folder, words[0]), words[1:]...)
	cmd.Dir = r.folder
	cmd.Env = append(os.Environ(), asProgram+"=1", "TILL_DISCORD_API="+discord, "TILL_STRIPE_API="+stripe)
	return cmd
}

// run runs a command to its end.
func (r *reader) run(words []string, typed, discord, stripe string) {
	r.Helper()
	cmd := r.command(words, discord, stripe)
	cmd.Stdin = strings.NewReader(typed)
	out, err := cmd.CombinedOutput()
	if err != nil {
		r.Fatalf("%v: %v\n%s", words, err, out)
	}
	r.said += string(out)
}

// serve starts a command that goes on, and returns when it is ready.
func (r *reader) serve(words []string, discord, stripe string) {
	r.Helper()
	r.kill()
	cmd := r.command(words, discord, stripe)
	log := new(bytes.Buffer)
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		r.Fatal(err)
	}
	r.bot = cmd
	r.Cleanup(r.kill)
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || !strings.HasPrefix(line, "ready ") {
		r.kill()
		r.Fatalf("%v: %v %s\n%s", words, err, line, log)
	}
}

// kill ends what serves without a word.
func (r *reader) kill() {
	if r.bot != nil {
		_ = r.bot.Process.Kill()
		_ = r.bot.Wait()
		r.bot = nil
	}
}
