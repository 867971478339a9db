package main

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// write makes a file of the test's, and returns its path.
func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestSettings shows which value holds when a flag is set in several places, and
// that what stands in a file without quotes is taken as it is written.
func TestSettings(t *testing.T) {
	t.Parallel()
	secret := write(t, "secret", "sk_test_from_secret\n")
	for _, tt := range []struct {
		name string
		file string
		env  map[string]string
		args []string
		flag string
		want string // the value, and where it is from; FILE is the configuration file
	}{
		{"nowhere", "", nil, nil, "store", "till.db  # default"},
		{"the file before the default", "store: a.db", nil, nil, "store", "a.db  # file, FILE:1"},
		{"the environment before the file", "store: a.db", map[string]string{"TILL_STORE": "b.db"}, nil, "store", "b.db  # environment, TILL_STORE"},
		{"the flag before them all", "store: a.db", map[string]string{"TILL_STORE": "b.db"}, []string{"--store", "c.db"}, "store", "c.db  # flag"},
		{
			"a secret's file before the configuration file", "stripe-key: sk_test_from_the_configuration",
			map[string]string{"TILL_STRIPE_KEY_FILE": secret},
			nil, "stripe-key", "set, ends in cret  # environment, TILL_STRIPE_KEY_FILE",
		},
		{"a secret in the configuration file", "# a comment\nstripe-key: sk_test_123456789", nil, nil, "stripe-key", "set, ends in 6789  # file, FILE:2"},
		{"a short secret", "discord-token: abc", nil, nil, "discord-token", "set  # file, FILE:1"},
		{"ids without quotes", "operators: [400000000000000001, 18446744073709551615]", nil, nil, "operators", "400000000000000001,18446744073709551615  # file, FILE:1"},
		{"one id", "operators: 400000000000000001", nil, nil, "operators", "400000000000000001  # file, FILE:1"},
		{"a list by its separator", "limit: USD=1/2;EUR=1/2", nil, nil, "limit", "USD=1/2;EUR=1/2  # file, FILE:1"},
		{"a list of lines", "limit:\n  - USD=1/2\n  - EUR=1/2", nil, nil, "limit", "USD=1/2;EUR=1/2  # file, FILE:1"},
		{"a flag replaces a whole list", "ship-to: [US, CA]", nil, []string{"--ship-to=DE"}, "ship-to", "DE  # flag"},
		{"a name like a number", "operator: 007", nil, nil, "operator", "007  # file, FILE:1"},
		{"a name like a truth", "operator: yes", nil, nil, "operator", "yes  # file, FILE:1"},
		{"a name of two lines", "operator: \"Blue\\nKiln\"", nil, nil, "operator", `"Blue\nKiln"  # file, FILE:1`},
		{"days", "ship-within: 10d", nil, nil, "ship-within", "10d  # file, FILE:1"},
		{"hours", "ship-within: 100h", nil, nil, "ship-within", "100h0m0s  # file, FILE:1"},
		{"an anchor", "operators: &people [400000000000000001]\nseller-list: *people", nil, nil, "seller-list", "400000000000000001  # file, FILE:2"},
		{"nothing after the colon", "store:", nil, nil, "store", "till.db  # default"},
		{"null", "store: ~", nil, nil, "store", "till.db  # default"},
		{"only comments", "# store: a.db\n", nil, nil, "store", "till.db  # default"},
		{"an empty document", "---\n", nil, nil, "store", "till.db  # default"},
		{"the file itself", "store: a.db", nil, nil, "config", "FILE  # environment, TILL_CONFIG"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			path := write(t, "till.yaml", tt.file)
			variables := map[string]string{"TILL_CONFIG": path}
			maps.Copy(variables, tt.env)
			stdout, _, _ := till(t, variables, append([]string{"config"}, tt.args...)...)
			want := tt.flag + " = " + strings.ReplaceAll(tt.want, "FILE:", path+":")
			want = strings.ReplaceAll(want, "= FILE ", "= "+path+" ")
			for line := range strings.Lines(stdout) {
				if strings.HasPrefix(line, tt.flag+" = ") {
					if diff := cmp.Diff(want+"\n", line); diff != "" {
						t.Error(diff)
					}
					return
				}
			}
			t.Errorf("says nothing of %s:\n%s", tt.flag, stdout)
		})
	}
}

