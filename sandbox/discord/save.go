package discord

import (
	"crypto/ed25519"
	"errors"
	"maps"
	"slices"

	"till/sandbox/snapshot"
)

// memory is what Save keeps: who and what exists, but neither connections, nor rate limits, nor
// open forms, nor faults still to come.
type memory struct {
	app     *Application
	private *ed25519.PrivateKey
	world   *world
}

// Save returns all that Restore needs to go on from here, as JSON.
func (d *Discord) Save() ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return snapshot.Save(&memory{&d.app, &d.private, &d.world})
}

// Restore goes on from where another Discord was saved: with the same application and token. It
// must be called before Handler serves, and nothing is changed if it fails. Interactions that were
// not answered are forgotten; the tokens of the others work for as long as they would have.
func (d *Discord) Restore(data []byte) error {
	var m memory
	if err := snapshot.Restore(data, &m); err != nil {
		return err
	}
	w := m.world
	if m.app == nil || w == nil || w.guild.channel == nil || w.byID == nil || w.channels == nil || w.uploads == nil ||
		w.nonces == nil || w.interactions == nil || w.tokens == nil || w.dmsClosed == nil || w.locales == nil {
		return errors.New("the application, or a table, is missing")
	}
	if m.private == nil || len(*m.private) != ed25519.PrivateKeySize { // kept before interactions were sent by HTTP
		fresh, private := newApplication()
		m.app.PublicKey, m.private = fresh.PublicKey, &private
	}
	unanswered := func(i *interaction) bool { return !i.settled }
	maps.DeleteFunc(w.interactions, func(_ string, i *interaction) bool { return unanswered(i) })
	maps.DeleteFunc(w.tokens, func(_ string, i *interaction) bool { return unanswered(i) })
	w.recent = slices.DeleteFunc(w.recent, unanswered)
	w.ids.now, w.modals, w.suggested = d.now, map[string]*openModal{}, map[string]map[string]*interaction{}
	d.mu.Lock()
	d.app, d.private, d.world = *m.app, *m.private, *w
	d.mu.Unlock()
	d.notify()
	return nil
}
