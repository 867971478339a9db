package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"till/commands"
)

var (
	codeSpan   = regexp.MustCompile("`([^`\n]+)`")
	longFlag   = regexp.MustCompile(`(?:^|\s)--([a-z][a-z-]*)`)
	tillVar    = regexp.MustCompile(`\bTILL_[A-Z_]+\b`)
	slashWord  = regexp.MustCompile(`^/([a-z]+)((?: [a-z]+)*)((?: [a-z]+:[^ ]+)*)$`)
	option     = regexp.MustCompile(` ([a-z]+):`)
	fileLink   = regexp.MustCompile(`\]\(([^):#]+)\)`)
	httpPath   = regexp.MustCompile(`^/(healthz|readyz|metrics|paid|webhooks/\S+|discord/interactions|debug/pprof|data|var/\S+|control\S*|etc/\S+)$`)
	notOfTill  = []string{"help"} // every command takes it
	documented = []string{"README.md", "docs/*.md"}
)

// TestDocuments holds what the documents name against what there is: commands and
// flags of the program, its variables, commands and options of the bot, and files.
func TestDocuments(t *testing.T) {
	t.Parallel()
	app := grammar(t)
	flags, variables := make(map[string]bool), variables(t)
	for _, leaf := range app.Leaves(false) {
		for _, f := range leaf.Flags {
			flags[f.Name] = true
		}
	}
	definitions := make(map[string]commands.Definition)
	for _, d := range commands.New(nil).Definitions() {
		definitions[d.Name] = d
	}
	var files []string
	for _, pattern := range documented {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) < 6 {
		t.Fatalf("only %q", files)
	}
	named := 0
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, link := range fileLink.FindAllStringSubmatch(string(content), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(file), link[1])); err != nil {
				t.Errorf("%s leads to %s, which is not there", file, link[1])
			}
		}
		for _, name := range tillVar.FindAllString(string(content), -1) {
			if !slices.Contains(variables, name) && name != "TILL_CHROMIUM" && name != "TILL_STORIES" {
				t.Errorf("%s names %s, which nothing reads", file, name)
			}
		}
		for _, span := range codeSpan.FindAllStringSubmatch(string(content), -1) {
			text := strings.TrimPrefix(span[1], "./")
			named++
			switch {
			case strings.HasPrefix(text, "till ") && !tillTakes(app, strings.Fields(text)[1:]):
				t.Errorf("%s: there is no `%s`", file, text)
			case slashWord.MatchString(text) && !httpPath.MatchString(text):
				if why := botTakes(definitions, slashWord.FindStringSubmatch(text)); why != "" {
					t.Errorf("%s: `%s`: %s", file, text, why)
				}
			}
			if strings.HasPrefix(text, "go ") || strings.HasPrefix(text, "docker ") {
				continue
			}
			for _, f := range longFlag.FindAllStringSubmatch(text, -1) {
				if !flags[f[1]] && !slices.Contains(notOfTill, f[1]) {
					t.Errorf("%s: nothing takes --%s", file, f[1])
				}
			}
		}
	}
	if named < 100 {
		t.Errorf("only %d things are named: they are looked for in a wrong way", named)
	}
}

// tillTakes reports whether the words name a command, or a command of one.
func tillTakes(app *kong.Application, words []string) bool {
	node := app.Node
	for _, word := range words {
		at := slices.IndexFunc(node.Children, func(n *kong.Node) bool { return n.Name == word })
		if at < 0 {
			break
		}
		node = node.Children[at]
	}
	return node != app.Node || words[0] == "COMMAND"
}

// botTakes says what is wrong with a slash command as a document writes it: its name,
// its subcommand, its options.
func botTakes(definitions map[string]commands.Definition, parts []string) string {
	d, ok := definitions[parts[1]]
	if !ok {
		return "the bot has no such command"
	}
	options := d.Options
	sub := strings.TrimSpace(parts[2])
	if i := slices.IndexFunc(options, func(o commands.OptionDefinition) bool { return o.Name == sub }); i >= 0 && options[i].Type == commands.Subcommand {
		options = options[i].Options
	} else if sub != "" {
		return "the command has no " + sub
	}
	for _, o := range option.FindAllStringSubmatch(parts[3], -1) {
		if !slices.ContainsFunc(options, func(have commands.OptionDefinition) bool { return have.Name == o[1] }) {
			return "the command has no option " + o[1]
		}
	}
	return ""
}
