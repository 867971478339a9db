package shop

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How long texts may be, in characters.
const (
	MaxItem = 100
	MaxNote = 500
	MaxName = 50
	MaxText = 1800 // of a question or an answer; Discord's messages hold 2,000
)

// Scripts and emoji need these two, which cannot be seen.
const (
	zeroWidthNonJoiner = '\u200c'
	zeroWidthJoiner    = '\u200d'
)

var (
	mention  = regexp.MustCompile(`@everyone|@here|<[@#][!&]?\d+>|<(?:a?:\w+|t|id|/[\w -]+):[^>]*>`)
	markdown = regexp.MustCompile("`|\\*\\*|__|~~|\\|\\||\\[[^\\]]*\\]\\([^)]*\\)|^(?:#{1,3}|-#|>{1,3}) |(?:^|\\W)[*_]\\S[^*_]*\\S?[*_](?:\\W|$)")
)

// cleanLine checks a text that stands on cards and on the provider's page: one
// line of plain words. It returns the text without outer spaces.
func cleanLine(text string, longest int, empty, long Reason) (string, error) {
	text = strings.TrimSpace(text)
	if err := checkCharacters(text, false); err != nil {
		return "", err
	}
	switch {
	case blank(text):
		return "", refuse(Invalid, empty, "the text is empty")
	case strings.ContainsFunc(text, invisible):
		return "", refuse(Invalid, ReasonTextControl, "the text has invisible characters")
	case utf8.RuneCountInString(text) > longest:
		return "", refuse(Invalid, long, "the text has more than %d characters", longest)
	case mention.MatchString(text):
		return "", refuse(Invalid, ReasonTextMention, "the text mentions somebody")
	case markdown.MatchString(text):
		return "", refuse(Invalid, ReasonTextMarkdown, "the text has formatting")
	}
	return text, nil
}

// cleanWords checks what somebody says to another: any text of more than one
// line, but nothing that hides or turns what it says.
func cleanWords(text string, longest int) (string, error) {
	text = strings.TrimSpace(text)
	if err := checkCharacters(text, true); err != nil {
		return "", err
	}
	if utf8.RuneCountInString(text) > longest {
		return "", refuse(Invalid, ReasonTextLong, "the text has more than %d characters", longest)
	}
	return text, nil
}

// checkCharacters refuses control characters, direction overrides and isolates
// (they make a text read as something else), and broken UTF-8.
func checkCharacters(text string, lines bool) error {
	if !utf8.ValidString(text) {
		return refuse(Invalid, ReasonTextControl, "the text is not UTF-8")
	}
	for _, r := range text {
		switch {
		case lines && (r == '\n' || r == '\t' || r == '\r'):
		case unicode.IsControl(r),
			r == '\u2028', r == '\u2029',
			r >= '\u202a' && r <= '\u202e',
			r >= '\u2066' && r <= '\u2069':
			return refuse(Invalid, ReasonTextControl, "the text has the character %U", r)
		}
	}
	return nil
}

func invisible(r rune) bool {
	return unicode.Is(unicode.Cf, r) && r != zeroWidthJoiner && r != zeroWidthNonJoiner
}

// NameKey is what two names have in common that people cannot tell apart: their
// letters and digits, whatever the case, the width, or what stands between.
func NameKey(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= '\uff01' && r <= '\uff5e' {
			r -= 0xfee0 // full width
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

// mixed reports whether the name has letters of scripts that look alike.
func mixed(name string) bool {
	scripts := 0
	for _, script := range []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Greek} {
		if strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(script, r) }) {
			scripts++
		}
	}
	return scripts > 1
}

// blank reports whether nothing of the text can be seen.
func blank(text string) bool {
	for _, r := range text {
		if !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) && r != '\u2800' && r != '\u3164' {
			return false
		}
	}
	return true
}
