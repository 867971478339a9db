package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"till/sandbox/discord"
)

var (
	nameShape = regexp.MustCompile(`^[a-z0-9][a-z0-9_.-]{0,31}$`)

	errNoCheckout   = errors.New("there is no checkout link in what this person sees: press Pay first")
	errNoSaved      = errors.New("there is no link to what is saved in what this person sees: use the command that gives one first")
	errNoOnboarding = errors.New("there is no onboarding link in what this person sees: use the command that gives one first")
)

// checkPerson refuses a name that Discord would not take as a user name.
func checkPerson(name string) error {
	if !nameShape.MatchString(name) {
		return fmt.Errorf("%q is no name for a person: use up to 32 small letters, digits, dots, dashes and underscores", name)
	}
	return nil
}

// checkPlace reads where a person stands: "" or dm, server, dm:OTHER.
func checkPlace(place discord.Place) (discord.Place, error) {
	switch other, shared := strings.CutPrefix(string(place), "dm:"); {
	case place == "":
		return discord.DM, nil
	case place == discord.DM || place == discord.Server:
		return place, nil
	case shared:
		return place, checkPerson(other)
	}
	return "", fmt.Errorf("there is no place %q: use dm, server or dm:NAME", place)
}

// act lets a person do something, waits until all is at rest, and tells what they then see.
func (s *Sandbox) act(ctx context.Context, person string, place discord.Place, do func(discord.Place) (discord.Outcome, string, error)) (Seen, error) {
	place, err := checkPlace(place)
	if err := errors.Join(checkPerson(person), err); err != nil {
		return Seen{}, err
	}
	before := revisions(s.discord.Messages(person, place))
	outcome, said, err := do(place)
	if err != nil {
		return Seen{}, err
	}
	if err := s.pace.settle(ctx); err != nil {
		return Seen{}, err
	}
	seen := Seen{
		Messages: changed(before, s.discord.Messages(person, place)),
		Modal:    s.discord.OpenModal(person),
		OpenURL:  outcome.OpenURL,
		Failed:   outcome.Failed,
	}
	seen.plain(said)
	return seen, nil
}

// outsideForm is act for what a client does not let a person do while a form is open: the form is
// closed first, and nothing of it is sent.
func (s *Sandbox) outsideForm(ctx context.Context, person string, place discord.Place, do func(discord.Place) (discord.Outcome, string, error)) (Seen, error) {
	return s.act(ctx, person, place, func(place discord.Place) (discord.Outcome, string, error) {
		s.discord.CloseModal(person)
		return do(place)
	})
}

// Command gives a slash command: "/request", then subcommands, then "option:value" words.
func (s *Sandbox) Command(ctx context.Context, person string, place discord.Place, words []string, files ...discord.File) (Seen, error) {
	return s.outsideForm(ctx, person, place, func(place discord.Place) (discord.Outcome, string, error) {
		out, err := s.discord.Command(ctx, person, place, words, files...)
		return out, "", err
	})
}

// Complete asks for suggestions for the last option in words.
func (s *Sandbox) Complete(ctx context.Context, person string, place discord.Place, words []string) ([]discord.Choice, error) {
	place, err := checkPlace(place)
	if err := errors.Join(checkPerson(person), err); err != nil {
		return nil, err
	}
	return s.discord.Complete(ctx, person, place, words)
}

// Menu uses a context-menu command on a person, on "message" or on a message's id.
func (s *Sandbox) Menu(ctx context.Context, person string, place discord.Place, item, on string) (Seen, error) {
	return s.outsideForm(ctx, person, place, func(place discord.Place) (discord.Outcome, string, error) {
		out, err := s.discord.Menu(ctx, person, place, item, on)
		return out, "", err
	})
}

// Type sends a message. replyTo is empty, "newest", or a message's id.
func (s *Sandbox) Type(ctx context.Context, person string, place discord.Place, text string, files []discord.File, replyTo string) (Seen, error) {
	return s.outsideForm(ctx, person, place, func(place discord.Place) (discord.Outcome, string, error) {
		out, err := s.discord.Type(ctx, person, place, text, files, replyTo)
		return out, "", err
	})
}

// Tap presses a button, on the given message or on the newest one that shows it.
func (s *Sandbox) Tap(ctx context.Context, person string, place discord.Place, label, message string) (Seen, error) {
	return s.outsideForm(ctx, person, place, func(place discord.Place) (discord.Outcome, string, error) {
		out, err := s.discord.Tap(ctx, person, place, label, message)
		return out, "", err
	})
}

