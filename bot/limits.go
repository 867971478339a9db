package bot

import (
	"strings"
	"unicode/utf8"
)

// Discord's limits, in characters ("Message Object", "Embed Limits", "Component Reference",
// "Modal"). What is longer is cut, so that a message never fails because of its length.
const (
	maxContent     = 2000
	maxEmbeds      = 10
	maxEmbedTotal  = 6000
	maxTitle       = 256
	maxDescription = 4096
	maxFields      = 25
	maxFieldName   = 256
	maxFieldValue  = 1024
	maxFooter      = 2048
	maxRows        = 5
	maxButtons     = 5
	maxLabel       = 80
	maxCustomID    = 100
	maxLinkURL     = 512
	maxPlaceholder = 150
	maxOptions     = 25
	maxOption      = 100 // of its label, value or description
	maxModalTitle  = 45
	maxInputs      = 5
	maxInputLabel  = 45
	maxInputHint   = 100
	maxInputValue  = 4000
	maxChoices     = 25
	maxChoice      = 100
	maxFiles       = 10
)

// cut shortens text to at most limit characters, ending in "…". A mark such as <t:1:F> that the
// cut would break is left out whole.
func cut(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	if limit < 1 {
		return ""
	}
	end, kept := 0, 0
	for i := range text {
		if kept == limit-1 {
			end = i
			break
		}
		kept++
	}
	short := text[:end]
	if open := strings.LastIndexByte(short, '<'); open >= 0 && end-open < 40 && !strings.Contains(short[open:], ">") {
		short = short[:open]
	}
	return strings.TrimRight(short, " \n") + "…"
}

// length counts as Discord does.
func length(text string) int { return utf8.RuneCountInString(text) }

// orBlank puts something that cannot be seen where Discord refuses nothing.
func orBlank(text string) string {
	if strings.TrimSpace(text) == "" {
		return blank
	}
	return text
}
