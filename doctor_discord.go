package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"till/bot"
	"till/shop"
)

func (d *doctor) discordToken(ctx context.Context) finding {
	if d.bot == nil {
		return fail("there is none that could be tried", "set TILL_DISCORD_TOKEN, or TILL_DISCORD_TOKEN_FILE (Discord's developer portal, Bot)")
	}
	switch application, err := d.application(ctx); {
	case shop.CodeOf(err) == shop.Refused:
		return fail("Discord does not take the token", "reset it and copy it anew (Discord's developer portal, Bot)")
	case err != nil:
		return fail("Discord could not be asked: "+failed(err), "see that this machine reaches "+cmp.Or(d.serve.DiscordAPI, "https://discord.com")+", and look again")
	default:
		return seen("%s (%s)", application.Name, application.ID)
	}
}

// applied is the application, when the token is taken.
func (d *doctor) applied(ctx context.Context) (bot.Application, bool) {
	if d.bot == nil {
		return bot.Application{}, false
	}
	application, err := d.application(ctx)
	return application, err == nil
}

func (d *doctor) discordInstall(ctx context.Context) finding {
	a, ok := d.applied(ctx)
	if !ok {
		return notAsked("discord-token")
	}
	var closed []string
	if len(a.ServerInstall.Lacks) > 0 {
		closed = append(closed, "to servers (lacks "+strings.Join(a.ServerInstall.Lacks, " and ")+")")
	}
	if len(a.AccountInstall.Lacks) > 0 {
		closed = append(closed, "to people's accounts (lacks "+strings.Join(a.AccountInstall.Lacks, " and ")+")")
	}
	switch {
	case len(closed) == 0 && a.Public:
		return seen("to servers and to people's accounts")
	case len(closed) == 0:
		return warn("only its owner can add it", "turn Public Bot on, unless that is meant (Discord's developer portal, Bot)")
	}
	f := warn("cannot be installed "+strings.Join(closed, ", nor "),
		"set it in Discord's developer portal, Installation: both contexts; scopes applications.commands and, for servers, bot")
	if len(a.ServerInstall.Lacks) > 0 || a.AccountInstall.Needed {
		f.Status = problem // nobody could reach it, or a command would show up nowhere
	}
	return f.by("Let it be installed to servers and to people's accounts", func(ctx context.Context) (string, error) {
		return "it can be installed both ways now", d.bot.AllowInstalls(ctx)
	})
}

func (d *doctor) discordIntents(ctx context.Context) finding {
	a, ok := d.applied(ctx)
	switch {
	case !ok:
		return notAsked("discord-token")
	case len(a.Privileged) > 0:
		return warn("turned on, and not needed: "+strings.Join(a.Privileged, ", "),
			"turn them off (Discord's developer portal, Bot, Privileged Gateway Intents): a stolen token would read more")
	default:
		return seen("direct messages only, which is not privileged")
	}
}

func (d *doctor) discordCommands(ctx context.Context) finding {
	a, ok := d.applied(ctx)
	if !ok {
		return notAsked("discord-token")
	}
	drift, err := d.bot.Drift(ctx, a.ID)
	if err != nil {
		return fail(failed(err), "look again")
	}
	if drift.None() {
		return seen("those of this till")
	}
	var parts []string
	for _, part := range []struct {
		what  string
		names []string
	}{{"missing", drift.Missing}, {"changed", drift.Changed}, {"not of this till", drift.Foreign}} {
		if len(part.names) > 0 {
			parts = append(parts, part.what+": "+strings.Join(part.names, ", "))
		}
	}
	return warn(strings.Join(parts, "; "), "till serve puts them in place at its start").
		by("Register this till's commands, in the place of all others", func(ctx context.Context) (string, error) {
			_, err := d.bot.Register(ctx, a.ID)
			return "registered", err
		})
}

