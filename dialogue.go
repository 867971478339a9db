package main

import (
	"bufio"
	"context"
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

// ask asks for a line. Where nothing is answered, the default counts.
func (d *dialogue) ask(ctx context.Context, question, byDefault string) (string, error) {
	prompt := question
	if byDefault != "" {
		prompt += " [" + byDefault + "]"
	}
	fmt.Fprint(d.out, prompt+": ")
	line, err := d.line(ctx)
	if err != nil {
		return "", err
	}
	if line == "" {
		return byDefault, nil
	}
	return line, nil
}

// secret asks for a line that is not shown.
func (d *dialogue) secret(ctx context.Context, question string) (string, error) {
	fmt.Fprint(d.out, question+": ")
	if d.terminal == nil {
		return d.line(ctx)
	}
	descriptor := int(d.terminal.Fd())
	before, err := term.GetState(descriptor)
	if err != nil {
		return "", err
	}
	text, err := heard(ctx, func() (string, error) {
		text, err := term.ReadPassword(descriptor)
		return string(text), err
	})
	fmt.Fprintln(d.out)
	if ctx.Err() != nil { // it is read still, and would not show what is typed next
		err = errors.Join(err, term.Restore(descriptor, before))
	}
	return strings.TrimSpace(text), err
}

// confirm asks a question that is answered with yes or no.
func (d *dialogue) confirm(ctx context.Context, question string, byDefault bool) (bool, error) {
	choices := "y/N"
	if byDefault {
		choices = "Y/n"
	}
	for {
		fmt.Fprintf(d.out, "%s [%s] ", question, choices)
		line, err := d.line(ctx)
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
func (d *dialogue) line(ctx context.Context) (string, error) {
	text, err := heard(ctx, func() (string, error) { return d.lines.ReadString('\n') })
	if d.terminal == nil {
		fmt.Fprintln(d.out)
	}
	if errors.Is(err, io.EOF) && text != "" {
		err = nil // the last line, without its end
	}
	return strings.TrimSpace(text), err
}

// heard waits for an answer, or until ctx ends. A read from a terminal cannot be
// broken off: it is left behind, and ends with the program.
func heard(ctx context.Context, read func() (string, error)) (string, error) {
	type answer struct {
		text string
		err  error
	}
	got := make(chan answer, 1)
	go func() {
		text, err := read()
		got <- answer{text, err}
	}()
	select {
	case a := <-got:
		if errors.Is(a.err, io.EOF) && a.text == "" {
			a.err = errNoAnswer
		}
		return a.text, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