// TestSettingsProblems: `till serve` and `till config` say everything that is wrong,
// wherever it stands, and show no secret.
func TestSettingsProblems(t *testing.T) {
	t.Parallel()
	empty := write(t, "empty", "\n")
	for _, tt := range []struct {
		name string
		file string
		env  map[string]string
		args []string
		want []string
	}{
		{
			"everywhere", "stripe_key: sk_live_1\npoll: soon",
			map[string]string{"TILL_SHOP": "sinlge", "TILL_DISCORD_TOKEN_FILE": empty, "TILL_SELLERS": "list"},
			[]string{"--hold-tracked=sk_live", "--log-format", "xml", "--listen=nonsense"},
			[]string{
				`till.yaml:1: there is no setting "stripe_key": write stripe-key`,
				"--poll, from", `till.yaml:2: "soon" is not a time like 14d or 36h`,
				`--shop, from TILL_SHOP: "sinlge" is none of marketplace, single`,
				"TILL_DISCORD_TOKEN_FILE: " + empty + " is empty",
				`--hold-tracked: "sk_live" is not a time like 14d`,
				`--log-format: "xml" is none of text, json`,
				"--listen:", "--sellers=list needs --seller-list", "no Stripe key", "no Discord token",
			},
		},
		{"what follows the flags", "", nil, []string{"--", "--poll=soon"}, []string{"unexpected argument --poll=soon"}},
		{"a flag without its value", "", nil, []string{"--poll"}, []string{"--poll: expected"}},
		{"a level", "log-level: loud", nil, nil, []string{"--log-level, from", "loud"}},
		{"a key like no other", "sk_live_1: 1\nhelp: x\nconfig: x", nil, nil, []string{`"sk_live_1": till serve --help lists them`, `"help"`, `"config"`}},
		{"a key of another command", "alone: true", nil, nil, []string{`there is no setting "alone"`}},
		{"a key twice", "store: a\nstore: b", nil, nil, []string{"till.yaml:2: store is set already"}},
		{"a list for one value", "stripe-key: [sk_live_1]", nil, nil, []string{"till.yaml:1: stripe-key takes one value"}},
		{"lists in a list", "operators: [[sk_live_1]]", nil, nil, []string{"operators is a list whose items must be plain values"}},
		{"a group for a list", "operators: {a: sk_live_1}", nil, nil, []string{"operators takes a value, or a list of values"}},
		{"no settings", "sk_live_1", nil, nil, []string{"write lines of name: value"}},
		{"no YAML", "store: a\n  b: sk_live_1", nil, nil, []string{"till.yaml", "line 2", "write lines of name: value"}},
		{"two documents", "store: a\n---\nstore: b", nil, nil, []string{"only the part before the second ---"}},
		{"a file that is missing", "", map[string]string{"TILL_CONFIG": empty + "no"}, nil, []string{"the configuration file", "no such file", "no Stripe key"}},
		{"the flag's file, not the variable's", "store: a", nil, []string{"--config", empty + "no"}, []string{"the configuration file", "no such file"}},
		{"a name that is no flag", "", nil, []string{"--pol=soon", "--poll=soon"}, []string{"unknown flag --pol", `--poll: "soon"`}},
	} {
		for _, command := range []string{"serve", "config"} {
			t.Run(tt.name+", "+command, func(t *testing.T) {
				t.Parallel()
				variables := map[string]string{"TILL_CONFIG": write(t, "till.yaml", tt.file), "TILL_STORE": filepath.Join(t.TempDir(), "till.db")}
				maps.Copy(variables, tt.env)
				stdout, stderr, err := till(t, variables, append([]string{command}, tt.args...)...)
				if err == nil {
					t.Fatal("nothing is wrong")
				}
				for _, want := range tt.want {
					if !strings.Contains(stderr, want) {
						t.Errorf("does not say %q:\n%s", want, stderr)
					}
				}
				if tt.name != "a key like no other" && strings.Contains(stdout+stderr, "sk_live_1") {
					t.Errorf("shows the key:\n%s%s", stdout, stderr)
				}
			})
		}
	}
}

