// Package discord imitates Discord: its REST API (versions 9 and 10), its gateway over WebSocket,
// and the people who use a bot through a Discord client.
//
// It keeps everything in memory (Save and Restore carry it over a restart), follows Discord's
// documentation rather than the habits of one library, and is strict: it refuses what Discord
// refuses, with the same status, code and message tree, it limits rates with the real headers, and
// it forgets an interaction that is not answered within three seconds. It can be told to misbehave
// (Fault), so that a bot's bad days can be rehearsed. It must not know the bot under test, nor any
// Discord library: it is a judge.
//
// A test or a page acts as a person:
//
//	d := discord.New(discord.Config{Now: clock.Now, Origin: "http://127.0.0.1:4242"})
//	defer d.Close()
//	http.Handle("/discord/", d.Handler())
//	outcome, err := d.Command(ctx, "seller", discord.DM, []string{"/request", "buyer:@buyer"})
//	fmt.Println(d.Messages("seller", discord.DM)[0].Text())
//
// The world is small: one application, one server with one channel, the people who were named.
package discord
