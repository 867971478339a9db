package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// envExample is .env.example: the variables of `till serve`, each below its flag's
// help and with its default, none set.
func envExample(t *testing.T) string {
	t.Helper()
	var text strings.Builder
	text.WriteString("# What `till serve` reads from the environment. Copy it to .env, which git ignores, and take the # off\n" +
		"# what you set. Till does not look for .env itself: systemd's EnvironmentFile, a container's --env-file\n" +
		"# or a shell does. A secret can stand in a file of its own, which the variable with _FILE names.\n")
	for _, command := range grammar(t).Children {
		if command.Name != "serve" {
			continue
		}
		for _, flag := range command.Flags {
			if flag.Hidden {
				continue
			}
			name := variable(flag.Name)
			fmt.Fprintf(&text, "\n# %s\n#%s=%s\n", flag.Help, name, flag.Default)
			if flag.Tag.Has("secret") {
				fmt.Fprintf(&text, "#%s_FILE=\n", name)
			}
		}
	}
	return text.String()
}

// TestEnvExample holds .env.example against the flags; -update writes it.
func TestEnvExample(t *testing.T) {
	t.Parallel()
	const path = ".env.example"
	want := envExample(t)
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("run go test . -run TestEnvExample -update:\n%s", diff)
	}
}

// TestEnvExampleIsRead: with the # off, each variable of .env.example is one that
// `till config` goes by, with the value that it would have without, so that
// nothing in the file is misspelt or wrong.
func TestEnvExampleIsRead(t *testing.T) {
	t.Parallel()
	variables := make(map[string]string)
	for line := range strings.Lines(envExample(t)) {
		name, value, ok := strings.Cut(strings.TrimSpace(strings.TrimPrefix(line, "#")), "=")
		if ok && strings.HasPrefix(line, "#TILL_") && value != "" {
			variables[name] = value
		}
	}
	if len(variables) < 5 {
		t.Fatalf("only %d have a value: %v", len(variables), variables)
	}
	plain, _, _ := till(t, nil, "config")
	want := plain
	for name := range variables {
		flag := strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(name, "TILL_")), "_", "-")
		for line := range strings.Lines(plain) {
			if strings.HasPrefix(line, flag+" = ") {
				want = strings.ReplaceAll(want, line, strings.Replace(line, "# default", "# environment, "+name, 1))
			}
		}
	}
	got, _, _ := till(t, variables, "config")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