// TestConfig: `till config` ends well exactly when `till serve` would start, and
// shows what that goes by.
func TestConfig(t *testing.T) {
	t.Parallel()
	good := map[string]string{"TILL_DISCORD_TOKEN": "sixteen letters and more", "TILL_STRIPE_KEY": "sk_test_123456789"}
	stdout, stderr, err := till(t, good, "config", "--log-level=debug")
	if err != nil || stderr != "" {
		t.Fatalf("%v\n%s", err, stderr)
	}
	for _, want := range []string{
		"discord-token = set, ends in more  # environment, TILL_DISCORD_TOKEN\n",
		"stripe-key = set, ends in 6789  # environment, TILL_STRIPE_KEY\n",
		"easypost-key = not set  # default\n",
		"log-level = DEBUG  # flag\n",
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("does not say %q:\n%s", want, stdout)
		}
	}
	if strings.Contains(stdout, "clock") {
		t.Errorf("shows a hidden flag that is not set:\n%s", stdout)
	}
}

// TestSettingsOfOthers: a command that shares flags with `till serve` shares the
// file, and one that does not is left alone by it.
func TestSettingsOfOthers(t *testing.T) {
	t.Parallel()
	store := filepath.Join(t.TempDir(), "elsewhere.db")
	for _, tt := range []struct {
		name, file string
		args       []string
		want       string
	}{
		{"the store", "store: " + store + "\npoll: soon", []string{"jobs", "list"}, store + " does not exist"},
		{"the key", "stripe-key: pk_test_1\nstore: " + store, []string{"withdraw", "USD", "--yes"}, "publishable"},
		{"what is wrong", "stroe: " + store, []string{"backup", "x"}, `till.yaml:1: there is no setting "stroe": write store`},
		{"no flags in common", "shop: single\nstroe: x", []string{"version"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, stderr, err := till(t, map[string]string{"TILL_CONFIG": write(t, "till.yaml", tt.file)}, tt.args...)
			if (err == nil) != (tt.want == "") || !strings.Contains(stderr, tt.want) {
				t.Errorf("%v\n%s\nwant %q", err, stderr, tt.want)
			}
		})
	}
}

// grammar is the command line's, as kong knows it.
func grammar(t testing.TB) *kong.Application {
	t.Helper()
	parser, err := kong.New(new(commandLine), kong.Name("till"))
	if err != nil {
		t.Fatal(err)
	}
	return parser.Model
}

// FuzzSettings: no file brings till down, what is taken from one is a flag's, and a
// value that YAML wrote comes back as it was.
func FuzzSettings(f *testing.F) {
	f.Add("store: a.db\noperators: [1, 2]\nlimit:\n  - USD=1/2\n")
	f.Add("a: &a [*a]\n---\n")
	f.Add("? [x]\n: {<<: *b}\n")
	flags := fileFlags(grammar(f))
	f.Fuzz(func(t *testing.T, text string) {
		found, _ := parseSettings("till.yaml", []byte(text), flags)
		for name, s := range found {
			if flags[name] == nil {
				t.Fatalf("took %q", name)
			}
			_ = check(flags[name], s.value) // whatever it says
		}
		if !utf8.ValidString(text) {
			return // YAML would write it as base64
		}
		content, err := yaml.Marshal(map[string]string{"operator": text})
		if err != nil {
			t.Fatal(err)
		}
		found, problems := parseSettings("till.yaml", content, flags)
		if len(problems) > 0 || found["operator"].value != text {
			t.Errorf("%q came back as %q, %v", text, found["operator"].value, problems)
		}
	})
}
