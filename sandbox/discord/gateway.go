package discord

import (
	"math"
	"slices"
	"time"
)

// The gateway's opcodes.
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opPresence       = 3
	opVoiceState     = 4
	opResume         = 6
	opReconnect      = 7
	opRequestMembers = 8
	opInvalidSession = 9
	opHello          = 10
	opHeartbeatAck   = 11
)

// The gateway's close codes.
const (
	closeUnknownError     = 4000
	closeUnknownOpcode    = 4001
	closeDecodeError      = 4002
	closeNotAuthenticated = 4003
	closeBadToken         = 4004
	closeAuthenticated    = 4005
	closeInvalidSeq       = 4007
	closeRateLimited      = 4008
	closeTimedOut         = 4009
	closeInvalidShard     = 4010
	closeInvalidVersion   = 4012
	closeInvalidIntents   = 4013
	closeForbiddenIntents = 4014
)

// The intents that matter here.
const (
	intentGuilds         = 1 << 0
	intentMembers        = 1 << 1
	intentPresences      = 1 << 8
	intentGuildMessages  = 1 << 9
	intentGuildTyping    = 1 << 11
	intentDMs            = 1 << 12
	intentDMTyping       = 1 << 14
	intentMessageContent = 1 << 15
	allIntents           = 1<<26 - 1
	privileged           = intentMembers | intentPresences | intentMessageContent
)

// replayLimit is how many events a session keeps for RESUME.
const replayLimit = 2000

// frame is one gateway payload.
type frame struct {
	Op       int     `json:"op"`
	Data     any     `json:"d"`
	Sequence *int64  `json:"s"`
	Type     *string `json:"t"`
}

// gateway is the sessions of the bot, oldest first. Discord.mu guards it.
type gateway struct {
	sessions []*session
	links    []*link
	started  int       // sessions identified so far, see session_start_limit
	last     time.Time // when the last one was, see max_concurrency
	cutOff   bool      // by the fault "cut-event", and not back yet
}

func newGateway() gateway { return gateway{} }

// session is what IDENTIFY starts and RESUME continues.
type session struct {
	id       string
	shard    [2]int
	intents  int
	sequence int64
	replay   []event
	late     []func() // events that the fault "reorder-events" holds back
	link     *link    // nil while disconnected
}

// event is a dispatched event as it is kept for RESUME.
type event struct {
	sequence int64
	payload  []byte
}

// Unreached is the Sequence of a bot that the fault "cut-event" cut off, until it is back: more than
// it can have handled.
const Unreached = math.MaxInt64

// Sequence is the highest sequence number dispatched to the bot's newest session, 0 if none.
func (d *Discord) Sequence() int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.gateway.cutOff {
		return Unreached
	}
	if n := len(d.gateway.sessions); n > 0 {
		return d.gateway.sessions[n-1].sequence
	}
	return 0
}

// Connected tells whether a bot is logged in on the gateway.
func (d *Discord) Connected() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.ContainsFunc(d.gateway.sessions, func(s *session) bool { return s.link != nil })
}

// serves tells whether a session's shard gets the events of a channel: DMs go to shard 0.
func (s *session) serves(ch *channel, guildID string) bool {
	if ch == nil || !ch.guild {
		return s.shard[0] == 0
	}
	return s.shard[0] == shardOf(guildID, s.shard[1])
}

// audience are the sessions that get an event of a channel under an intent (0: always).
func (d *Discord) audience(ch *channel, intent int) []*session {
	var list []*session
	for _, s := range d.gateway.sessions {
		if s.serves(ch, d.world.guild.id) && (intent == 0 || s.intents&intent != 0) {
			list = append(list, s)
		}
	}
	return list
}

// dispatch sends an event to a session, or keeps it until the session resumes. The caller holds
// the lock.
func (d *Discord) dispatch(s *session, name string, data any) {
	d.dispatchNoting(s, name, data, nil)
}

// dispatchNoting is dispatch that calls written when the event is on the wire.
func (d *Discord) dispatchNoting(s *session, name string, data any, written func()) {
	post := func() { d.post(s, name, data, written) }
	switch d.eventFault(name) {
	case faultLose:
		return
	case faultDuplicate:
		post()
	case faultDelayEvent:
		d.postLate(func() {
			if slices.Contains(d.gateway.sessions, s) {
				post()
			}
		})
		return
	case faultCut:
		if s.link != nil {
			d.gateway.cutOff = true
			s.link.hangUp(closeUnknownError, "Unknown error.")
		}
	case faultReorder:
		s.late = append(s.late, post)
		if d.faults.left(faultReorder) > 0 {
			return
		}
		for _, post := range slices.Backward(s.late) {
			post()
		}
		s.late = nil
		return
	}
	post()
}

// postLate posts an event when it is too late for an answer to it. The caller holds the lock, and
// post is called with it.
func (d *Discord) postLate(post func()) {
	d.busy++
	d.workers.Go(func() {
		d.wait(nil)
		d.mu.Lock()
		d.busy--
		post()
		d.mu.Unlock()
		d.notify()
	})
}

// post numbers an event and sends it. The caller holds the lock.
func (d *Discord) post(s *session, name string, data any, written func()) {
	s.sequence++
	payload := encode(frame{Op: opDispatch, Data: data, Sequence: new(s.sequence), Type: &name})
	s.replay = append(s.replay, event{s.sequence, payload})
	if len(s.replay) > replayLimit {
		s.replay = slices.Delete(s.replay, 0, len(s.replay)-replayLimit)
	}
	d.stimuli++
	if s.link != nil {
		s.link.send(payload, written)
	}
}

// invalidateAll ends every session with op 9, "d": false.
func (d *Discord) invalidateAll() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, s := range d.gateway.sessions {
		if s.link != nil {
			s.link.sendFrame(frame{Op: opInvalidSession, Data: false})
			s.link.session = nil
		}
	}
	d.gateway.sessions = nil
}

// sendAll sends a frame on every open connection.
func (d *Discord) sendAll(f frame) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, l := range d.gateway.links {
		l.sendFrame(f)
	}
}

// closeLinks closes every open connection with a code.
func (d *Discord) closeLinks(code int, reason string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, l := range d.gateway.links {
		l.hangUp(code, reason)
	}
}

func shardOf(guildID string, count int) int {
	return int(uint64(snowflakeTime(guildID).UnixMilli()-epoch) % uint64(max(count, 1)))
}
