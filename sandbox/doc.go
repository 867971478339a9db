// Package sandbox is one loopback server on which a bot finds Discord and Stripe, and people find
// a page to play seller and buyer on.
//
// It owns the business clock, the rest of everything (settling), the control API by which a script
// acts as a person, and the people's page. The imitated services are its rooms: sandbox/discord
// and sandbox/stripe. It must not know the bot: a bot is told a few addresses and keys (Card), and
// follows the clock over HTTP if it cares to.
//
//	s, err := sandbox.New(sandbox.Config{})
//	if err != nil {
//		return err
//	}
//	json.NewEncoder(os.Stdout).Encode(s.Card())
//	return s.Serve(ctx) // until ctx ends
//
// With Config.State the world goes on where it was when the sandbox starts again. Every act
// returns when all is at rest, so nobody has to sleep. README.md beside this file documents the
// control API and the clock's protocol.
package sandbox
