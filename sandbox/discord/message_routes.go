package discord

import (
	"net/http"
	"time"
	"unicode/utf8"
)

// nonceLife is how long a nonce is remembered, on business time (Discord: "the past few minutes").
const nonceLife = 5 * time.Minute

// messageFlags are those that a bot may set on a message of a channel.
const messageFlags = FlagSuppressEmbeds | FlagSuppressNotifications | FlagComponentsV2

func (d *Discord) createMessage(r *request) (reply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	ch, err := d.botChannel(r.PathValue("channel"))
	if err != nil {
		return reply{}, err
	}
	f := r.form()
	in := readDraft(r, f, messageFlags, nil)
	nonce := readNonce(f)
	f.truth("tts")
	answerTo, strict := readReference(f)
	if err := f.problems.err(); err != nil {
		return reply{}, err
	}
	if err := d.mayWrite(ch); err != nil {
		return reply{}, err
	}
	key := ch.id + ":" + nonceText(nonce)
	if f.truth("enforce_nonce") && nonce != nil {
		if earlier, ok := d.world.nonces[key]; ok && d.now().Sub(earlier.at) < nonceLife {
			return ok200(d.messageObject(earlier.message))
		}
	}
	if in.empty() {
		return reply{}, errEmptyMessage()
	}
	m := &message{channel: ch, author: d.world.bot, nonce: nonce}
	if answerTo != "" {
		if m.reply = ch.find(answerTo); m.reply != nil {
			m.kind = 19
		} else if strict {
			f.add("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
			return reply{}, f.problems.err()
		}
	}
	d.world.add(m)
	if err := d.apply(m, in); err != nil {
		d.world.remove(m)
		return reply{}, err
	}
	if nonce != nil {
		d.world.remember(key, m, d.now())
	}
	d.messageEvent("MESSAGE_CREATE", m)
	return ok200(d.messageObject(m))
}

func ok200(body any) (reply, error) { return reply{http.StatusOK, body}, nil }

// mayWrite tells whether the bot may write in a channel now: not into closed DMs.
func (d *Discord) mayWrite(ch *channel) error {
	if ch.guild {
		return nil
	}
	switch d.faults.take(faultClosedDM, faultNoMutual) {
	case faultClosedDM:
		return errClosedDM()
	case faultNoMutual:
		return errNoMutual()
	}
	if d.world.dmsClosed[ch.partner(d.world.bot.ID).ID] {
		return errClosedDM()
	}
	return nil
}

// remember keeps a nonce, and forgets the old ones now and then.
func (w *world) remember(key string, m *message, now time.Time) {
	if len(w.nonces) > 10_000 {
		for k, n := range w.nonces {
			if now.Sub(n.at) >= nonceLife {
				delete(w.nonces, k)
			}
		}
	}
	w.nonces[key] = nonce{m, now}
}

// readNonce reads a nonce: a whole number, or up to 25 characters.
func readNonce(f form) any {
	if !f.has("nonce") {
		return nil
	}
	sent := f.values["nonce"]
	if s := f.text("nonce", 0, 1<<20); utf8.RuneCountInString(s) > maxNonce {
		f.add("nonce", "NONCE_TYPE_TOO_LONG", "Nonce is too long, it must be at most 25 characters.")
	}
	return sent
}

func nonceText(nonce any) string {
	switch n := nonce.(type) {
	case string:
		return n
	case interface{ String() string }:
		return n.String()
	}
	return ""
}

// readReference reads which message a new one replies to, and whether that one must exist.
func readReference(f form) (id string, strict bool) {
	reference, ok := f.object("message_reference")
	if !ok {
		return "", false
	}
	if reference.has("type") {
		reference.oneOf("type", 0)
	}
	reference.snowflake("channel_id")
	reference.snowflake("guild_id")
	reference.require("message_id")
	strict = !reference.has("fail_if_not_exists") || reference.truth("fail_if_not_exists")
	return reference.snowflake("message_id"), strict
}

// botMessage is the message that a route names. The caller holds the lock.
func (d *Discord) botMessage(r *request) (*message, error) {
	ch, err := d.botChannel(r.PathValue("channel"))
	if err != nil {
		return nil, err
	}
	m := ch.find(r.PathValue("message"))
	if m == nil || m.only != "" {
		return nil, errUnknownMessage()
	}
	return m, nil
}

func (d *Discord) getMessage(r *request) (reply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	m, err := d.botMessage(r)
	if err != nil {
		return reply{}, err
	}
	return ok(d.messageObject(m))
}

func (d *Discord) editMessage(r *request) (reply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	m, err := d.botMessage(r)
	if err != nil {
		return reply{}, err
	}
	if m.author.ID != d.world.bot.ID {
		return reply{}, errNotAuthor()
	}
	f := r.form()
	in := readDraft(r, f, FlagSuppressEmbeds|FlagComponentsV2, m)
	if err := f.problems.err(); err != nil {
		return reply{}, err
	}
	if err := d.edit(m, in); err != nil {
		return reply{}, err
	}
	return ok(d.messageObject(m))
}

// edit changes a message and tells the bot. The caller holds the lock.
func (d *Discord) edit(m *message, in draft) error {
	if err := d.apply(m, in); err != nil {
		return err
	}
	m.edited = d.now().UTC()
	d.messageEvent("MESSAGE_UPDATE", m)
	return nil
}

func (d *Discord) deleteMessage(r *request) (reply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	m, err := d.botMessage(r)
	if err != nil {
		return reply{}, err
	}
	if m.author.ID != d.world.bot.ID {
		if m.channel.guild {
			return reply{}, errMissingPermission()
		}
		return reply{}, refuse(http.StatusForbidden, 50003, "Cannot execute action on a DM channel")
	}
	d.world.remove(m)
	d.messageEvent("MESSAGE_DELETE", m)
	return nothing()
}
