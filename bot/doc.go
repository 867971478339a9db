// Package bot speaks Discord for till. It owns the gateway connection, the decoding of
// interactions and typed messages into commands.Request, the answers within Discord's three
// seconds, the rendering of commands.Message into Discord's JSON, and the delivery of notices
// (shop.Messenger). It decides nothing about orders and says next to nothing in its own words: it
// must not know the store, the payment provider or what a command means.
//
// Interactions come by the gateway, or signed over HTTP (Endpoint); either way they take the same
// decoder and the same answers.
//
// discordgo carries the gateway and the requests; its rate limiter, its reconnects and its
// decoding of interactions are replaced, since they lose data or block for ever (see limiter,
// supervise, wire and decode).
//
//	b, err := bot.New(bot.Config{Token: token, Logger: logger})
//	if err != nil {
//		return err
//	}
//	s := shop.New(shop.Ports{Messenger: b /* … */}, shop.Config{})
//	b.Use(commands.New(s))
//	return b.Run(ctx) // until ctx ends, or Discord refuses the token
//
// Three rules hold everywhere here: no text, name or token is ever logged; the person is who
// Discord says it is, and nothing in an option or custom id changes that; and nothing relies on
// an event of the gateway arriving.
package bot
