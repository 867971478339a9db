package main

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// variables is every environment variable that `till serve` reads.
func variables(t *testing.T) (all []string) {
	t.Helper()
	all = []string{variable("config")}
	for name, flag := range fileFlags(grammar(t)) {
		all = append(all, variable(name))
		if flag.Tag.Has("secret") {
			all = append(all, variable(name)+"_FILE")
		}
	}
	return all
}

// runs reports whether till takes the arguments.
func runs(t *testing.T, args ...string) {
	t.Helper()
	parser, err := kong.New(new(commandLine), kong.Name("till"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(args); err != nil {
		t.Errorf("till %s: %v", strings.Join(args, " "), err)
	}
}

// TestService: the systemd unit starts till with flags and variables that it has, and
// gives it the secrets that it names.
func TestService(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("deploy/till.service")
	if err != nil {
		t.Fatal(err)
	}
	known, started := variables(t), false
	var named, loaded []string
	for lines := bufio.NewScanner(bytes.NewReader(file)); lines.Scan(); {
		key, value, _ := strings.Cut(lines.Text(), "=")
		switch key {
		case "ExecStart":
			words := strings.Fields(value)
			runs(t, words[1:]...)
			started = filepath.Base(words[0]) == "till"
		case "Environment":
			name, value, _ := strings.Cut(value, "=")
			if !slices.Contains(known, name) {
				t.Errorf("till serve does not read %s", name)
			}
			if credential, ok := strings.CutPrefix(value, "%d/"); ok {
				named = append(named, credential)
			}
		case "LoadCredential":
			credential, _, _ := strings.Cut(value, ":")
			loaded = append(loaded, credential)
		}
	}
	if !started || len(named) == 0 || !slices.Equal(slices.Sorted(slices.Values(named)), slices.Sorted(slices.Values(loaded))) {
		t.Errorf("started: %t; secrets named %q, given %q", started, named, loaded)
	}
}

// TestDockerfile: the image's variables and command are till's, and it does not run
// as root.
func TestDockerfile(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("deploy/Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	environment := regexp.MustCompile(`(?m)^ENV (\w+)=(\S+)$`).FindAllStringSubmatch(string(file), -1)
	for _, v := range environment {
		if !slices.Contains(variables(t), v[1]) {
			t.Errorf("till serve does not read %s", v[1])
		}
	}
	command := regexp.MustCompile(`(?m)^CMD \["(\w+)"\]$`).FindStringSubmatch(string(file))
	user := regexp.MustCompile(`(?m)^USER (\d+):`).FindStringSubmatch(string(file))
	if len(environment) == 0 || command == nil || user == nil || user[1] == "0" {
		t.Fatalf("environment %q, command %q, user %q", environment, command, user)
	}
	runs(t, command[1])
}
