package discord

import "time"

// Outcome is what a client shows at once after an act: nothing beyond the changed chat, a
// failure toast, an opened modal, or a page to open.
type Outcome struct {
	// Failed is the client's failure notice, such as "The application did not respond".
	Failed string `json:"failed,omitempty"`
	// OpenURL is the address behind a tapped link button.
	OpenURL string `json:"open_url,omitempty"`
	// Modal is the form that the bot opened in answer, nil if none.
	Modal *Modal `json:"modal,omitempty"`
	// MessageID is the message that the act made or answered in, empty if none.
	MessageID string `json:"message_id,omitempty"`
	// Took is the time on the wire from the interaction's frame, written, to the callback's bytes,
	// read and not yet checked. Benchmarks compare it.
	Took time.Duration `json:"-"`
}

// didNotRespond is what a client says when no answer came in time.
const didNotRespond = "The application did not respond"

// File is a file that a person attaches.
type File struct {
	Name        string
	ContentType string
	Content     []byte
}

// Choice is one suggestion of an option's autocomplete. Value is a string, an int64 or a float64, as
// the option's type asks.
type Choice struct {
	Name  string `json:"name"`
	Value any    `json:"value"`
}
