package bot

import (
	"context"
	"net/http"

	"till/commands"
	"till/shop"
)

// Send implements shop.Messenger: a new message in the person's DM. An empty notice sends nothing
// and returns a zero MessageRef. Errors are *shop.Error: Unavailable (try again with the same
// nonce), Refused with ReasonDMClosed, or Refused.
func (b *Bot) Send(ctx context.Context, n shop.Notice, nonce string) (shop.MessageRef, error) {
	m, err := b.notice(ctx, n)
	if err != nil || m.Empty() {
		return shop.MessageRef{}, err
	}
	if n.Channel != "" && b.channels.get(n.To) == "" {
		b.channels.put(n.To, n.Channel)
	}
	ref, err := b.post(ctx, n.To, m, nonce)
	if codeOf(err) == codeUnknownChannel { // the cache was wrong: once more, with a new channel
		b.channels.put(n.To, "")
		ref, err = b.post(ctx, n.To, m, nonce)
	}
	return ref, shopError("send a message", err)
}

// Edit implements shop.Messenger: the notice, rendered anew, in the place of an earlier one. An
// empty notice changes nothing. A message that is gone is NotFound; the rest is as with Send.
func (b *Bot) Edit(ctx context.Context, ref shop.MessageRef, n shop.Notice) error {
	m, err := b.notice(ctx, n)
	if err != nil || m.Empty() {
		return err
	}
	m.Silent = false // an edit announces nothing
	body, files, err := b.compose(ctx, m, commands.Person{ID: n.To})
	if err != nil {
		return shopError("fetch a message's files", err)
	}
	path := "/channels/" + ref.Channel + "/messages/" + ref.Message
	err = b.api.upload(ctx, http.MethodPatch, path, body, files, nil)
	if err == nil && b.channels.get(n.To) == "" {
		b.channels.put(n.To, ref.Channel) // the next message needs none opened
	}
	return shopError("edit a message", err)
}

// notice asks Till for the words. A panic there is an error.
func (b *Bot) notice(ctx context.Context, n shop.Notice) (m commands.Message, err error) {
	defer func() {
		if p := recover(); p != nil {
			b.panicked(ctx, "notice "+string(n.Kind), p)
			err = &shop.Error{Code: shop.Internal, Message: "put a notice into words: panicked"}
		}
	}()
	till := b.voice()
	if till == nil {
		return commands.Message{}, &shop.Error{Code: shop.Unavailable, Message: "the bot has no commands yet"}
	}
	return till.Notice(ctx, n)
}

// post sends a message to a person's DM. The same nonce within some minutes sends once.
func (b *Bot) post(ctx context.Context, to shop.UserID, m commands.Message, nonce string) (shop.MessageRef, error) {
	channel, err := b.dm(ctx, to)
	if err != nil {
		return shop.MessageRef{}, err
	}
	body, files, err := b.compose(ctx, m, commands.Person{ID: to})
	if err != nil {
		return shop.MessageRef{}, err
	}
	body.Nonce, body.EnforceNonce = nonce, nonce != ""
	var sent struct {
		ID string `json:"id"`
	}
	if err := b.api.upload(ctx, http.MethodPost, "/channels/"+channel+"/messages", body, files, &sent); err != nil {
		return shop.MessageRef{}, err
	}
	return shop.MessageRef{Channel: channel, Message: sent.ID}, nil
}

// dm finds or opens the person's DM channel.
func (b *Bot) dm(ctx context.Context, user shop.UserID) (string, error) {
	if channel := b.channels.get(user); channel != "" {
		return channel, nil
	}
	if err := b.contacts.wait(ctx); err != nil {
		return "", err
	}
	var opened struct {
		ID string `json:"id"`
	}
	body := map[string]string{"recipient_id": string(user)}
	if err := b.api.call(ctx, http.MethodPost, "/users/@me/channels", body, &opened); err != nil {
		return "", err
	}
	b.channels.put(user, opened.ID)
	return opened.ID, nil
}
