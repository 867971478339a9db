package commands

// Every word that the bot says stands in a words*.go file.
//
// The voice: short, plain, sentence case, no exclamation marks, no jargon. Say
// who does what, by when, who holds the money, and end with the next step.
// Errors say what to do, never whose fault it was. "Held", never "escrow";
// "payouts set up with Stripe", never "verified by Stripe"; a refund is
// requested, sent, or done, and these are three different words. What people
// wrote is escaped before it is filled in.
//
// A phrase is the English text, and the key of its translations (languages.go).

import (
	"strings"
	"time"
)

// phrase is a text in English with placeholders {like_this}.
type phrase string

// voice speaks to one reader.
type voice struct {
	language string // one of tongues; "" is English
	client   string // the language of their Discord client, which names commands and menus
	single   bool   // says singleWords
}

func (v voice) tongue() *tongue { return speaking(v.language) }

// say puts a phrase into the reader's language and fills its placeholders from
// pairs of name and value.
func (v voice) say(p phrase, fill ...string) string {
	p = v.own(p)
	text := string(p)
	if translated := v.tongue().texts[p].text; translated != "" {
		text = translated
	}
	return v.filled(text, fill)
}

// own is what a single shop says instead of a phrase.
func (v voice) own(p phrase) phrase {
	if own, differs := singleWords[p]; differs && v.single {
		return own
	}
	return p
}

// menu is a context menu's name as the reader's client shows it.
func (v voice) menu(p phrase) string { return voice{language: v.client}.say(p) }

func (v voice) filled(text string, fill []string) string {
	pairs := make([]string, 0, len(fill))
	for i := 0; i+1 < len(fill); i += 2 {
		pairs = append(pairs, "{"+fill[i]+"}", v.isolated(fill[i+1]))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// count says one or many, filling {n} and what else is given. Another language has its own forms of the
// plural, under the phrase for many.
func (v voice) count(n int, one, many phrase, fill ...string) string {
	l := v.tongue()
	text := l.texts[many].forms[l.form(n)]
	switch {
	case text == "" && n == 1:
		text = string(one)
	case text == "":
		text = string(many)
	}
	return v.filled(text, append(fill, "n", v.number(n)))
}

// span says how long something takes, in whole days, or hours when it is short.
func (v voice) span(d time.Duration) string {
	const day = 24 * time.Hour
	if d < day {
		return v.count(int((d+time.Hour-1)/time.Hour), txtHour, txtHours)
	}
	return v.count(int(d/day), txtDay, txtDays)
}

// spans says that something takes from one time to another.
func (v voice) spans(least, most time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case least/day == most/day && least >= day:
		return v.span(least)
	case least < day || most < day:
		return v.say(txtSpans, "least", v.span(least), "most", v.span(most))
	default:
		return v.say(txtSpans, "least", v.number(int(least/day)), "most", v.span(most))
	}
}

const (
	txtHour  phrase = "{n} hour"
	txtHours phrase = "{n} hours"
	txtDay   phrase = "{n} day"
	txtDays  phrase = "{n} days"
	txtSpans phrase = "{least} to {most}"
)
