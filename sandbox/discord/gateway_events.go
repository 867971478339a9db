package discord

import "encoding/json"

// readyPayload welcomes a session.
func (d *Discord) readyPayload(s *session) object {
	guilds := []object{}
	if s.serves(d.world.guild.channel, d.world.guild.id) {
		guilds = append(guilds, object{"id": d.world.guild.id, "unavailable": true})
	}
	return object{
		"v": 10, "user": d.ownUser(), "session_id": s.id, "session_type": "normal",
		"resume_gateway_url": d.gatewayURL(), "shard": s.shard,
		"guilds":           guilds,
		"application":      object{"id": d.app.ID, "flags": 0},
		"private_channels": []any{}, "relationships": []any{}, "presences": []any{},
		"user_settings": object{}, "geo_ordered_rtc_regions": []string{},
		"guild_join_requests": []any{}, "_trace": []string{"sandbox"},
	}
}

// sendMembers answers REQUEST_GUILD_MEMBERS for the users that it names; a list of all needs the
// privileged intent.
func (d *Discord) sendMembers(s *session, data json.RawMessage) {
	var in struct {
		UserIDs json.RawMessage `json:"user_ids"`
		Nonce   string          `json:"nonce"`
	}
	if json.Unmarshal(data, &in) != nil || in.UserIDs == nil {
		s.link.hangUp(closeForbiddenIntents, "Disallowed intent(s).")
		return
	}
	var ids []string
	if json.Unmarshal(in.UserIDs, &ids) != nil {
		var one string
		_ = json.Unmarshal(in.UserIDs, &one) // nobody has the id ""
		ids = []string{one}
	}
	members, missing := []object{}, []string{}
	for _, id := range ids {
		if u, ok := d.world.byID[id]; ok {
			members = append(members, memberObject(u))
		} else {
			missing = append(missing, id)
		}
	}
	d.dispatch(s, "GUILD_MEMBERS_CHUNK", object{
		"guild_id": d.world.guild.id, "members": members, "not_found": missing,
		"chunk_index": 0, "chunk_count": 1, "nonce": in.Nonce,
	})
}

// messageEvent tells the bot of a message that was made, changed or removed, if it may know. The
// caller holds the lock.
func (d *Discord) messageEvent(name string, m *message) {
	if m.only != "" || !m.channel.has(d.world.bot.ID) {
		return
	}
	intent := intentDMs
	if m.channel.guild {
		intent = intentGuildMessages
	}
	for _, s := range d.audience(m.channel, intent) {
		var o object
		if name == "MESSAGE_DELETE" {
			o = object{"id": m.id, "channel_id": m.channel.id}
		} else {
			o = d.messageObject(m)
			delete(o, "reactions")
			if m.channel.guild {
				o["member"] = memberFacts()
				d.hideContent(o, m)
			}
			if name == "MESSAGE_CREATE" && m.nonce != nil {
				o["nonce"] = m.nonce
			}
		}
		if m.channel.guild {
			o["guild_id"] = d.world.guild.id
		} else if name != "MESSAGE_DELETE" {
			o["channel_type"] = 1
		}
		d.dispatch(s, name, o)
	}
}

// hideContent empties what a bot without the privileged intent may not read: messages in a server
// that neither come from it nor mention it.
func (d *Discord) hideContent(o object, m *message) {
	if m.author.ID == d.world.bot.ID {
		return
	}
	for _, u := range d.world.mentioned(m.content) {
		if u.ID == d.world.bot.ID {
			return
		}
	}
	o["content"] = ""
	o["embeds"], o["attachments"], o["components"] = []any{}, []any{}, []any{}
}
