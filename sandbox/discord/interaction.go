package discord

import (
	"sync/atomic"
	"time"
)

// The interaction types.
const (
	interactionPing         = 1
	interactionCommand      = 2
	interactionComponent    = 3
	interactionAutocomplete = 4
	interactionModal        = 5
)

// The interaction callback types.
const (
	callbackPong         = 1
	callbackMessage      = 4
	callbackDeferMessage = 5
	callbackDeferUpdate  = 6
	callbackUpdate       = 7
	callbackAutocomplete = 8
	callbackModal        = 9
)

// interaction is one act of a person that the bot answers. Discord.mu guards it.
type interaction struct {
	id       string
	token    string
	kind     int
	user     User
	place    Place
	channel  *channel
	words    string                    // the command as a client shows it, such as "/request"
	command  int                       // the command's type
	wrote    atomic.Pointer[time.Time] `snapshot:"-"` // when its frame was on the wire
	took     time.Duration             // from then to the callback
	born     time.Time                 // on the real clock
	personal bool                      // by a command installed to the user where the bot is not a member

	answered  chan struct{} `snapshot:"-"` // closed by the first answer
	settled   bool          // answered, or given up
	deferred  bool          // answered by a thinking message that is still to be filled
	failed    bool          // given up: nobody answered in time
	source    *message      // the message whose component was used, nil otherwise
	original  *message      // the answer, "@original"
	trigger   *interaction  // of a modal: the interaction that opened it
	choices   []Choice
	modal     *Modal
	followups int
}
