package commands

import "till/shop"

// Request is what somebody typed or tapped, decoded. Actor is who Discord says
// did it; nothing else in a Request says who acts.
type Request struct {
	Kind  Kind
	Cause string // the interaction's or message's own id: a repeated one is the same act
	Actor Person
	Place Place

	Install string // Discord's page that adds the bot to somebody's account

	Chat   string // InPrivate: the channel's id, which names its two people
	Shared bool   // Tap, Submit: on a message there that both of them see

	Name    string            // the command, as registered: "request", "Request payment"
	Sub     string            // its subcommand, if any
	Options map[string]string // strings and numbers as typed; users and files as their id
	Focused string            // Autocomplete: the option being typed
	Target  string            // context menus: the user's or the message's id
	Author  shop.UserID       // MessageMenu: who wrote the message; Text is what it says

	Route  Route             // buttons, selects, modals: where the tap leads
	Values []string          // selects: what was picked
	Fields map[string]string // modals: what was filled in, by input name

	People map[shop.UserID]Person // whom Options, Target and Values name
	Files  []shop.Attachment      // what came along: attachments of a message, file options

	Text    string // Typed, MessageMenu: the message
	ReplyTo string // Typed: the bot's message it replies to, if any

	photo shop.PhotoID // what became of a picture among Files
	speak voice        // to the actor; Handle fills it in
}

// Kind says what kind of act a Request is.
type Kind string

// The kinds of a Request.
const (
	Command      Kind = "command"
	UserMenu     Kind = "user_menu"
	MessageMenu  Kind = "message_menu"
	Autocomplete Kind = "autocomplete"
	Tap          Kind = "tap"    // a button or a select menu
	Submit       Kind = "submit" // a modal
	Typed        Kind = "typed"  // a message in the DM with the bot
)

// Person is somebody as Discord describes them at this moment.
type Person struct {
	ID     shop.UserID
	Name   string // display name
	Locale string // Discord's, such as "en-US"; "" when it was not told
	Bot    bool
}

// Place is where it happened.
type Place string

// The places.
const (
	InDM      Place = "dm" // with the bot
	InServer  Place = "server"
	InPrivate Place = "private" // the two people's own DM
	InGroup   Place = "group"   // a DM of several people
)

// Definition is a command as it is registered with Discord.
type Definition struct {
	Kind        Kind // Command, UserMenu or MessageMenu
	Name        string
	Description string
	Options     []OptionDefinition
	Localized
}

// Localized is what Discord's clients show in other languages, by Discord's
// locales: the names of menus, and the descriptions of commands and
// options. What people type keeps its one name, so that a text which names a
// command is right whatever language its reader's client has.
type Localized struct {
	Names        map[string]string
	Descriptions map[string]string
}

// OptionDefinition is an option of a Definition, or one of its subcommands: a
// command has either the one or the other.
type OptionDefinition struct {
	Name         string
	Description  string
	Type         OptionType
	Required     bool
	Autocomplete bool
	Choices      []Choice
	MinLength    int
	MaxLength    int
	Min, Max     *int64
	Options      []OptionDefinition // of a Subcommand
	Localized
	ChoiceNames map[string]map[string]string // of each choice's Name, as in Localized
}

// OptionType is the type of an option.
type OptionType string

// The types of options.
const (
	StringOption  OptionType = "string"
	IntegerOption OptionType = "integer"
	UserOption    OptionType = "user"
	FileOption    OptionType = "file"
	Subcommand    OptionType = "subcommand"
)

// Choice is a fixed or suggested value of an option.
type Choice struct {
	Name  string
	Value string
}
