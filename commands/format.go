package commands

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"till/shop"
)

// unseen is a zero-width space: it takes a mark its meaning and nothing else.
const unseen = "\u200b"

var (
	lineMark    = regexp.MustCompile(`^(?:#{1,3}|-#?|>{1,3}|\d+\.)\s`)
	bareLink    = regexp.MustCompile(`<?(https?://[^\s<>]*[^\s<>.,;:!?"')\]*_|~\x60])>?`)
	anyLink     = regexp.MustCompile(`(?i)https?://\S|\b(?:[a-z0-9-]+\.)+[a-z]{2,}/\S`)
	mentionMark = regexp.MustCompile(`@(everyone|here)|<(@[!&]?\d+>)`)
)

// plainMarks takes their meaning from what Discord reads within a line.
var plainMarks = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "~", `\~`, "|", `\|`, "[", `\[`, "]", `\]`, "<", `\<`, "@", "@"+unseen,
)

// plain makes Discord show what somebody wrote as they wrote it: no markdown,
// no mention, no time mark, on one line.
func plain(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	text = plainMarks.Replace(text)
	if lineMark.MatchString(text) {
		text = unseen + text
	}
	return text
}

// quoted makes a message of one person readable to another: its lines, its links
// and its emphasis stay, but it mentions nobody, and a link shows where it goes.
func quoted(text string) string {
	text = bareLink.ReplaceAllString(text, "<$1>") // <>: without a preview of the page
	text = mentionMark.ReplaceAllStringFunc(text, func(m string) string {
		return strings.Replace(m, "@", "@"+unseen, 1)
	})
	return strings.ReplaceAll(text, "](", "]"+unseen+"(")
}

// hasLink reports whether a text leads somewhere else, be it as a link that can be
// tapped or as one to be copied.
func hasLink(text string) bool { return anyLink.MatchString(text) }

// clip shortens a text to at most limit characters, ending in "…".
func clip(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	runes := []rune(text)
	return strings.TrimRight(string(runes[:limit-1]), " ") + "…"
}

// mention shows a person as Discord does. Nobody is notified by it.
func mention(id shop.UserID) string {
	if id.Erased() {
		return string(id)
	}
	return "<@" + string(id) + ">"
}

// Time zones are the reader's client's: Discord renders these marks itself.
// They do not work in buttons, selects, modals, titles and footers: no times
// there.

// exactTime shows t in the reader's own clock, in full.
func exactTime(t time.Time) string { return fmt.Sprintf("<t:%d:F>", t.Unix()) }

// relativeTime shows how far t is away.
func relativeTime(t time.Time) string { return fmt.Sprintf("<t:%d:R>", t.Unix()) }

// when shows t in full and how far away it is.
func when(t time.Time) string { return exactTime(t) + " (" + relativeTime(t) + ")" }

// dayOnly shows the day of t. A provider's day begins at midnight in UTC, which
// is the day before for half of the world: its noon is the same day for nearly
// all of it.
func dayOnly(t time.Time) string {
	return fmt.Sprintf("<t:%d:D>", t.UTC().Truncate(24*time.Hour).Add(12*time.Hour).Unix())
}
