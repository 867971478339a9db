// Package commands is everything that people type and tap, and every word that
// the bot says to them.
//
// It is pure: a Request comes in, a Reply goes out. It knows the shop and its
// use cases; it must not know Discord's library, a payment provider or a store,
// and it holds no network and no clock. What needs the network is Reply.Later,
// which the adapter runs.
//
// Each command has a file of its own with its definition, its handler and the
// routes of its buttons, and one line in New. The words stand in words*.go, the
// live order card in card.go, the short messages in notices.go.
//
//	till := commands.New(s)
//	reply := till.Handle(ctx, commands.Request{
//		Kind: commands.Command, Name: "orders", Actor: seller,
//		Options: map[string]string{"filter": "ship"},
//	})
package commands
