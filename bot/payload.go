package bot

import "encoding/json"

// The interaction types ("Interaction Object").
const (
	ofPing = iota + 1
	ofCommand
	ofComponent
	ofAutocomplete
	ofModal
)

// interaction is what is needed of an interaction to answer it.
type interaction struct {
	id          string
	application string
	token       string
	kind        int
	user        string
	channel     string
	attached    bool // it comes from a component of a message, so that message can be rewritten
}

// interactionPayload is Discord's JSON of an interaction, as far as the bot reads it. What is not
// named here may have any shape.
type interactionPayload struct {
	ID          string          `json:"id"`
	Application string          `json:"application_id"`
	Type        int             `json:"type"`
	Token       string          `json:"token"`
	Data        json.RawMessage `json:"data"`
	Guild       string          `json:"guild_id"`
	ChannelID   string          `json:"channel_id"`
	Channel     *struct {
		ID   string `json:"id"`
		Type int    `json:"type"`
	} `json:"channel"`
	Context *int            `json:"context"` // 0 server, 1 the bot's DM, 2 another DM
	Member  *memberPayload  `json:"member"`  // in a server
	User    *userPayload    `json:"user"`    // elsewhere
	Message json.RawMessage `json:"message"`
	Locale  string          `json:"locale"`
}

type memberPayload struct {
	User *userPayload `json:"user"` // not in resolved data
	Nick string       `json:"nick"`
}

type userPayload struct {
	ID         string `json:"id"`
	Username   string `json:"username"`
	GlobalName string `json:"global_name"`
	Bot        bool   `json:"bot"`
}

type attachmentPayload struct {
	ID       string `json:"id"`
	Filename string `json:"filename"`
	URL      string `json:"url"`
	Size     int64  `json:"size"`
}

// commandPayload is the data of commands and autocomplete.
type commandPayload struct {
	Name     string          `json:"name"`
	Type     int             `json:"type"` // 1 slash, 2 user, 3 message
	Target   string          `json:"target_id"`
	Options  []optionPayload `json:"options"`
	Resolved resolvedPayload `json:"resolved"`
}

type optionPayload struct {
	Name    string          `json:"name"`
	Type    int             `json:"type"` // 1 subcommand, 2 group of them, 6 user, 11 attachment
	Value   json.RawMessage `json:"value"`
	Focused bool            `json:"focused"`
	Options []optionPayload `json:"options"`
}

type resolvedPayload struct {
	Users       map[string]*userPayload       `json:"users"`
	Members     map[string]*memberPayload     `json:"members"`
	Messages    map[string]*messagePayload    `json:"messages"`
	Attachments map[string]*attachmentPayload `json:"attachments"`
}

// componentPayload is the data of a tapped button or select menu.
type componentPayload struct {
	CustomID string          `json:"custom_id"`
	Values   []string        `json:"values"`
	Resolved resolvedPayload `json:"resolved"`
}

// modalPayload is the data of a submitted modal.
type modalPayload struct {
	CustomID   string            `json:"custom_id"`
	Components []json.RawMessage `json:"components"`
	Resolved   resolvedPayload   `json:"resolved"`
}

// fieldPayload is one component of a submitted modal: a row or label around others, or an input.
type fieldPayload struct {
	CustomID   string            `json:"custom_id"`
	Value      json.RawMessage   `json:"value"`
	Values     []string          `json:"values"`
	Components []json.RawMessage `json:"components"` // of an action row
	Component  json.RawMessage   `json:"component"`  // of a label
}

// messagePayload is Discord's JSON of a message.
type messagePayload struct {
	ID          string               `json:"id"`
	Channel     string               `json:"channel_id"`
	Guild       string               `json:"guild_id"`
	Type        int                  `json:"type"` // 0 plain, 19 a reply
	Webhook     string               `json:"webhook_id"`
	Author      *userPayload         `json:"author"`
	Content     string               `json:"content"`
	Attachments []*attachmentPayload `json:"attachments"`
	Reference   *struct {
		Message string `json:"message_id"`
	} `json:"message_reference"`
}
