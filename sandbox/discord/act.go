package discord

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"
	"time"
	"unicode"
)

// locale is the language of the server, and of a person's client until SetLocale.
const locale = "en-US"

// attachmentLimit is the size of a file that a bot may send in answer, without boosts.
const attachmentLimit = 10 << 20

// newInteraction is an interaction of a person in a place, not yet sent.
func (d *Discord) newInteraction(kind int, u User, place Place, ch *channel, words string) *interaction {
	i := &interaction{
		id: d.world.ids.next(), kind: kind, user: u, place: place, channel: ch, words: words,
		command: SlashCommand, personal: !ch.has(d.world.bot.ID), born: time.Now(),
		answered: make(chan struct{}),
	}
	i.token = base64.StdEncoding.EncodeToString([]byte("interaction:" + i.id + ":" + rand.Text()))
	i.token = strings.TrimRight(strings.NewReplacer("+", "-", "/", "_").Replace(i.token), "=")
	return i
}

// present sends an interaction to the bot, if one is there to get it. The caller holds the lock.
func (d *Discord) present(i *interaction, data object) {
	d.forgetOld()
	sessions := d.audience(i.channel, 0)
	if len(sessions) == 0 && d.world.endpoint == "" {
		i.failed = true
		close(i.answered)
		return
	}
	d.world.interactions[i.id], d.world.tokens[i.token] = i, i
	d.world.recent = append(d.world.recent, i)
	payload := d.interactionObject(i, data)
	if d.world.endpoint != "" {
		d.send(i, encode(payload))
		return
	}
	for _, s := range sessions {
		d.dispatchNoting(s, "INTERACTION_CREATE", payload, func() { i.wrote.CompareAndSwap(nil, new(time.Now())) })
	}
}

// await waits for the first answer, for as long as Discord does. The caller does not hold the lock.
func (d *Discord) await(ctx context.Context, i *interaction) (Outcome, error) {
	d.notify()
	timer := time.NewTimer(d.answerWithin - time.Since(i.born))
	defer timer.Stop()
	var gone error
	select {
	case <-i.answered:
	case <-timer.C:
	case <-d.done:
		gone = fmt.Errorf("the sandbox was closed")
	case <-ctx.Done():
		gone = ctx.Err()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if !i.settled {
		i.failed = true
	}
	if i.failed {
		return Outcome{Failed: didNotRespond}, gone
	}
	out := Outcome{Modal: i.modal, Took: i.took}
	if i.original != nil {
		out.MessageID = i.original.id
	}
	return out, nil
}

// interactionObject is an interaction as the gateway delivers it. The caller holds the lock.
func (d *Discord) interactionObject(i *interaction, data object) object {
	channel := d.channelObject(i.channel, i.user)
	o := object{
		"id": i.id, "application_id": d.app.ID, "type": i.kind, "token": i.token, "version": 1,
		"channel_id": i.channel.id, "channel": channel, "locale": cmp.Or(d.world.locales[i.user.ID], locale), "data": data,
		"app_permissions": allPermissions, "entitlements": []any{}, "entitlement_sku_ids": []any{},
		"authorizing_integration_owners": d.integrationOwners(i),
		"attachment_size_limit":          attachmentLimit,
	}
	switch {
	case i.channel.guild:
		member := memberObject(i.user)
		member["permissions"] = allPermissions
		channel["permissions"] = allPermissions
		o["member"], o["guild_id"], o["guild_locale"] = member, d.world.guild.id, locale
		o["guild"] = object{"id": d.world.guild.id, "locale": locale, "features": []string{}}
		o["context"] = contextGuild
	case i.personal:
		o["user"], o["context"] = userObject(i.user), contextPrivate
	default:
		channel["recipients"] = []object{userObject(i.user)}
		o["user"], o["context"] = userObject(i.user), contextBotDM
	}
	if i.source != nil {
		o["message"] = d.messageObject(i.source)
	}
	return o
}

// stand finds the person and the conversation of an act. The caller holds the lock.
func (d *Discord) stand(person string, place Place) (User, *channel, error) {
	if personName(person) == "" {
		return User{}, nil, fmt.Errorf("a person needs a name")
	}
	u, _ := d.world.person(person)
	ch, err := d.world.channelOf(u, place)
	return u, ch, err
}

// beginning finds the one entry that is the text, or else the one that begins with it, whatever
// the case and whatever marks of direction it has. what names such an entry in the error.
func beginning[T any](list []T, name func(T) string, text, what string) (T, error) {
	var found []T
	var none T
	shown := name
	name = func(entry T) string { return visible(shown(entry)) }
	for _, entry := range list {
		if strings.EqualFold(name(entry), text) {
			return entry, nil
		}
		if strings.HasPrefix(strings.ToLower(name(entry)), strings.ToLower(text)) {
			found = append(found, entry)
		}
	}
	var names []string
	for _, entry := range list {
		names = append(names, fmt.Sprintf("%q", name(entry)))
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return none, fmt.Errorf("more than one %s begins with %q: %s", what, text, strings.Join(names, ", "))
	case len(list) == 0:
		return none, fmt.Errorf("there is no %s %q, and no other", what, text)
	}
	return none, fmt.Errorf("there is no %s %q: there is %s", what, text, strings.Join(names, ", "))
}

// visible is a label without the marks of its direction, which nobody sees or types.
func visible(label string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, label)
}
