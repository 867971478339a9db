package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"till/sandbox"
	"till/storage"
)

// BenchmarkAnswer measures /request from the gateway's frame, written, to the
// bytes of the answer, read, the whole program on loopback; over a bot of
// discordgo alone that replays the same puts in one Update of bbolt's and answers
// with a constant, on a sandbox of its own.
func BenchmarkAnswer(b *testing.B) {
	var tracing sync.Mutex
	var ops []storage.Op // of the first change since it was emptied: the request's own
	till := startTill(b, func(o []storage.Op) {
		tracing.Lock()
		defer tracing.Unlock()
		if ops == nil {
			ops = o
		}
	})
	raw := openRaw(b)
	echo := benchEcho(b, func() error {
		tracing.Lock()
		defer tracing.Unlock()
		return raw.replay(ops)
	})
	ask := func(world *sandbox.Sandbox) (time.Duration, error) {
		out, err := world.Discord().Command(b.Context(), "seller", "dm", []string{"/request", "buyer:@buyer", "item:Mug, blue", "price:25"})
		if err == nil && out.Failed != "" {
			err = fmt.Errorf("no answer: %s", out.Failed)
		}
		if err == nil {
			err = world.Settle(b.Context())
		}
		return out.Took, err
	}
	pairs(b, "answer/echo", func() (time.Duration, error) {
		tracing.Lock()
		ops = nil
		tracing.Unlock()
		return ask(till)
	}, func() (time.Duration, error) { return ask(echo) })
}

// benchEcho is a sandbox with a bot of discordgo alone on it.
func benchEcho(b *testing.B, before func() error) *sandbox.Sandbox {
	b.Helper()
	world := startWorld(b)
	card := world.Card()
	session, err := discordgo.New("Bot " + card.BotToken)
	if err != nil {
		b.Fatal(err)
	}
	base, err := url.Parse(card.DiscordAPI)
	if err != nil {
		b.Fatal(err)
	}
	session.Client = &http.Client{Transport: elsewhere{base}}
	session.Identify.Intents = discordgo.IntentDirectMessages
	session.AddHandler(func(s *discordgo.Session, i *discordgo.InteractionCreate) {
		err := before()
		if err == nil {
			err = s.InteractionRespond(i.Interaction, &discordgo.InteractionResponse{
				Type: discordgo.InteractionResponseChannelMessageWithSource,
				Data: &discordgo.InteractionResponseData{Content: "Sent.", Flags: discordgo.MessageFlagsEphemeral},
			})
		}
		if err != nil {
			b.Error(err)
		}
	})
	if err := session.Open(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = session.Close() })
	_, err = session.ApplicationCommandCreate(card.ApplicationID, "", &discordgo.ApplicationCommand{
		Name: "request", Description: "Echo", Options: []*discordgo.ApplicationCommandOption{
			{Type: discordgo.ApplicationCommandOptionUser, Name: "buyer", Description: "Who"},
			{Type: discordgo.ApplicationCommandOptionString, Name: "item", Description: "What"},
			{Type: discordgo.ApplicationCommandOptionString, Name: "price", Description: "How much"},
		},
	})
	if err != nil {
		b.Fatal(err)
	}
	return world
}

// elsewhere sends what is meant for Discord to a sandbox.
type elsewhere struct{ base *url.URL }

func (e elsewhere) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = e.base.Scheme, e.base.Host
	r.URL.Path = e.base.Path + strings.TrimPrefix(r.URL.Path, "/api")
	r.Host = e.base.Host
	return http.DefaultTransport.RoundTrip(r)
}
