package discord

import (
	"encoding/json"
	"strconv"
	"time"
)

// answerFlags are those that the answer to an interaction may have.
const answerFlags = messageFlags | FlagEphemeral

// answerInteraction is the first answer to an interaction.
func (d *Discord) answerInteraction(r *request) (reply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := d.world.interactions[r.PathValue("interaction")]
	switch {
	case i == nil || i.token != r.PathValue("token") || i.failed:
		return reply{}, errUnknownInteraction()
	case i.settled:
		return reply{}, errAcknowledged()
	case time.Since(i.born) > d.answerWithin:
		return reply{}, errUnknownInteraction()
	}
	f := r.form()
	if !f.require("type") {
		return reply{}, f.problems.err()
	}
	kind := f.oneOf("type", i.answers()...)
	if err := f.problems.err(); err != nil {
		return reply{}, err
	}
	data, given := f.object("data")
	if !given {
		data = form{f.problems, "data", object{}}
	}
	if err := d.answer(r, i, kind, data); err != nil {
		return reply{}, err
	}
	i.settled = true
	if wrote := i.wrote.Load(); wrote != nil {
		i.took = r.read.Sub(*wrote)
	}
	close(i.answered)
	if r.URL.Query().Get("with_response") == "true" {
		return ok(d.callbackObject(i, kind))
	}
	return nothing()
}

// answers are the kinds of answer that fit the interaction.
func (i *interaction) answers() []int {
	switch i.kind {
	case interactionAutocomplete:
		return []int{callbackAutocomplete}
	case interactionComponent:
		return []int{callbackMessage, callbackDeferMessage, callbackDeferUpdate, callbackUpdate, callbackModal}
	case interactionModal:
		if i.source != nil {
			return []int{callbackMessage, callbackDeferMessage, callbackDeferUpdate, callbackUpdate}
		}
		return []int{callbackMessage, callbackDeferMessage}
	}
	return []int{callbackMessage, callbackDeferMessage, callbackModal}
}

// answer does what an answer of a kind asks for. The caller holds the lock.
func (d *Discord) answer(r *request, i *interaction, kind int, data form) error {
	switch kind {
	case callbackMessage:
		in := readDraft(r, data, answerFlags, nil)
		if err := data.problems.err(); err != nil {
			return err
		}
		m, err := d.answerMessage(i, in)
		i.original = m
		return err
	case callbackDeferMessage:
		flags, _ := data.integer("flags", 0, 1<<31-1)
		if err := data.problems.err(); err != nil {
			return err
		}
		m := d.newAnswer(i, flags&FlagEphemeral)
		m.flags |= FlagLoading
		d.world.add(m)
		i.original, i.deferred = m, true
		d.messageEvent("MESSAGE_CREATE", m)
		return nil
	case callbackDeferUpdate:
		i.original = i.source
		return nil
	case callbackUpdate:
		in := readDraft(r, data, FlagSuppressEmbeds|FlagComponentsV2, i.source)
		if err := data.problems.err(); err != nil {
			return err
		}
		i.original = i.source
		if i.source.channel.find(i.source.id) == nil {
			return errUnknownMessage()
		}
		return d.edit(i.source, in)
	case callbackAutocomplete:
		i.choices = readChoices(data)
		return data.problems.err()
	}
	i.modal = readModal(data)
	if err := data.problems.err(); err != nil {
		return err
	}
	d.world.modals[i.user.ID] = &openModal{modal: *i.modal, by: i}
	return nil
}

// readChoices checks the suggestions of an autocomplete.
func readChoices(f form) []Choice {
	f.require("choices")
	var list []Choice
	for _, c := range f.forms("choices", 0, maxSelectOptions) {
		c.require("name")
		c.require("value")
		name := c.text("name", 1, maxOptionText)
		if s, isText := c.values["value"].(string); isText {
			c.length("value", s, 0, maxOptionText)
		}
		list = append(list, Choice{Name: name, Value: plainValue(c.values["value"])})
	}
	return list
}

