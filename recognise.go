package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"till/tracking"
)

// recogniseCommand is `till recognise`. It asks nothing of the network.
type recogniseCommand struct {
	Numbers []string `arg:"" optional:"" name:"number" help:"A tracking number, a carrier's link, or any text with one in it. None: read from standard input, one a line."`
}

// recognised is the line that `till recognise` prints for a number.
type recognised struct {
	Number     string      `json:"number"` // as it was given
	Candidates []candidate `json:"candidates"`
	Check      string      `json:"check,omitempty"` // "wrong": what they would be but for a slip
}

type candidate struct {
	Carrier string `json:"carrier"`
	Name    string `json:"name"`
	Number  string `json:"number"`
	Service string `json:"service,omitempty"`
	Checked bool   `json:"checked"`
	URL     string `json:"url"`
}

// Run prints a line of JSON for each number.
func (c *recogniseCommand) Run(p *program) error {
	if len(c.Numbers) == 0 {
		return recogniseLines(os.Stdin, p.stdout)
	}
	for _, number := range c.Numbers {
		if err := recognise(number, p.stdout); err != nil {
			return err
		}
	}
	return nil
}

// recogniseLines does the same for each line that is not blank.
func recogniseLines(in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		if err := recognise(lines.Text(), out); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("standard input: %w", err)
	}
	return nil
}

func recognise(number string, out io.Writer) error {
	line := recognised{Number: number, Candidates: []candidate{}}
	found := tracking.Recognise(number)
	if len(found) == 0 {
		if found = tracking.Mistyped(number); len(found) > 0 {
			line.Check = "wrong"
		}
	}
	for _, f := range found {
		line.Candidates = append(line.Candidates, candidate{
			Carrier: f.Carrier.Code, Name: f.Carrier.Name, Number: f.Number, Service: f.Service, Checked: f.Checked, URL: f.URL,
		})
	}
	to := json.NewEncoder(out)
	to.SetEscapeHTML(false) // links are to be read and followed
	return to.Encode(line)
}
