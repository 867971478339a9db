package sandbox

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net"
	"regexp"
	"time"
)

// stateVersion is raised when a state of before could be read, and would be misunderstood.
const stateVersion = 1

// settled is how long, in real time, the sandbox waits before it keeps what changed without an act
// of the control API, such as a payment on the hosted page.
const settled = 300 * time.Millisecond

// stateHeader is the first line of a state's file; the state is the second.
type stateHeader struct {
	Version int    `json:"till_sandbox_state"`
	SHA256  string `json:"sha256"` // of the second line
}

// state is what a sandbox keeps in Config.State: what exists, and what time it is.
type state struct {
	Addr      string          `json:"addr"`   // where links in messages lead
	Now       time.Time       `json:"now"`    // business time
	Frozen    bool            `json:"frozen"` // it stood still
	Offset    time.Duration   `json:"offset"` // of business time to real time
	DMsClosed map[string]bool `json:"dms_closed"`
	Discord   json.RawMessage `json:"discord"`
	Stripe    json.RawMessage `json:"stripe"`
	Carrier   json.RawMessage `json:"carrier,omitempty"` // an older program's world has none
}

// readState reads a file's content. path is for the errors.
func readState(path string, data []byte) (*state, error) {
	line, body, _ := bytes.Cut(data, []byte("\n"))
	body = bytes.TrimSuffix(body, []byte("\n"))
	sum := sha256.Sum256(body)
	var header stateHeader
	var s state
	err := json.Unmarshal(line, &header)
	switch {
	case err == nil && header.Version > 0 && header.Version != stateVersion:
		return nil, anotherVersion(path, fmt.Errorf("it says %d, this one reads %d", header.Version, stateVersion))
	case err == nil && header.SHA256 != hex.EncodeToString(sum[:]):
		err = errors.New("it does not match its checksum")
	case err == nil:
		err = json.Unmarshal(body, &s)
	}
	if err != nil {
		return nil, fmt.Errorf("the sandbox's state in %s is damaged (%w): put a copy back, or move it away to start afresh", path, err)
	}
	return &s, nil
}

func anotherVersion(path string, err error) error {
	return fmt.Errorf("the sandbox's state in %s is of another version of this program (%w): use that one, or move it away to start afresh", path, err)
}

// encode is a file's content.
func (s *state) encode() ([]byte, error) {
	body, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(body)
	line, err := json.Marshal(stateHeader{stateVersion, hex.EncodeToString(sum[:])})
	return append(bytes.Join([][]byte{line, body}, []byte("\n")), '\n'), err
}

// moved is the state with all links to the old address leading to the new one.
func (s state) moved(addr string) state {
	old := regexp.MustCompile(regexp.QuoteMeta("http://"+s.Addr) + `\b`)
	s.Discord = old.ReplaceAllLiteral(s.Discord, []byte("http://"+addr))
	s.Stripe = old.ReplaceAllLiteral(s.Stripe, []byte("http://"+addr))
	return s
}

// resume is the business time at which a kept world goes on: a frozen clock where it stood, a
// running one as if it had run on meanwhile. It is never earlier than it was.
func (s *state) resume(frozen bool, wall time.Time) time.Time {
	if ran := wall.Add(s.Offset); !frozen && ran.After(s.Now) {
		return ran
	}
	return s.Now
}

// restore puts a kept world into the services, before anything is served.
func (s *Sandbox) restore(kept *state) error {
	m := kept.moved(s.listener.Addr().String())
	err := errors.Join(s.discord.Restore(m.Discord), s.stripe.Restore(m.Stripe))
	if len(m.Carrier) > 0 {
		err = errors.Join(err, s.carrier.Restore(m.Carrier))
	}
	if err != nil {
		return anotherVersion(s.keeper.path, err)
	}
	maps.Copy(s.dmsClosed, m.DMsClosed)
	return nil
}

// keep writes the world to Config.State, if it was asked for and anything has changed.
func (s *Sandbox) keep() error {
	if s.keeper == nil {
		return nil
	}
	s.keeper.mu.Lock()
	defer s.keeper.mu.Unlock()
	now := state{Addr: s.listener.Addr().String()}
	var err, serr, cerr error
	now.Discord, err = s.discord.Save()
	now.Stripe, serr = s.stripe.Save()
	now.Carrier, cerr = s.carrier.Save()
	s.mu.Lock()
	now.DMsClosed = maps.Clone(s.dmsClosed)
	s.mu.Unlock()
	now.Now, now.Offset, now.Frozen = s.clock.kept()
	if err = errors.Join(err, serr, cerr); err == nil {
		err = s.keeper.write(now)
	}
	if err != nil {
		return fmt.Errorf("keep the sandbox's state in %s: %w", s.keeper.path, err)
	}
	return nil
}

// keepAlong keeps, until the context ends, what changes without an act of the control API.
func (s *Sandbox) keepAlong(ctx context.Context) {
	for {
		heard := s.bell.heard()
		if s.pace.quiet() { // else its end rings
			if err := s.keep(); err != nil {
				s.log.Error("the sandbox's state", "error", err)
			}
		}
		select {
		case <-heard:
		case <-ctx.Done():
			return
		}
		rest := time.NewTimer(settled)
		select {
		case <-rest.C:
		case <-ctx.Done():
			rest.Stop()
			return
		}
	}
}

// listen opens the loopback address, the one of before if any free port will do: a bot may have
// stored links to it.
func listen(ctx context.Context, addr string, kept *state) (net.Listener, error) {
	if _, port, err := net.SplitHostPort(addr); err == nil && port == "0" && kept != nil {
		if l, err := new(net.ListenConfig).Listen(ctx, "tcp", kept.Addr); err == nil {
			return l, nil
		}
	}
	return new(net.ListenConfig).Listen(ctx, "tcp", addr)
}
