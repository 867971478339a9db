package commands

import (
	"strings"

	"golang.org/x/text/language"
)

// ReturnPage is what somebody reads in their browser when they come back from the
// payment page. It says nothing of any order: coming back proves nothing, and who
// looks at it may be anybody.
type ReturnPage struct {
	Language string // BCP 47
	RTL      bool   // it runs from right to left
	Title    string
	Text     []ReturnText
	Button   string
}

// ReturnText is a part of a ReturnPage's text.
type ReturnText struct {
	Text   string
	Strong bool
}

// longestAccept is how much of a browser's wishes is read: they name some languages.
const longestAccept = 500

// Return is the page for who paid, or left before paying. It is in the language that
// the address names (one of ours, or a locale of Discord's), else in the one of ours
// that the browser likes best by its Accept-Language, else in English.
func Return(paid bool, named, accepted string) ReturnPage {
	v := voice{language: browserLanguage(named, accepted)}
	title, text := txtReturnUnpaid, txtReturnUnpaidWhy
	if paid {
		title, text = txtReturnPaid, txtReturnPaidNext
	}
	page := ReturnPage{Language: v.tongue().code, RTL: v.tongue().rtl, Title: v.say(title), Button: v.say(btnReturn)}
	for i, part := range strings.Split(v.say(text), "**") {
		page.Text = append(page.Text, ReturnText{Text: part, Strong: i%2 == 1})
	}
	return page
}

// browserLanguage is the code of the language that a browser is answered in.
func browserLanguage(named, accepted string) string {
	var wishes []language.Tag
	if len(named) < longestAccept {
		if tag, err := language.Parse(named); err == nil {
			wishes = append(wishes, tag)
		}
	}
	if len(accepted) < longestAccept {
		tags, _, err := language.ParseAcceptLanguage(accepted)
		if err == nil {
			wishes = append(wishes, tags...)
		}
	}
	var ours []language.Tag
	for _, t := range tongues() {
		ours = append(ours, t.tag)
	}
	_, i, _ := language.NewMatcher(ours).Match(wishes...)
	return tongues()[i].code
}