// Choose picks in a select menu, on the given message or on the newest one that has one.
func (s *Sandbox) Choose(ctx context.Context, person string, place discord.Place, options []string, message string) (Seen, error) {
	return s.outsideForm(ctx, person, place, func(place discord.Place) (discord.Outcome, string, error) {
		out, err := s.discord.Choose(ctx, person, place, options, message)
		return out, "", err
	})
}

// Fill submits the form that the person has open; place is where they then look.
func (s *Sandbox) Fill(ctx context.Context, person string, place discord.Place, fields map[string]string) (Seen, error) {
	return s.act(ctx, person, place, func(discord.Place) (discord.Outcome, string, error) {
		out, err := s.discord.Fill(ctx, person, fields)
		return out, "", err
	})
}

// Pay goes through the newest checkout page that the person has a link to, with a test card.
func (s *Sandbox) Pay(ctx context.Context, person, card string) (Seen, error) {
	if card == "" {
		card = "ok"
	}
	return s.act(ctx, person, discord.DM, func(discord.Place) (discord.Outcome, string, error) {
		link := s.linkOf(person, "/pay/")
		if link == "" {
			return discord.Outcome{}, "", errNoCheckout
		}
		said, err := s.stripe.Pay(ctx, link, card)
		return discord.Outcome{}, said, err
	})
}

// Saved goes to the newest page of what is saved that the person has a link to, and removes it if
// told to.
func (s *Sandbox) Saved(ctx context.Context, person string, remove bool) (Seen, error) {
	return s.act(ctx, person, discord.DM, func(discord.Place) (discord.Outcome, string, error) {
		link := s.linkOf(person, "/saved/")
		if link == "" {
			return discord.Outcome{}, "", errNoSaved
		}
		said, err := s.stripe.Saved(ctx, link, remove)
		return discord.Outcome{}, said, err
	})
}

// Onboard goes through the newest onboarding page that the person has a link to, to its end or
// leaving something out.
func (s *Sandbox) Onboard(ctx context.Context, person string, complete bool) (Seen, error) {
	return s.act(ctx, person, discord.DM, func(discord.Place) (discord.Outcome, string, error) {
		link := s.linkOf(person, "/onboard/")
		if link == "" {
			return discord.Outcome{}, "", errNoOnboarding
		}
		said, err := s.stripe.Onboard(ctx, link, complete)
		return discord.Outcome{}, said, err
	})
}

// linkOf is the newest hosted page of that kind in all that a person sees.
func (s *Sandbox) linkOf(person, path string) string {
	places := []discord.Place{discord.DM, discord.Server}
	for _, other := range s.discord.People() {
		if other.Username != person {
			places = append(places, discord.With(other.Username))
		}
	}
	var newest, newestID string
	for _, place := range places {
		link, id := newestLink(s.discord.Messages(person, place), s.URL()+path)
		// Ids are snowflakes: of two, the longer or the greater is the later.
		if link != "" && (len(id) > len(newestID) || len(id) == len(newestID) && id > newestID) {
			newest, newestID = link, id
		}
	}
	return newest
}

// SetDMs opens or closes a person's direct messages.
func (s *Sandbox) SetDMs(person string, open bool) error {
	if err := checkPerson(person); err != nil {
		return err
	}
	s.mu.Lock()
	s.dmsClosed[person] = !open
	s.mu.Unlock()
	s.discord.SetDMs(person, open)
	return nil
}

// SetLocale sets the language of a person's Discord client.
func (s *Sandbox) SetLocale(person, locale string) error {
	if err := checkPerson(person); err != nil {
		return err
	}
	if err := s.discord.SetLocale(person, locale); err != nil {
		return &problem{http.StatusBadRequest, err}
	}
	return nil
}

// Inbox is the last n messages of a place as the person sees it now, all of them if n is 0.
func (s *Sandbox) Inbox(person string, place discord.Place, n int) (Seen, error) {
	place, err := checkPlace(place)
	if err := errors.Join(checkPerson(person), err); err != nil {
		return Seen{}, err
	}
	if n < 0 {
		return Seen{}, &problem{http.StatusBadRequest, errors.New("n counts messages: it cannot be below zero")}
	}
	messages := s.discord.Messages(person, place)
	if n > 0 && n < len(messages) {
		messages = messages[len(messages)-n:]
	}
	seen := Seen{Messages: changed(nil, messages), Modal: s.discord.OpenModal(person)}
	seen.Text = transcript(seen.Messages)
	return seen, nil
}
