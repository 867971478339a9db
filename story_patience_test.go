package main

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// tries is how often a person does something, at most, until it is answered.
const tries = 4

// patience is how people bear with a story in which things go wrong.
type patience struct {
	seed   uint64 // of the plan by which they do
	struck int    // how many did, until the last word
	opener func(context.Context) (string, error)
}

// patiently plays a word as a patient person would: what nobody answered is done again, and so is
// what Stripe was too slow for, a minute later.
func (s *story) patiently(ctx context.Context, name string, w storyWord, args []string) (string, error) {
	p := s.patience
	if name == "crash" || name == "books" || name == "till" && args[0] != "serve" { // they choose their own moment, or only look
		if err := s.world.Plan(p.seed, 0); err != nil {
			return "", err
		}
		defer func() { _ = s.world.Plan(p.seed, oneInFails) }() // it was taken before
	}
	play := func(ctx context.Context) (text string, err error) {
		for range tries {
			before := len(s.world.Strikes())
			text, err = w.do(ctx, s, args)
			struck := len(s.world.Strikes()) > before
			if recovery := s.recover(ctx); err == nil {
				err = recovery
			}
			if !struck || !unheard(name, text, err) {
				break
			}
			if name == "fill" && s.world.Discord().OpenModal(args[0]) == nil { // it is opened anew
				if _, err := p.opener(ctx); err != nil {
					return "", err
				}
			}
		}
		return text, err
	}
	if name != "fill" {
		p.opener = play
	}
	return play(ctx)
}

// unheard reports whether a person would take it that nothing happened.
func unheard(name, text string, err error) bool {
	switch name {
	case "as", "menu", "complete", "dm", "reply", "tap", "choose", "fill":
	default:
		return false
	}
	if err != nil {
		text = err.Error()
	}
	switch {
	case strings.Contains(text, "did not respond"), strings.Contains(text, "does not answer at the moment"):
		return true
	case name == "dm" || name == "reply":
		return !strings.Contains(text, "\n\nTill")
	default:
		return text == ""
	}
}

// recover lets time pass, minute by minute, until nothing more goes wrong: what did is made good by
// then.
func (s *story) recover(ctx context.Context) error {
	for range 60 {
		n := len(s.world.Strikes())
		if n == s.patience.struck {
			return nil
		}
		s.patience.struck = n
		if _, err := s.world.Advance(ctx, time.Minute); err != nil {
			return err
		}
	}
	return fmt.Errorf("things went wrong in each minute of an hour: %v", s.world.Strikes())
}
