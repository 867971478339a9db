package bot

// The JSON that the bot sends, as Discord's reference has it. A message's lists are always sent,
// so that an edit takes away what is no longer there.

type messageBody struct {
	Content         string           `json:"content"`
	Embeds          []embedBody      `json:"embeds"`
	Components      []rowBody        `json:"components"`
	Attachments     []attachmentBody `json:"attachments"`
	AllowedMentions mentionsBody     `json:"allowed_mentions"`
	Flags           int              `json:"flags,omitempty"`
	Nonce           string           `json:"nonce,omitempty"`
	EnforceNonce    bool             `json:"enforce_nonce,omitempty"`
	Reference       *referenceBody   `json:"message_reference,omitempty"`
}

// mentionsBody with an empty Parse notifies nobody, whatever the text holds.
type mentionsBody struct {
	Parse       []string `json:"parse"`
	RepliedUser bool     `json:"replied_user"`
}

type referenceBody struct {
	Message string `json:"message_id"`
	Must    bool   `json:"fail_if_not_exists"`
}

type attachmentBody struct {
	ID       string `json:"id"` // N of the part files[N]
	Filename string `json:"filename"`
}

type embedBody struct {
	Title       string      `json:"title,omitempty"`
	Description string      `json:"description,omitempty"`
	Color       int         `json:"color,omitempty"`
	Fields      []fieldBody `json:"fields,omitempty"`
	Image       *imageBody  `json:"image,omitempty"`
	Footer      *footerBody `json:"footer,omitempty"`
}

type fieldBody struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Inline bool   `json:"inline,omitempty"`
}

type imageBody struct {
	URL string `json:"url"`
}

type footerBody struct {
	Text string `json:"text"`
}

// The component types ("Component Types").
const (
	typeRow    = 1
	typeButton = 2
	typeSelect = 3
	typeInput  = 4
	typeLabel  = 18
)

type rowBody struct {
	Type       int   `json:"type"`
	Components []any `json:"components"` // buttonBody or selectBody
}

type buttonBody struct {
	Type     int    `json:"type"`
	Style    int    `json:"style"`
	Label    string `json:"label"`
	CustomID string `json:"custom_id,omitempty"`
	URL      string `json:"url,omitempty"`
	Disabled bool   `json:"disabled,omitempty"`
}

type selectBody struct {
	Type        int          `json:"type"`
	CustomID    string       `json:"custom_id"`
	Placeholder string       `json:"placeholder,omitempty"`
	Options     []optionBody `json:"options"`
}

type optionBody struct {
	Label       string `json:"label"`
	Value       string `json:"value"`
	Description string `json:"description,omitempty"`
}

type modalBody struct {
	CustomID   string      `json:"custom_id"`
	Title      string      `json:"title"`
	Components []labelBody `json:"components"`
}

type labelBody struct {
	Type      int       `json:"type"`
	Label     string    `json:"label"`
	Component inputBody `json:"component"`
}

type inputBody struct {
	Type        int    `json:"type"`
	CustomID    string `json:"custom_id"`
	Style       int    `json:"style"` // 1 a line, 2 a paragraph
	Placeholder string `json:"placeholder,omitempty"`
	Value       string `json:"value,omitempty"`
	MinLength   int    `json:"min_length,omitempty"`
	MaxLength   int    `json:"max_length,omitempty"`
	Required    bool   `json:"required"`
}

type choicesBody struct {
	Choices []choiceBody `json:"choices"`
}

type choiceBody struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}
