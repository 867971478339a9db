package commands

import (
	"context"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Arabic runs from right to left, and names, references, numbers and addresses
// within it from left to right. Discord lays every line out from left to right,
// so each line says its own direction, and each value that is filled in stands
// in an isolate: else a reference after a name would swap places with it, and a
// minus sign would move to the wrong end of its number (Unicode's UAX #9).
const (
	isolateRTL   = "\u2067"
	isolateLTR   = "\u2066"
	isolateFirst = "\u2068" // takes the direction of its first letter
	isolateEnd   = "\u2069"
)

// isolated is a value as it stands in a text of the reader's language. One that
// holds isolates was put together in that language and has its direction, though
// it may have no letter of its own, as a sum has not.
func (v voice) isolated(value string) string {
	if !v.tongue().rtl || value == "" {
		return value
	}
	begin := isolateFirst
	if strings.Contains(value, isolateEnd) {
		begin = isolateRTL
	}
	if strings.HasPrefix(value, isolateRTL) && strings.Count(value, isolateRTL) == 1 && strings.HasSuffix(value, isolateEnd) {
		return value // an amount, which is one already
	}
	return begin + strings.ReplaceAll(value, "\n", isolateEnd+"\n"+begin) + isolateEnd
}

// lead is what Discord reads at the beginning of a line, and must stay there.
var lead = regexp.MustCompile(`^(?:#{1,3} |-# |- |> |\d+\. )*`)

// directed is a text whose right-to-left lines say so, if that fits: those with
// letters of such a script, and those that were put together for its reader. What
// somebody else wrote has its own direction.
func directed(text string, limit int) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.ContainsFunc(line, isRTL) || strings.Contains(line, isolateEnd) {
			mark := lead.FindString(line)
			lines[i] = mark + isolateRTL + line[len(mark):] + isolateEnd
		}
	}
	if marked := strings.Join(lines, "\n"); utf8.RuneCountInString(marked) <= limit {
		return marked
	}
	return text
}

func isRTL(r rune) bool { return unicode.In(r, unicode.Arabic) && unicode.IsLetter(r) }

// directed lays a Message out for its reader.
func (v voice) directed(m Message) Message {
	if !v.tongue().rtl {
		return m
	}
	m.Text = directed(m.Text, maxContent)
	for i := range m.Cards {
		c := &m.Cards[i]
		c.Title, c.Body, c.Footer = directed(c.Title, maxTitle), directed(c.Body, maxBody), directed(c.Footer, maxBody)
		for j := range c.Fields {
			c.Fields[j].Name, c.Fields[j].Value = directed(c.Fields[j].Name, maxTitle), directed(c.Fields[j].Value, maxFieldValue)
		}
	}
	for _, row := range m.Rows {
		for i := range row.Buttons {
			row.Buttons[i].Label = directed(row.Buttons[i].Label, maxLabel)
		}
		if menu := row.Select; menu != nil {
			menu.Placeholder = directed(menu.Placeholder, maxOption)
			for i := range menu.Options {
				menu.Options[i].Label = directed(menu.Options[i].Label, maxOption)
				menu.Options[i].Description = directed(menu.Options[i].Description, maxOption)
			}
		}
	}
	return m
}

// answered lays an answer out for its reader, and what it says later too.
func (v voice) answered(r Reply) Reply {
	if !v.tongue().rtl {
		return r
	}
	r.Message = v.directed(r.Message)
	if r.Modal != nil {
		r.Modal.Title = directed(r.Modal.Title, maxModalTitle)
		for i := range r.Modal.Inputs {
			in := &r.Modal.Inputs[i]
			in.Label, in.Placeholder = directed(in.Label, maxModalTitle), directed(in.Placeholder, maxOption)
		}
	}
	if later := r.Later; later != nil {
		r.Later = func(ctx context.Context) Reply { return v.answered(later(ctx)) }
	}
	return r
}
