package discord

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Type sends a message as a person. replyTo is empty, "newest" for the bot's newest message, or a
// message's id.
func (d *Discord) Type(ctx context.Context, person string, place Place, text string, files []File, replyTo string) (Outcome, error) {
	if err := ctx.Err(); err != nil {
		return Outcome{}, err
	}
	m, err := d.say(person, place, text, files, replyTo)
	if err != nil {
		return Outcome{}, err
	}
	d.notify()
	return Outcome{MessageID: m.id}, nil
}

func (d *Discord) say(person string, place Place, text string, files []File, replyTo string) (*message, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	u, ch, err := d.stand(person, place)
	if err != nil {
		return nil, err
	}
	text = strings.TrimSpace(text)
	if text == "" && len(files) == 0 {
		return nil, fmt.Errorf("there is nothing to send")
	}
	if n := utf8.RuneCountInString(text); n > maxContent {
		return nil, fmt.Errorf("the message has %d characters, at most %d can be sent", n, maxContent)
	}
	if len(files) > 10 {
		return nil, fmt.Errorf("at most 10 files can be sent at once")
	}
	m := &message{channel: ch, author: u, content: d.world.withMentions(text)}
	switch {
	case replyTo == "newest":
		m.reply = newest(ch, func(o *message) bool { return o.author.ID == d.world.bot.ID && o.only == "" })
	case replyTo != "":
		m.reply = ch.find(replyTo)
	}
	if replyTo != "" && m.reply == nil {
		return nil, fmt.Errorf("there is no message to reply to")
	}
	if m.reply != nil {
		if m.reply.only != "" {
			return nil, fmt.Errorf("a message that only one person sees cannot be replied to")
		}
		m.kind = 19
	}
	d.world.add(m)
	for _, f := range files {
		f.Name = strings.ReplaceAll(f.Name, " ", "_")
		m.attachments = append(m.attachments, d.world.store(ch, f, ""))
	}
	d.messageEvent("MESSAGE_CREATE", m)
	return m, nil
}

// withMentions turns @name into a mention, as a client does when the name is picked.
func (w *world) withMentions(text string) string {
	for _, u := range append([]User{w.bot}, w.people...) {
		text = replaceWord(text, "@"+u.Username, "<@"+u.ID+">")
	}
	return text
}

// replaceWord replaces a word that has no letter or digit right before or after it.
func replaceWord(text, word, by string) string {
	var out strings.Builder
	for {
		before, after, found := strings.Cut(text, word)
		out.WriteString(before)
		if !found {
			return out.String()
		}
		last, _ := utf8.DecodeLastRuneInString(before)
		next, _ := utf8.DecodeRuneInString(after)
		if isWordRune(last) || isWordRune(next) {
			out.WriteString(word)
		} else {
			out.WriteString(by)
		}
		text = after
	}
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }
