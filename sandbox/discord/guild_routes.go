package discord

import (
	"net/http"
	"time"
)

// allPermissions is what the bot and everyone may do in the server, as Discord's bit set: read,
// write, attach, embed, react, use commands and apps; not administer, manage or mention everyone.
const allPermissions = "1196580036529216"

func (d *Discord) getGuild(r *request) (reply, error) {
	if r.PathValue("guild") != d.world.guild.id {
		return reply{}, errUnknownGuild()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	o := d.guildObject()
	if r.URL.Query().Get("with_counts") == "true" {
		o["approximate_member_count"], o["approximate_presence_count"] = len(d.world.people)+1, 1
	}
	return ok(o)
}

func (d *Discord) listGuildChannels(r *request) (reply, error) {
	if r.PathValue("guild") != d.world.guild.id {
		return reply{}, errUnknownGuild()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return ok([]object{d.channelObject(d.world.guild.channel, d.world.bot)})
}

// listMembers needs the privileged intent for members, which this application does not have.
func (d *Discord) listMembers(*request) (reply, error) {
	return reply{}, refuse(http.StatusForbidden, 50001, "Missing Access")
}

func (d *Discord) getMember(r *request) (reply, error) {
	if r.PathValue("guild") != d.world.guild.id {
		return reply{}, errUnknownGuild()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	id := r.PathValue("user")
	if id == "@me" {
		id = d.world.bot.ID
	}
	u, found := d.world.byID[id]
	if !found {
		return reply{}, errUnknownMember()
	}
	return ok(memberObject(u))
}

// memberObject is a user as a member of the server.
func memberObject(u User) object {
	o := memberFacts()
	o["user"] = userObject(u)
	return o
}

// memberFacts is a member without the user, as some payloads have it.
func memberFacts() object {
	return object{
		"nick": nil, "avatar": nil, "banner": nil, "roles": []string{}, "flags": 0,
		"joined_at": "2024-01-01T00:00:00.000000+00:00", "premium_since": nil, "pending": false,
		"communication_disabled_until": nil, "mute": false, "deaf": false,
		"avatar_decoration_data": nil, "collectibles": nil,
	}
}

// guildObject is the server as the REST API shows it.
func (d *Discord) guildObject() object {
	g := d.world.guild
	return object{
		"id": g.id, "name": g.name, "icon": nil, "description": nil, "home_header": nil,
		"splash": nil, "discovery_splash": nil, "features": []string{}, "banner": nil,
		"owner_id": g.owner, "application_id": nil, "region": "deprecated",
		"afk_channel_id": nil, "afk_timeout": 300, "system_channel_id": nil,
		"system_channel_flags": 0, "widget_enabled": false, "widget_channel_id": nil,
		"verification_level": 0, "default_message_notifications": 0, "mfa_level": 0,
		"explicit_content_filter": 0, "max_presences": nil, "max_members": 500000,
		"max_stage_video_channel_users": 50, "max_video_channel_users": 25,
		"vanity_url_code": nil, "premium_tier": 0, "premium_subscription_count": 0,
		"preferred_locale": "en-US", "rules_channel_id": nil, "safety_alerts_channel_id": nil,
		"public_updates_channel_id": nil, "premium_progress_bar_enabled": false, "nsfw": false,
		"nsfw_level": 0, "emojis": []any{}, "stickers": []any{}, "incidents_data": nil,
		"roles": []object{{
			"id": g.id, "name": "@everyone", "description": nil, "permissions": allPermissions,
			"position": 0, "color": 0, "hoist": false, "managed": false, "mentionable": false,
			"icon": nil, "unicode_emoji": nil, "flags": 0,
			"colors": object{"primary_color": 0, "secondary_color": nil, "tertiary_color": nil},
		}},
	}
}

// guildCreatePayload is the server as the gateway shows it when a session starts.
func (d *Discord) guildCreatePayload() object {
	o := d.guildObject()
	o["joined_at"], o["large"], o["unavailable"] = "2024-01-01T00:00:00.000000+00:00", false, false
	o["member_count"] = len(d.world.people) + 1
	o["members"] = []object{memberObject(d.world.bot)}
	channel := d.channelObject(d.world.guild.channel, d.world.bot)
	delete(channel, "guild_id")
	o["channels"] = []object{channel}
	for _, empty := range []string{"threads", "presences", "voice_states", "stage_instances", "guild_scheduled_events", "soundboard_sounds"} {
		o[empty] = []any{}
	}
	return o
}

// timestamp is an instant as Discord writes it, nil for none.
func timestamp(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format("2006-01-02T15:04:05.000000-07:00")
}
