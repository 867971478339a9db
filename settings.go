package main

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// settings resolves what is not on the command line: from the environment, else
// from the configuration file. What is wrong there is kept, not returned, so that
// everything is said at once; the flag has its default until then.
type settings struct {
	getenv   func(string) string
	opened   bool
	path     string // of the configuration file; "" for none
	file     map[string]setting
	secrets  bool              // the file holds some
	origins  map[string]origin // of what was resolved, by the flag's name
	problems []error
}

// setting is a flag's value outside the command line.
type setting struct {
	value  string
	origin origin
}

// origin is where a setting was found.
type origin struct {
	kind  string // environment or file
	place string // the variable's name, or the file's and the line
}

func newSettings(getenv func(string) string) *settings {
	return &settings{getenv: getenv, origins: make(map[string]origin)}
}

// variable is the environment's name for a flag: TILL_STRIPE_KEY for --stripe-key.
func variable(flag string) string {
	return "TILL_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// Validate implements [kong.Resolver]; the file is looked at as a whole when it is read.
func (s *settings) Validate(*kong.Application) error { return nil }

// Resolve implements [kong.Resolver].
func (s *settings) Resolve(ctx *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	s.open(ctx)
	found, err := s.environment(flag)
	if err == nil && found.value == "" {
		found = s.file[flag.Name]
	}
	if err == nil && found.value != "" {
		if err = check(flag, found.value); err != nil {
			err = fmt.Errorf("--%s, from %s: %w", flag.Name, found.origin.place, err)
		}
	}
	if err != nil {
		s.problems = append(s.problems, err)
		return nil, nil // kong's way to say: not set
	}
	if found.value == "" {
		return nil, nil
	}
	s.origins[flag.Name] = found.origin
	return found.value, nil
}

// environment looks a flag up among the variables. A secret may stand in a file
// that TILL_…_FILE names.
func (s *settings) environment(flag *kong.Flag) (setting, error) {
	name := variable(flag.Name)
	found := setting{s.getenv(name), origin{"environment", name}}
	if !flag.Tag.Has("secret") {
		return found, nil
	}
	path := s.getenv(name + "_FILE")
	switch {
	case path == "":
		return found, nil
	case found.value != "":
		return setting{}, fmt.Errorf("both %s and %s_FILE are set: keep one", name, name)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return setting{}, fmt.Errorf("%s_FILE: %w", name, err)
	}
	found = setting{strings.TrimSpace(string(content)), origin{"environment", name + "_FILE"}}
	if found.value == "" {
		return setting{}, fmt.Errorf("%s_FILE: %s is empty: write the secret to it", name, path)
	}
	return found, nil
}

// open reads the configuration file, for a command that takes one, the first time
// that anything is resolved.
func (s *settings) open(ctx *kong.Context) {
	if s.opened {
		return
	}
	s.opened = true
	for _, flag := range ctx.Flags() {
		if flag.Name != "config" {
			continue
		}
		path, _ := ctx.FlagValue(flag).(string)
		if path == "" {
			path = s.getenv(variable(flag.Name))
		}
		if path != "" {
			flags := fileFlags(ctx.Model)
			var problems []error
			s.path = path
			s.file, problems = readSettings(path, flags)
			s.problems = append(s.problems, problems...)
			for name := range s.file {
				s.secrets = s.secrets || flags[name].Tag.Has("secret")
			}
		}
	}
}

// fileFlags are what a configuration file may set: the flags of `till serve`, so
// that one file does for all commands.
func fileFlags(app *kong.Application) map[string]*kong.Flag {
	flags := make(map[string]*kong.Flag)
	for _, command := range app.Children {
		if command.Name != "serve" {
			continue
		}
		for _, flag := range command.Flags {
			if flag.Name != "config" {
				flags[flag.Name] = flag
			}
		}
	}
	return flags
}

// check tells whether a flag can take the value. A secret's value is in no error.
func check(flag *kong.Flag, value string) error {
	if flag.Enum != "" && !flag.EnumMap()[value] {
		return fmt.Errorf("%q is none of %s", value, strings.Join(flag.EnumSlice(), ", "))
	}
	scan := kong.Scan().PushTyped(value, kong.FlagValueToken)
	return flag.Mapper.Decode(&kong.DecodeContext{Value: flag.Value, Scan: scan}, reflect.New(flag.Target.Type()).Elem())
}

// sift takes those flags of `till serve` off the command line that cannot take their
// values, for the commands that say all that is wrong: kong would end at the first.
func (s *settings) sift(app *kong.Application, args []string) []string {
	if len(args) == 0 || !slices.Contains([]string{"serve", "config", "doctor"}, args[0]) {
		return args
	}
	flags, kept := fileFlags(app), args[:1:1]
	for rest := args[1:]; len(rest) > 0; {
		text, long := strings.CutPrefix(rest[0], "--")
		if text == "" {
			return append(kept, rest...)
		}
		name, value, joined := strings.Cut(text, "=")
		flag, words := flags[name], 1
		if long && flag != nil && !joined && !flag.IsBool() && len(rest) > 1 {
			value, words = rest[1], 2
		}
		var err error
		if long && flag != nil && value != "" {
			err = check(flag, value)
		}
		if err != nil {
			s.problems = append(s.problems, fmt.Errorf("--%s: %w", name, err))
		} else {
			kept = append(kept, rest[:words]...)
		}
		rest = rest[words:]
	}
	return kept
}

// origin says where the value came from that a parsed flag has.
func (s *settings) origin(ctx *kong.Context, flag *kong.Flag) string {
	if from, ok := s.origins[flag.Name]; ok {
		return from.kind + ", " + from.place
	}
	for _, path := range ctx.Path {
		if path.Flag == flag {
			return "flag"
		}
	}
	return "default"
}

// err is all that is wrong.
func (s *settings) err() error { return errors.Join(s.problems...) }
