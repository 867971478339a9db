package discord

import (
	"slices"
	"strings"
)

// messageObject is a message as the API and the gateway show it. The caller holds the lock.
func (d *Discord) messageObject(m *message) object {
	o := d.plainMessage(m)
	if m.reply != nil {
		reference := object{"type": 0, "channel_id": m.reply.channel.id, "message_id": m.reply.id}
		if m.channel.guild {
			reference["guild_id"] = d.world.guild.id
		}
		o["message_reference"] = reference
		o["referenced_message"] = nil
		if slices.Contains(m.channel.messages, m.reply) {
			o["referenced_message"] = d.plainMessage(m.reply)
		}
	}
	return o
}

// plainMessage is a message without the one that it replies to.
func (d *Discord) plainMessage(m *message) object {
	mentions := []object{}
	for _, u := range d.world.mentioned(m.content) {
		if m.allowed.user(u.ID) {
			mentions = append(mentions, userObject(u))
		}
	}
	o := object{
		"id": m.id, "type": m.kind, "channel_id": m.channel.id, "author": userObject(m.author),
		"content": m.content, "embeds": d.shownEmbeds(m), "attachments": d.shownAttachments(m),
		"components": componentObjects(d.shownComponents(m, m.components)), "flags": m.flags,
		"timestamp": timestamp(m.sent), "edited_timestamp": timestamp(m.edited),
		"mentions": mentions, "mention_roles": []string{},
		"mention_everyone": m.channel.guild && m.allowed.everyone(m.content),
		"pinned":           false, "tts": false,
	}
	if m.nonce != nil {
		o["nonce"] = m.nonce
	}
	if i := m.interaction; i != nil {
		o["application_id"], o["webhook_id"] = d.app.ID, d.app.ID
		o["interaction_metadata"] = d.interactionMetadata(i)
		if i.kind == interactionCommand {
			o["interaction"] = object{
				"id": i.id, "type": i.kind, "name": strings.TrimPrefix(i.words, "/"), "user": userObject(i.user),
			}
		}
	}
	return o
}

// interactionMetadata tells in a message which interaction it answers.
func (d *Discord) interactionMetadata(i *interaction) object {
	o := object{
		"id": i.id, "type": i.kind, "user": userObject(i.user),
		"authorizing_integration_owners": d.integrationOwners(i),
	}
	if i.kind == interactionComponent {
		o["interacted_message_id"] = i.source.id
	}
	if i.trigger != nil {
		o["triggering_interaction_metadata"] = d.interactionMetadata(i.trigger)
	}
	return o
}

// componentObjects are components with the fields that Discord always writes out.
func componentObjects(list []Component) []any {
	out := []any{}
	for _, c := range list {
		out = append(out, componentObject(c))
	}
	return out
}

func componentObject(c Component) object {
	o := object{"type": c.Type, "id": c.ID}
	set := func(key string, value any, given bool) {
		if given {
			o[key] = value
		}
	}
	set("custom_id", c.CustomID, c.CustomID != "")
	set("style", c.Style, c.Style != 0)
	set("label", c.Label, c.Label != "")
	set("emoji", c.Emoji, c.Emoji != nil)
	set("url", c.URL, c.URL != "")
	set("sku_id", c.SKUID, c.SKUID != "")
	set("disabled", true, c.Disabled)
	set("placeholder", c.Placeholder, c.Placeholder != "")
	set("content", c.Content, c.Type == TextDisplay)
	set("accent_color", c.AccentColor, c.Type == Container)
	set("spoiler", c.Spoiler, c.Type == Container || c.Type == Thumbnail || c.Type == FileDisplay)
	set("description", c.Description, c.Description != "")
	set("default_values", c.DefaultValues, len(c.DefaultValues) > 0)
	set("channel_types", c.ChannelTypes, len(c.ChannelTypes) > 0)
	switch c.Type {
	case StringSelect, UserSelect, RoleSelect, MentionableSelect, ChannelSelect:
		o["min_values"], o["max_values"] = orInt(c.MinValues, 1), orInt(c.MaxValues, 1)
		set("options", c.Options, c.Type == StringSelect)
	case Separator:
		o["divider"], o["spacing"] = c.Divider == nil || *c.Divider, max(c.Spacing, 1)
	case MediaGallery:
		items := []object{}
		for _, item := range c.Items {
			items = append(items, object{
				"media": mediaObject(item.Media), "description": orNull(item.Description), "spoiler": item.Spoiler,
			})
		}
		o["items"] = items
	case Thumbnail:
		o["media"], o["description"] = mediaObject(*c.Media), orNull(c.Description)
	case FileDisplay:
		o["file"], o["name"], o["size"] = mediaObject(*c.File), c.Name, c.Size
	}
	if c.Components != nil {
		o["components"] = componentObjects(c.Components)
	}
	if c.Accessory != nil {
		o["accessory"] = componentObject(*c.Accessory)
	}
	return o
}

// mediaObject is an unfurled media item. Its id is the file's, or one made from the address.
func mediaObject(m Media) object {
	o := object{"id": namedSnowflake("media:" + m.URL), "url": m.URL, "proxy_url": m.ProxyURL}
	if m.AttachmentID != "" {
		o["id"], o["attachment_id"], o["content_type"] = m.AttachmentID, m.AttachmentID, m.ContentType
	}
	if m.Width > 0 {
		o["width"], o["height"] = m.Width, m.Height
	}
	return o
}

// orNull is a text as JSON, null if it is empty.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}
