package commands_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"till/commands"
	"till/shop"
)

var (
	timeMark    = regexp.MustCompile(`<t:(\d+):([DFR])>`)
	mentionMark = regexp.MustCompile(`<@(\d+)>`)
)

// text is a message as people read it, at a moment.
func text(m commands.Message, now time.Time) string {
	var b strings.Builder
	if m.Text != "" {
		fmt.Fprintln(&b, m.Text)
	}
	for _, card := range m.Cards {
		var lines []string
		if card.Title != "" {
			lines = append(lines, "# "+card.Title)
		}
		if card.Body != "" {
			lines = append(lines, card.Body)
		}
		for _, f := range card.Fields {
			lines = append(lines, "## "+f.Name+"\n"+f.Value)
		}
		if card.Footer != "" {
			lines = append(lines, card.Footer)
		}
		for line := range strings.Lines(strings.Join(lines, "\n\n") + "\n") {
			b.WriteString(strings.TrimRight("| "+line, " \n") + "\n")
		}
	}
	for _, f := range m.Made {
		fmt.Fprintf(&b, "(file %s)\n", f.Name)
	}
	for _, f := range m.Files {
		fmt.Fprintf(&b, "(file %s)\n", f.Name)
	}
	for _, row := range m.Rows {
		b.WriteString(rowText(row))
	}
	return asShown(b.String(), now)
}

func rowText(row commands.Row) string {
	var parts []string
	for _, btn := range row.Buttons {
		switch {
		case btn.Disabled:
			parts = append(parts, "( "+btn.Label+" )")
		case btn.URL != "":
			parts = append(parts, "[ "+btn.Label+" → "+btn.URL+" ]")
		default:
			parts = append(parts, "[ "+btn.Label+" ]")
		}
	}
	if row.Select == nil {
		return strings.Join(parts, " ") + "\n"
	}
	text := "( " + row.Select.Placeholder + " ▾ )\n"
	for _, o := range row.Select.Options {
		text += "   - " + o.Label
		if o.Description != "" {
			text += "  (" + o.Description + ")"
		}
		text += "\n"
	}
	return text
}

// asShown shows times and mentions as Discord does.
func asShown(s string, now time.Time) string {
	s = mentionMark.ReplaceAllStringFunc(s, func(m string) string {
		return "@" + nameOf(shop.UserID(mentionMark.FindStringSubmatch(m)[1]))
	})
	return timeMark.ReplaceAllStringFunc(s, func(m string) string {
		parts := timeMark.FindStringSubmatch(m)
		unix, _ := strconv.ParseInt(parts[1], 10, 64)
		at := time.Unix(unix, 0).UTC()
		if parts[2] == "D" {
			return at.Format("2 Jan")
		}
		if parts[2] == "F" {
			return at.Format("2 Jan 15:04")
		}
		return relative(at.Sub(now))
	})
}

func relative(d time.Duration) string {
	amount, unit := max(d, -d), "minute"
	n := int(amount.Round(time.Minute) / time.Minute)
	switch {
	case amount >= 48*time.Hour:
		n, unit = int(amount.Round(24*time.Hour)/(24*time.Hour)), "day"
	case amount >= 2*time.Hour:
		n, unit = int(amount.Round(time.Hour)/time.Hour), "hour"
	}
	if n != 1 {
		unit += "s"
	}
	if d < 0 {
		return fmt.Sprintf("%d %s ago", n, unit)
	}
	return fmt.Sprintf("in %d %s", n, unit)
}
