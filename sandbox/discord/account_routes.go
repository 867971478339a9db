package discord

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// object is a JSON object on its way out.
type object = map[string]any

// gatewayURL is where the gateway listens.
func (d *Discord) gatewayURL() string {
	return strings.Replace(d.origin, "http", "ws", 1) + "/discord/gateway"
}

func (d *Discord) getGateway(*request) (reply, error) {
	return ok(object{"url": d.gatewayURL()})
}

func (d *Discord) getGatewayBot(*request) (reply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return ok(object{"url": d.gatewayURL(), "shards": 1, "session_start_limit": object{
		"total": 1000, "remaining": max(1000-d.gateway.started, 0),
		"reset_after": int((24 * time.Hour).Milliseconds()), "max_concurrency": 1,
	}})
}

func (d *Discord) getMe(*request) (reply, error) { return ok(d.ownUser()) }

// ownUser is the bot as it sees itself.
func (d *Discord) ownUser() object {
	o := userObject(d.world.bot)
	o["mfa_enabled"], o["locale"], o["verified"], o["email"] = true, "en-US", true, nil
	o["bio"], o["premium_type"] = "", 0
	return o
}

// userObject is a user as others see them.
func userObject(u User) object {
	o := object{
		"id": u.ID, "username": u.Username, "global_name": u.GlobalName, "discriminator": "0",
		"avatar": nil, "avatar_decoration_data": nil, "collectibles": nil, "primary_guild": nil,
		"public_flags": 0, "flags": 0, "banner": nil, "accent_color": nil,
	}
	if u.Bot {
		o["bot"] = true
	}
	return o
}

func (d *Discord) getUser(r *request) (reply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	u, found := d.world.byID[r.PathValue("user")]
	if !found {
		return reply{}, errUnknownUser()
	}
	return ok(userObject(u))
}

func (d *Discord) openDM(r *request) (reply, error) {
	f := r.form()
	f.require("recipient_id")
	id := f.snowflake("recipient_id")
	if err := f.problems.err(); err != nil {
		return reply{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	u, found := d.world.byID[id]
	switch {
	case !found || u.Bot:
		return reply{}, errRecipient()
	case d.faults.take(faultDMTooFast) != "":
		return reply{}, errTooFast()
	case d.faults.take(faultQuarantine) != "":
		return reply{}, errQuarantined()
	}
	return ok(d.channelObject(d.world.dm(u, d.world.bot), d.world.bot))
}

func (d *Discord) getApplication(*request) (reply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	owner, _ := d.world.byID[d.world.guild.owner]
	if owner.ID == "" {
		owner = User{ID: d.world.guild.owner, Username: "owner", GlobalName: "Owner"}
	}
	return ok(object{
		"id": d.app.ID, "name": d.app.Name, "icon": nil, "description": "", "type": nil,
		"bot": d.ownUser(), "bot_public": true, "bot_require_code_grant": false,
		"verify_key": d.app.PublicKey, "flags": d.world.flags, "flags_new": strconv.Itoa(d.world.flags), "redirect_uris": []string{},
		"interactions_endpoint_url": orNull(d.world.endpoint), "role_connections_verification_url": nil,
		"owner": userObject(owner), "team": nil, "approximate_guild_count": 1,
		"approximate_user_install_count": 0, "approximate_user_authorization_count": 0,
		"explicit_content_filter": 0, "eligible_oauth2_scopes": []string{}, "summary": "",
		"integration_types_config": d.world.installsObject(),
	})
}

func (d *Discord) getMyGuilds(*request) (reply, error) {
	g := d.world.guild
	return ok([]object{{
		"id": g.id, "name": g.name, "icon": nil, "banner": nil, "owner": false,
		"permissions": allPermissions, "features": []string{},
	}})
}

func (d *Discord) getChannel(r *request) (reply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	ch, err := d.botChannel(r.PathValue("channel"))
	if err != nil {
		return reply{}, err
	}
	return ok(d.channelObject(ch, d.world.bot))
}

// botChannel is a channel that the bot may see. The caller holds the lock.
func (d *Discord) botChannel(id string) (*channel, error) {
	ch := d.world.channels[id]
	switch {
	case !isSnowflake(id):
		f := newForm(object{"channel_id": id})
		f.snowflake("channel_id")
		return nil, f.problems.err()
	case ch == nil:
		return nil, errUnknownChannel()
	case !ch.has(d.world.bot.ID):
		return nil, errMissingAccess()
	}
	return ch, nil
}

// channelObject is a channel as one of its members sees it.
func (d *Discord) channelObject(ch *channel, viewer User) object {
	var last any
	if n := len(ch.messages); n > 0 {
		last = ch.messages[n-1].id
	}
	if !ch.guild {
		return object{
			"id": ch.id, "type": 1, "flags": 0, "last_message_id": last,
			"recipients": []object{userObject(ch.partner(viewer.ID))},
		}
	}
	return object{
		"id": ch.id, "type": 0, "flags": 0, "last_message_id": last, "guild_id": d.world.guild.id,
		"name": ch.name, "position": 0, "parent_id": nil, "topic": nil, "nsfw": false,
		"rate_limit_per_user": 0, "permission_overwrites": []any{},
	}
}

func (d *Discord) startTyping(r *request) (reply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, err := d.botChannel(r.PathValue("channel")); err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusNoContent}, nil
}
