package discord

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// heldFor is how long the fault "delay" holds an answer: longer than a client waits for a bot.
const heldFor = 4 * time.Second

// The faults that Fault knows, beside "close-CODE" and "release".
const (
	fault429        = "429"             // a rate limit, as Discord words it
	fault429HTML    = "429-html"        // a ban by the proxy in front of Discord
	fault500        = "500"             // refused before the act
	fault500After   = "500-after"       // the act is done, the answer says it is not
	faultDrop       = "drop"            // the connection is cut before the act
	faultDropAfter  = "drop-after"      // the act is done, then the connection is cut
	faultDelay      = "delay"           // the act is done, the answer is held for four seconds
	faultSilent     = "silent"          // a gateway connection says nothing after HELLO
	faultDuplicate  = "duplicate"       // a gateway event comes twice
	faultLose       = "lose-event"      // a gateway event never comes
	faultReorder    = "reorder-events"  // the next n gateway events come in reverse
	faultDelayEvent = "delay-event"     // a gateway event comes four seconds late: after Discord's patience
	faultCut        = "cut-event"       // the gateway closes with 4000 at an event, which waits for RESUME
	faultClosedDM   = "closed-dm"       // a message to a DM fails with 50007
	faultNoMutual   = "closed-dm-50278" // a message to a DM fails with 50278: no server in common
	faultDMTooFast  = "dm-too-fast"     // opening a DM fails with 40003
	faultQuarantine = "quarantine"      // opening a DM fails with 20026: the bot is held for a spammer
	faultReconnect  = "reconnect"       // the gateway asks to reconnect (op 7)
	faultInvalid    = "invalid-session" // the gateway ends the session (op 9, not resumable)
	faultHeartbeat  = "heartbeat"       // the gateway asks for a heartbeat (op 1)
	faultRelease    = "release"         // lets go the answers that "delay" holds
	faultClosePlain = "close-"          // followed by a close code
)

// callFaults strike REST calls, whichever they are.
var callFaults = []string{fault429, fault429HTML, fault500, fault500After, faultDrop, faultDropAfter, faultDelay}

// Those that may strike by chance, see Config.Misbehave: calls that bring a message to a person, and
// gateway events.
var (
	chanceCalls  = callFaults[:len(callFaults)-1]
	chanceEvents = []string{faultDuplicate, faultLose, faultCut}
	chancePaths  = []string{
		"POST /users/@me/channels",
		"POST /channels/{channel}/messages",
		"PATCH /channels/{channel}/messages/{message}",
	}
)

// faults are the misbehaviours still to come, in the order in which they were asked for.
type faults struct {
	planned []plannedFault
	release chan struct{} // closed to let go what "delay" holds
	held    int           // answers being held
}

type plannedFault struct {
	kind string
	on   string // part of the routes that it strikes; "" is all
	left int
}

func newFaults() faults { return faults{release: make(chan struct{})} }

// Fault makes the next n calls, events or connections misbehave; which of these depends on the
// kind. A kind for calls may name what it hits: "drop@callback" is the next answers to interactions,
// "500@channels/{channel}/messages" the next messages. "close-CODE", "reconnect", "heartbeat" and
// "invalid-session" strike open gateway connections at once, and n has no meaning for them, nor for
// "release", which lets go what "delay" holds.
func (d *Discord) Fault(kind string, n int) error {
	kind, on, partly := strings.Cut(kind, "@")
	if partly && !slices.Contains(callFaults, kind) {
		return fmt.Errorf("%q is no fault of calls: only those strike some of them", kind)
	}
	if code, ok := strings.CutPrefix(kind, faultClosePlain); ok {
		number, err := strconv.Atoi(code)
		if err != nil || number < 1000 || number > 4999 {
			return fmt.Errorf("%q is not a close code between 1000 and 4999", code)
		}
		d.closeLinks(number, "")
		return nil
	}
	switch kind {
	case faultReconnect:
		d.sendAll(frame{Op: opReconnect})
		return nil
	case faultHeartbeat:
		d.sendAll(frame{Op: opHeartbeat})
		return nil
	case faultInvalid:
		d.invalidateAll()
		return nil
	case faultRelease:
		d.mu.Lock()
		close(d.faults.release)
		d.faults.release = make(chan struct{})
		d.mu.Unlock()
		return nil
	}
	known := append(slices.Clone(callFaults), faultSilent, faultDuplicate, faultLose, faultReorder, faultDelayEvent, faultCut, faultClosedDM, faultNoMutual, faultDMTooFast, faultQuarantine)
	if !slices.Contains(known, kind) {
		return fmt.Errorf("there is no fault %q: use %s, close-CODE, reconnect, heartbeat, invalid-session or release",
			kind, strings.Join(known, ", "))
	}
	if n < 1 {
		return fmt.Errorf("%d times is not a number of times", n)
	}
	d.mu.Lock()
	d.faults.planned = append(d.faults.planned, plannedFault{kind, on, n})
	d.mu.Unlock()
	return nil
}

// callFault is how a call misbehaves: as was ordered, or by chance, or "".
func (d *Discord) callFault(pattern string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if kind := d.faults.takeOn(pattern, callFaults...); kind != "" || !slices.Contains(chancePaths, pattern) {
		return kind
	}
	return d.chance(pattern, chanceCalls)
}

// eventFault is the same for a gateway event. What greets a session never misbehaves. The caller
// holds the lock.
func (d *Discord) eventFault(name string) string {
	switch name {
	case "READY", "RESUMED", "GUILD_CREATE":
		return ""
	}
	if kind := d.faults.take(faultDuplicate, faultLose, faultReorder, faultDelayEvent, faultCut); kind != "" {
		return kind
	}
	return d.chance(name, chanceEvents)
}

// left is how often a kind is still to strike.
func (f *faults) left(kind string) (n int) {
	for _, p := range f.planned {
		if p.kind == kind {
			n += p.left
		}
	}
	return n
}

// take uses up the first planned fault among kinds, and is empty if there is none. The caller
// holds the lock.
func (f *faults) take(kinds ...string) string { return f.takeOn("", kinds...) }

// takeOn is take for a call of a route.
func (f *faults) takeOn(pattern string, kinds ...string) string {
	for i := range f.planned {
		p := &f.planned[i]
		if !slices.Contains(kinds, p.kind) || !strings.Contains(pattern, p.on) {
			continue
		}
		kind := p.kind
		if p.left--; p.left == 0 {
			f.planned = slices.Delete(f.planned, i, i+1)
		}
		return kind
	}
	return ""
}
