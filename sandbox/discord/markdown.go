package discord

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The parts of Discord's markdown that plain text renders.
var (
	escaped      = regexp.MustCompile(`\\([\\*_~|` + "`" + `>#\-\[\]()<:@.!])`)
	codeFence    = regexp.MustCompile("(?s)```(?:[a-z0-9+-]+\n)?\n?(.*?)\n?```")
	codeSpan     = regexp.MustCompile("`([^`\n]+)`")
	maskedLink   = regexp.MustCompile(`\[([^\[\]\n]+)\]\(<?(?:https?|discord)://[^\s)]+\)`)
	bareLink     = regexp.MustCompile(`<(https?://[^\s>]+)>`)
	bold         = regexp.MustCompile(`\*\*(.+?)\*\*`)
	underline    = regexp.MustCompile(`__(.+?)__`)
	struck       = regexp.MustCompile(`~~(.+?)~~`)
	spoiler      = regexp.MustCompile(`\|\|(.+?)\|\|`)
	starItalic   = regexp.MustCompile(`\*([^\s*](?:[^*\n]*[^\s*])?)\*`)
	lineItalic   = regexp.MustCompile(`(^|[^\pL\pN_])_([^\s_](?:[^_\n]*[^\s_])?)_($|[^\pL\pN_])`)
	lineStart    = regexp.MustCompile(`(?m)^(?:#{1,3}|-#) `)
	customEmoji  = regexp.MustCompile(`<a?:(\w+):\d+>`)
	slashMention = regexp.MustCompile(`</([^:>]+):\d+>`)
	timeMark     = regexp.MustCompile(`<t:(-?\d{1,13})(?::([tTdDfFR]))?>`)
)

// kept is the first of the private runes that stand for parts which markdown must not touch.
const kept = '\ue000'

// plainText renders markdown, mentions and times of a text as they read in a chat.
func plainText(text string, m Message) string {
	text = strings.Map(func(r rune) rune {
		if r >= kept && r <= '\uf8ff' {
			return -1
		}
		return r
	}, text)
	var parts []string
	keep := func(part string) string {
		parts = append(parts, part)
		return string(rune(kept + len(parts) - 1))
	}
	group := func(pattern *regexp.Regexp, by func(found []string) string) {
		text = pattern.ReplaceAllStringFunc(text, func(s string) string {
			if len(parts) >= 6000 { // the private runes are used up
				return s
			}
			return by(pattern.FindStringSubmatch(s))
		})
	}
	group(codeFence, func(f []string) string { return keep(f[1]) })
	group(codeSpan, func(f []string) string { return keep(f[1]) })
	group(escaped, func(f []string) string { return keep(f[1]) })
	group(timeMark, func(f []string) string { return keep(timeText(f[1], f[2], m.SeenAt)) })
	group(mentionPattern, func(f []string) string { return keep(mentionText(f[1], m)) })
	group(slashMention, func(f []string) string { return keep("/" + f[1]) })
	group(customEmoji, func(f []string) string { return keep(":" + f[1] + ":") })
	group(maskedLink, func(f []string) string { return f[1] + " ↗" })
	group(bareLink, func(f []string) string { return keep(f[1]) })
	for _, pair := range []*regexp.Regexp{bold, underline, struck, spoiler, starItalic} {
		text = pair.ReplaceAllString(text, "$1")
	}
	text = lineItalic.ReplaceAllString(text, "$1$2$3")
	text = lineStart.ReplaceAllString(text, "")
	for n, part := range slices.Backward(parts) {
		text = strings.ReplaceAll(text, string(rune(kept+n)), part)
	}
	return text
}

// mentionText is how a client shows a mention.
func mentionText(id string, m Message) string {
	for _, u := range m.Mentions {
		if u.ID == id {
			return "@" + u.DisplayName()
		}
	}
	return "@unknown-user"
}

// timeText is how a client shows <t:SECONDS:STYLE>, in UTC; relative to the instant of the view.
func timeText(seconds, style string, now time.Time) string {
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || n > 253402300799 {
		return "Invalid Date"
	}
	t := time.Unix(n, 0).UTC()
	switch style {
	case "t":
		return t.Format("15:04")
	case "T":
		return t.Format("15:04:05")
	case "d":
		return t.Format("02/01/2006")
	case "D":
		return t.Format("2 January 2006")
	case "F":
		return t.Format("Monday, 2 January 2006 15:04")
	case "R":
		return relative(t.Sub(now))
	}
	return t.Format("2 January 2006 15:04")
}

// relative says how far away an instant is.
func relative(d time.Duration) string {
	if d.Abs() < time.Second {
		return "now"
	}
	words := span(d.Abs())
	if d < 0 {
		return words + " ago"
	}
	return "in " + words
}

func span(d time.Duration) string {
	const day = 24 * time.Hour
	for _, unit := range []struct {
		below time.Duration
		size  time.Duration
		one   string
		many  string
	}{
		{time.Minute, time.Second, "a second", "seconds"},
		{time.Hour, time.Minute, "a minute", "minutes"},
		{day, time.Hour, "an hour", "hours"},
		{30 * day, day, "a day", "days"},
		{365 * day, 30 * day, "a month", "months"},
		{math.MaxInt64, 365 * day, "a year", "years"},
	} {
		n := int(math.Round(float64(d) / float64(unit.size)))
		if d >= unit.below || time.Duration(n)*unit.size >= unit.below && unit.below < math.MaxInt64 {
			continue
		}
		if n == 1 {
			return unit.one
		}
		return fmt.Sprintf("%d %s", n, unit.many)
	}
	return "a long time"
}
