package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// errNoAnswer ends a dialogue whose other side is gone.
var errNoAnswer = errors.New("nobody answers: standard input has ended")

// dialogue asks whoever sits at the terminal, or what is piped in.
type dialogue struct {
	lines    *bufio.Reader
	terminal *os.File // nil: it is piped in
	out      io.Writer
}

// newDialogue asks on out and reads answers from in: standard input when nil.
func newDialogue(in io.Reader, out io.Writer) *dialogue {
	if in == nil {
		in = os.Stdin
	}
	d := &dialogue{lines: bufio.NewReader(in), out: out}
	if file, ok := in.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		d.terminal = file
	}
	return d
}

// say tells something, on a line.
func (d *dialogue) say(format string, args ...any) { fmt.Fprintf(d.out, format+"\n", args...) }

// confirm asks a question that is answered with yes or no.
func (d *dialogue) confirm(question string, byDefault bool) (bool, error) {
	choices := "y/N"
	if byDefault {
		choices = "Y/n"
	}
	for {
		fmt.Fprintf(d.out, "%s [%s] ", question, choices)
		line, err := d.line()
		if err != nil {
			return false, err
		}
		switch strings.ToLower(line) {
		case "":
			return byDefault, nil
		case "y", "yes":
			return true, nil
		case "n", "no":
			return false, nil
		}
		d.say("Answer yes or no.")
	}
}

// line reads a line. What is piped in is not echoed by a terminal, so that the next
// question begins on a line of its own.
func (d *dialogue) line() (string, error) {
	text, err := d.lines.ReadString('\n')
	if d.terminal == nil {
		fmt.Fprintln(d.out)
	}
	if err != nil && (text == "" || !errors.Is(err, io.EOF)) {
		return "", errNoAnswer
	}
	return strings.TrimSpace(text), nil
}
