package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/alecthomas/kong"
)

// configCommand is `till config`. It takes the flags of `till serve`, to show what
// that would do with them.
type configCommand struct {
	serveCommand `embed:""`
}

// Run prints every setting, its value and where that is from, and ends with an
// error about all that is wrong.
func (c *configCommand) Run(p *program, command *kong.Context) error {
	for _, flag := range command.Selected().Flags {
		from := p.settings.origin(command, flag)
		if flag.Hidden && from == "default" {
			continue
		}
		if _, err := fmt.Fprintf(p.stdout, "%s = %s  # %s\n", flag.Name, inForce(flag), from); err != nil {
			return err
		}
	}
	if _, err := c.validate(p.settings.problems...); err != nil {
		return fmt.Errorf("till serve cannot start with this:\n%w", err)
	}
	return nil
}

// inForce is a flag's value on one line. Of a secret it is no more than is needed
// to tell it from another.
func inForce(flag *kong.Flag) string {
	var value string
	switch v := flag.Target.Interface().(type) {
	case []string:
		value = strings.Join(v, string(flag.Tag.Sep))
	default:
		value = fmt.Sprint(v)
	}
	if flag.Tag.Has("secret") {
		return masked(value)
	}
	if strings.ContainsFunc(value, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.Quote(value)
	}
	return value
}

// masked says whether a secret is set, and its last four characters if they are a
// quarter of it at most.
func masked(secret string) string {
	letters := []rune(secret)
	switch {
	case len(letters) == 0:
		return "not set"
	case len(letters) < 16 || slices.ContainsFunc(letters, func(r rune) bool { return !unicode.IsPrint(r) }):
		return "set"
	default:
		return "set, ends in " + string(letters[len(letters)-4:])
	}
}
