package discord

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"strconv"
	"time"
)

// answerLimit is how much of an endpoint's answer is read.
const answerLimit = 1 << 20

// SetEndpoint has interactions sent by HTTP to an address from now on, as the developer portal's
// "Interactions Endpoint URL" does; "" has the gateway bring them again. As Discord does, it first
// sends two pings: the address must answer the one, and refuse the other, whose signature is wrong.
func (d *Discord) SetEndpoint(ctx context.Context, address string) error {
	if address != "" {
		if err := d.try(ctx, address); err != nil {
			return fmt.Errorf("the interactions endpoint %s could not be verified: %w", address, err)
		}
	}
	d.mu.Lock()
	d.world.endpoint = address
	d.mu.Unlock()
	return nil
}

// try sends the two pings.
func (d *Discord) try(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, d.answerWithin)
	defer cancel()
	d.mu.Lock()
	id := d.world.ids.next()
	d.mu.Unlock()
	ping := encode(object{"id": id, "application_id": d.app.ID, "type": interactionPing, "token": "ping", "version": 1})
	status, answer, err := d.knock(ctx, address, ping, d.private)
	if err != nil {
		return err
	}
	var pong struct {
		Type int `json:"type"`
	}
	if status != http.StatusOK || json.Unmarshal(answer, &pong) != nil || pong.Type != callbackPong {
		return fmt.Errorf("a ping was answered with status %d and not with a pong", status)
	}
	_, forger, err := ed25519.GenerateKey(nil)
	if err != nil {
		return err
	}
	status, _, err = d.knock(ctx, address, ping, forger)
	if err == nil && status != http.StatusUnauthorized {
		err = fmt.Errorf("a ping with a wrong signature was answered with status %d, not 401", status)
	}
	return err
}

// knock sends a signed body to an address: the one that the bot's operator set.
func (d *Discord) knock(ctx context.Context, address string, body []byte, key ed25519.PrivateKey) (status int, answer []byte, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body)) //nolint:gosec // see above
	if err != nil {
		return 0, nil, err
	}
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Discord-Interactions/1.0 (+https://discord.com)")
	r.Header.Set("X-Signature-Timestamp", stamp)
	r.Header.Set("X-Signature-Ed25519", hex.EncodeToString(ed25519.Sign(key, append([]byte(stamp), body...))))
	w, err := http.DefaultClient.Do(r) //nolint:gosec // see above
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = w.Body.Close() }()
	answer, err = io.ReadAll(io.LimitReader(w.Body, answerLimit))
	return w.StatusCode, answer, err
}

// send delivers an interaction to the endpoint, or fails to in a way that events have, too: what is
// about a connection, or the order on it, does not befall a request. The caller holds the lock.
func (d *Discord) send(i *interaction, payload []byte) {
	post := func() { d.deliver(i, payload) }
	switch d.eventFault("INTERACTION_CREATE") {
	case faultLose:
		return
	case faultDelayEvent:
		d.postLate(post)
		return
	case faultDuplicate:
		post()
	}
	post()
}

// deliver sends an interaction to the endpoint, which answers at once with 200 and a callback, or
// with 202 and by the callback route later. The caller holds the lock.
//
//nolint:contextcheck,nolintlint // it is sent and answered, whether or not the person's client still waits
func (d *Discord) deliver(i *interaction, payload []byte) {
	address := d.world.endpoint
	d.busy++
	d.workers.Go(func() {
		defer d.count(-1)
		ctx, cancel := context.WithTimeout(d.life, d.answerWithin)
		defer cancel()
		i.wrote.CompareAndSwap(nil, new(time.Now()))
		status, answer, err := d.knock(ctx, address, payload, d.private)
		switch {
		case err == nil && status == http.StatusAccepted:
			return
		case err == nil && status == http.StatusOK:
			err = d.answered(ctx, i, answer)
		case err == nil:
			err = fmt.Errorf("status %d", status)
		}
		if err != nil {
			d.log.Warn("interaction not answered", "error", err.Error())
			d.giveUp(i)
		}
	})
}

// answered takes the callback in an endpoint's answer.
func (d *Discord) answered(ctx context.Context, i *interaction, body []byte) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "/", http.NoBody)
	if err != nil {
		return err
	}
	r.SetPathValue("interaction", i.id)
	r.SetPathValue("token", i.token)
	in := &request{Request: r, files: map[int]File{}, read: time.Now()}
	if err := in.decode(body); err != nil {
		return err
	}
	_, err = d.answerInteraction(in)
	return err
}

// giveUp ends an interaction that nobody answers.
func (d *Discord) giveUp(i *interaction) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !i.settled && !i.failed {
		i.failed = true
		close(i.answered)
	}
}

// editApplication sets by the API what an application can change about itself, as far as this
// imitation has it: the endpoint, how it is installed, and which intents are turned on.
func (d *Discord) editApplication(r *request) (reply, error) {
	f := r.form()
	var installs map[string]install
	if f.sent("integration_types_config") {
		installs = readInstalls(f)
	}
	flags, flagged := f.integer("flags", 0, math.MaxInt32)
	if f.sent("interactions_endpoint_url") {
		address := f.address("interactions_endpoint_url", 512, "http", "https")
		if err := f.problems.err(); err != nil {
			return reply{}, err
		}
		if err := d.SetEndpoint(r.Context(), address); err != nil {
			d.log.Warn("endpoint refused", "error", err.Error())
			f.add("interactions_endpoint_url", "APPLICATION_INTERACTIONS_ENDPOINT_URL_INVALID",
				"The specified interactions endpoint URL could not be verified.")
		}
	}
	if err := f.problems.err(); err != nil {
		return reply{}, err
	}
	d.mu.Lock()
	if installs != nil {
		d.world.installs = installs
	}
	if flagged {
		d.world.flags = flags & changeableFlags
	}
	d.mu.Unlock()
	return d.getApplication(r)
}

// encode is an event as JSON.
func encode(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic("discord: event that is not JSON: " + err.Error())
	}
	return data
}