// plainValue is a JSON value with an int64 or a float64 for a number.
func plainValue(v any) any {
	n, isNumber := v.(json.Number)
	if !isNumber {
		return v
	}
	if whole, err := n.Int64(); err == nil {
		return whole
	}
	fraction, _ := n.Float64()
	return fraction
}

// newAnswer is an empty message that answers an interaction.
func (d *Discord) newAnswer(i *interaction, flags int) *message {
	m := &message{channel: i.channel, author: d.world.bot, interaction: i, flags: flags}
	switch {
	case i.kind == interactionCommand && i.command != SlashCommand:
		m.kind = 23
	case i.kind == interactionCommand:
		m.kind = 20
	case i.source != nil:
		m.kind, m.reply = 19, i.source
	}
	if flags&FlagEphemeral != 0 {
		m.only = i.user.ID
	}
	return m
}

// answerMessage adds a message in answer to an interaction. The caller holds the lock.
func (d *Discord) answerMessage(i *interaction, in draft) (*message, error) {
	if in.empty() {
		return nil, errEmptyMessage()
	}
	flags := 0
	if in.flags != nil {
		flags = *in.flags
	}
	m := d.newAnswer(i, flags)
	d.world.add(m)
	if err := d.apply(m, in); err != nil {
		d.world.remove(m)
		return nil, err
	}
	d.messageEvent("MESSAGE_CREATE", m)
	return m, nil
}

// callbackObject is the answer to a callback with "with_response".
func (d *Discord) callbackObject(i *interaction, kind int) object {
	about := object{"id": i.id, "type": i.kind}
	o := object{"interaction": about}
	if kind == callbackModal || kind == callbackAutocomplete {
		return o
	}
	if m := i.original; m != nil {
		about["response_message_id"] = m.id
		about["response_message_loading"] = m.flags&FlagLoading != 0
		about["response_message_ephemeral"] = m.flags&FlagEphemeral != 0
		if kind == callbackDeferMessage {
			kind = callbackMessage // Discord's description knows messages made (4) and updated (7)
		}
		if kind != callbackDeferUpdate {
			o["resource"] = object{"type": kind, "message": d.messageObject(m)}
		}
	}
	return o
}

// interactionOf is the interaction whose token a webhook route names, while it is good.
func (d *Discord) interactionOf(r *request) (*interaction, error) {
	i := d.world.tokens[r.PathValue("token")]
	switch {
	case r.PathValue("application") != d.app.ID:
		return nil, errUnknownWebhook()
	case i == nil || time.Since(i.born) > d.tokenLife:
		return nil, errWebhookToken()
	case !i.settled || i.failed:
		return nil, errUnknownWebhook()
	}
	return i, nil
}

// forgetOld drops the interactions whose tokens are long dead. The caller holds the lock.
func (d *Discord) forgetOld() {
	w := &d.world
	for len(w.recent) > 0 && time.Since(w.recent[0].born) > 2*d.tokenLife {
		delete(w.interactions, w.recent[0].id)
		delete(w.tokens, w.recent[0].token)
		w.recent = w.recent[1:]
	}
}

// integrationOwners tells through whose installation an interaction came. Whoever presses a button
// or submits a form, that is the installation through which its message or form came.
func (d *Discord) integrationOwners(i *interaction) object {
	switch {
	case i.trigger != nil:
		return d.integrationOwners(i.trigger)
	case i.source != nil && i.source.interaction != nil && i.source.interaction != i:
		return d.integrationOwners(i.source.interaction)
	case i.personal:
		return object{strconv.Itoa(installedToUser): i.user.ID}
	case i.channel.guild:
		return object{strconv.Itoa(installedToGuild): d.world.guild.id}
	}
	return object{strconv.Itoa(installedToGuild): "0"}
}
