package commands

import (
	"context"
	"strings"

	"till/shop"
)

// Reply is the answer to a Request: what to show, and to whom.
type Reply struct {
	Message
	// Private shows the answer to the caller only.
	Private bool
	// Update rewrites the message that holds the tapped button or select,
	// instead of sending a new one.
	Update bool
	// Card rewrites that message beside the answer, which is shown as a new one.
	Card Message
	// Beside are messages after the answer, for the caller alone.
	Beside []Beside
	// Modal opens a form; nothing else of the Reply counts then.
	Modal *Modal
	// Choices answers an Autocomplete.
	Choices []Choice
	// Later is work that needs the network: the adapter answers "thinking" at
	// once (Private and Update say where), runs Later, and shows what it
	// returns in its place.
	Later func(context.Context) Reply
	// Err is a defect behind the answer, for the adapter's log. People never
	// see it.
	Err error
}

// Message is what people see. The zero Message shows nothing.
type Message struct {
	Text  string // plain line above the cards; what a notification shows
	Cards []Card
	Rows  []Row
	Files []shop.Attachment // uploaded anew with the message
	Made  []File            // made by the bot, and uploaded before those
	// Silent has Discord announce the message with no sound and no push.
	Silent bool
}

// File is a file with its content.
type File struct {
	Name    string
	Type    string // its MIME type
	Content []byte
}

// InMessage is a Card's Image that is one of the message's own Made, by its name.
func InMessage(name string) string { return "attachment://" + name }

// Empty reports whether there is nothing to show.
func (m Message) Empty() bool {
	return m.Text == "" && len(m.Cards) == 0 && len(m.Rows) == 0 && len(m.Files) == 0 && len(m.Made) == 0
}

// Card is a framed part of a message, with a coloured edge.
type Card struct {
	Color  Color
	Title  string
	Body   string
	Fields []Field
	Image  string // URL, or InMessage
	Footer string // no times here: Discord does not render them
}

// Field is a named value in a Card.
type Field struct {
	Name   string
	Value  string
	Inline bool
}

// Color is the edge of a Card, 0xRRGGBB. It repeats what the words say, so
// nothing is lost on who cannot see it.
type Color int

// The colours.
const (
	Neutral Color = 0x5865F2 // waiting for somebody
	Good    Color = 0x2D8A4E // money or goods have arrived
	Notice  Color = 0xC27C0E // a deadline, or something to look at
	Ended   Color = 0x80848E // nothing more will happen
)

// Row is a row of up to five buttons, or one select menu.
type Row struct {
	Buttons []Button
	Select  *Select
}

// Button does Route when tapped, or opens URL.
type Button struct {
	Label    string
	Style    Style
	Route    Route
	URL      string
	Disabled bool
}

// Style is how much a button calls for attention.
type Style string

// The styles of a button.
const (
	Primary   Style = "primary"
	Secondary Style = "secondary"
	Success   Style = "success"
	Danger    Style = "danger"
	Link      Style = "link"
)

// Select is a menu to pick one Option from.
type Select struct {
	Route       Route
	Placeholder string
	Options     []Option
}

// Option is one line of a Select.
type Option struct {
	Label       string
	Value       string
	Description string
}

// Modal is a form.
type Modal struct {
	Route  Route
	Title  string
	Inputs []Input
}

// Input is one field of a Modal.
type Input struct {
	Name        string
	Label       string
	Placeholder string
	Value       string // filled in beforehand
	MinLength   int
	MaxLength   int
	Required    bool
	Paragraph   bool
}

// Route is a button's custom id: a route's name and at most two arguments, such
// as "pay:7K3M9QXD". It says what to do and on which order, never who may or
// how much. It is kept in Discord's messages for years, so its name stands for a
// version: names stay, and arguments that come to mean something else get a new one.
type Route string

// NewRoute joins a route.
func NewRoute(name string, args ...string) Route {
	return Route(strings.Join(append([]string{name}, args...), ":"))
}

// Name returns the route's name.
func (r Route) Name() string {
	name, _, _ := strings.Cut(string(r), ":")
	return name
}

// Arg returns the i-th argument, from 0, or "".
func (r Route) Arg(i int) string {
	parts := strings.Split(string(r), ":")
	if i+1 < len(parts) {
		return parts[i+1]
	}
	return ""
}
