// Command disgo is a bot on the library of that name, which has large payloads compressed one by
// one. With the bots of sandbox/judges it judges whether the sandbox is what Discord's libraries
// take for Discord; the README there tells what it does.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/disgoorg/disgo"
	"github.com/disgoorg/disgo/bot"
	"github.com/disgoorg/disgo/discord"
	"github.com/disgoorg/disgo/events"
	"github.com/disgoorg/disgo/gateway"
	"github.com/disgoorg/disgo/rest"
)

func main() {
	if err := run(context.Background(), os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run is the bot, until in ends.
func run(ctx context.Context, in io.Reader, out io.Writer) error {
	var card struct {
		API   string `json:"discord_api"`
		Token string `json:"bot_token"`
	}
	if err := json.Unmarshal([]byte(os.Getenv("SANDBOX_CARD")), &card); err != nil {
		return fmt.Errorf("read SANDBOX_CARD: %w", err)
	}
	client, err := disgo.New(card.Token,
		// It waits whole seconds only, so that it is limited now and then, and warns of it.
		bot.WithLogger(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))),
		bot.WithRestClientConfigOpts(rest.WithURL(card.API+"/v10")),
		bot.WithGatewayConfigOpts(gateway.WithIntents(gateway.IntentGuilds, gateway.IntentDirectMessages), gateway.WithCompress(true), gateway.WithEnableRawEvents(true)),
		bot.WithEventListenerFunc(complete),
		bot.WithEventListenerFunc(order),
		bot.WithEventListenerFunc(ask),
		bot.WithEventListenerFunc(rate),
		bot.WithEventListenerFunc(hear),
		bot.WithEventListenerFunc(func(e *events.Raw) { // the library has an event of its own, which never comes
			if e.EventType == gateway.EventTypeResumed {
				fmt.Fprintln(out, "resumed")
			}
		}),
		bot.WithEventListenerFunc(func(e *events.Ready) {
			_, err := e.Client().Rest().SetGlobalCommands(e.Client().ApplicationID(), []discord.ApplicationCommandCreate{
				discord.SlashCommandCreate{Name: "order", Description: "Order something", Options: []discord.ApplicationCommandOption{
					discord.ApplicationCommandOptionString{Name: "item", Description: "What you would like", Required: true, Autocomplete: true},
				}},
			})
			complain(err)
			fmt.Fprintln(out, "ready")
		}),
	)
	if err != nil {
		return err
	}
	defer client.Close(ctx)
	if err := client.OpenGateway(ctx); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, in)
	return err
}

// complain says what the library did not like.
func complain(err error) {
	if err != nil {
		slog.Error("the sandbox is no Discord", "error", err)
	}
}

func complete(e *events.AutocompleteInteractionCreate) {
	var choices []discord.AutocompleteChoice
	for _, name := range []string{"blue mug", "blue plate", "red bowl"} {
		if strings.HasPrefix(name, e.Data.String("item")) {
			choices = append(choices, discord.AutocompleteChoiceString{Name: name, Value: name})
		}
	}
	complain(e.AutocompleteResult(choices))
}

func order(e *events.ApplicationCommandInteractionCreate) {
	complain(e.CreateMessage(discord.NewMessageCreateBuilder().
		SetContent("Ordered: " + e.SlashCommandInteractionData().String("item")).
		AddActionRow(discord.NewPrimaryButton("Rate", "rate")).
		Build()))
}

func ask(e *events.ComponentInteractionCreate) {
	complain(e.Modal(discord.NewModalCreateBuilder().SetCustomID("rating").SetTitle("Rating").
		AddActionRow(discord.NewShortTextInput("words", "Words")).
		Build()))
}

func rate(e *events.ModalSubmitInteractionCreate) {
	complain(e.DeferCreateMessage(true))
	api, app := e.Client().Rest(), e.Client().ApplicationID()
	_, err := api.UpdateInteractionResponse(app, e.Token(), discord.NewMessageUpdateBuilder().SetContent("Rated: "+e.Data.Text("words")).Build())
	complain(err)
	_, err = api.CreateFollowupMessage(app, e.Token(), discord.NewMessageCreateBuilder().SetContent("Thanks").SetEphemeral(true).Build())
	complain(err)
}

func hear(e *events.MessageCreate) {
	if e.Message.Author.Bot {
		return
	}
	channel, err := e.Client().Rest().CreateDMChannel(e.Message.Author.ID)
	if err != nil {
		complain(err)
		return
	}
	times := 1
	if e.Message.Content == "many" {
		times = 12
	}
	said := []rune(e.Message.Content)
	for n := range times {
		go func() {
			_, err := e.Client().Rest().CreateMessage(channel.ID(), discord.NewMessageCreateBuilder().
				SetContent(fmt.Sprintf("Heard %d: %s", n+1, string(said[:min(10, len(said))]))).
				SetNonce(fmt.Sprintf("%s%d", e.MessageID, n)).SetEnforceNonce(true).
				Build())
			complain(err)
		}()
	}
}