// discordInteractions looks whether what people do is sent where till expects it.
func (d *doctor) discordInteractions(ctx context.Context) finding {
	a, ok := d.applied(ctx)
	if !ok {
		return notAsked("discord-token")
	}
	key := strings.TrimSpace(d.serve.DiscordPublicKey)
	if key != "" && !strings.EqualFold(key, a.PublicKey) {
		return fail("TILL_DISCORD_PUBLIC_KEY is not this application's", "set it to "+a.PublicKey)
	}
	if d.serve.Interactions != "http" {
		if a.Endpoint == "" {
			return seen("over the gateway")
		}
		return fail("Discord sends them to "+a.Endpoint+", and till expects them over the gateway",
			"start till serve with --interactions=http, or take the address out (Discord's developer portal, General Information)").
			by("Have Discord send them over the gateway", func(ctx context.Context) (string, error) {
				return "they come over the gateway now", d.bot.SetEndpoint(ctx, "")
			})
	}
	wanted := d.serve.public("/discord/interactions")
	switch {
	case a.Endpoint == "":
		f := fail("Discord sends them over the gateway, and till expects them by HTTP",
			"enter https://YOUR.HOST/discord/interactions as the interactions endpoint (Discord's developer portal, General Information) while till serves")
		if wanted == "" {
			return f
		}
		return f.by("Have Discord send them to "+wanted+" (a till must serve there)", func(ctx context.Context) (string, error) {
			return "they come to " + wanted + " now", d.bot.SetEndpoint(ctx, wanted)
		})
	case wanted != "" && a.Endpoint != wanted:
		return warn("Discord sends them to "+a.Endpoint+", which is not below --public-url", "see that it leads to this till, or set it to "+wanted)
	default:
		return seen("to %s, and the public key is the application's", a.Endpoint)
	}
}

func (d *doctor) discordSessions(ctx context.Context) finding {
	if _, ok := d.applied(ctx); !ok {
		return notAsked("discord-token")
	}
	starts, err := d.bot.Starts(ctx)
	if err != nil {
		return fail(failed(err), "look again")
	}
	detail := fmt.Sprintf("%d of %d starts are left for the next %s", starts.Remaining, starts.Total, span(starts.Reset.Round(time.Minute)))
	switch {
	case starts.Remaining == 0:
		return fail(detail, "wait that long before starting till serve: with one more, Discord resets the token")
	case starts.Remaining*10 < starts.Total:
		return warn(detail, "something starts till again and again: see its log")
	default:
		return seen("%s", detail)
	}
}

// discordOperators looks who decides what the bot cannot.
func (d *doctor) discordOperators(ctx context.Context) finding {
	if _, ok := d.applied(ctx); !ok {
		return notAsked("discord-token")
	}
	var names []string
	for _, id := range d.serve.operators() {
		name, err := d.bot.NameOf(ctx, id)
		switch {
		case shop.CodeOf(err) == shop.NotFound:
			return fail(fmt.Sprintf("nobody on Discord has the id %s", id), "set --operators to ids of people (Copy User ID, in Discord's developer mode)")
		case err != nil:
			return fail(failed(err), "look again")
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return noOperator()
	}
	return seen("%s", strings.Join(names, ", "))
}

func noOperator() finding {
	return warn("there is none", "set --operators to your Discord id: who decides cases and is told of trouble")
}

// discordDM sends each operator a message.
func (d *doctor) discordDM(ctx context.Context) finding {
	if _, ok := d.applied(ctx); !ok {
		return notAsked("discord-token")
	}
	operators := d.serve.operators()
	if len(operators) == 0 {
		return noOperator()
	}
	for _, operator := range operators {
		err := d.bot.Greet(ctx, operator, "This is a test by `till doctor`: messages to you arrive.")
		if shop.ReasonOf(err) == shop.ReasonDMClosed {
			return fail(fmt.Sprintf("operator %s takes no messages from the bot", operator),
				"be in a server with the bot and allow direct messages there, or install it to your account")
		}
		if err != nil {
			return fail(fmt.Sprintf("operator %s: %s", operator, failed(err)), "see that --operators has Discord ids of people (Copy User ID)")
		}
	}
	return seen("sent to %s", count(len(operators), "operator", "operators"))
}
