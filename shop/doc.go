// Package shop is the domain of Till: orders and their money, sellers,
// conversations, and everything that buyers, sellers, the payment provider and
// time may do with them.
//
// It owns the rules and the ports that it needs. It does no I/O, imports the
// standard library only, and knows neither Discord nor a payment provider nor a
// database: those are adapters behind its ports. Time and chance are injected.
//
// An order's life, held by one table of events and statuses:
//
//	requested ──► declined · canceled · expired
//	    │ ▲
//	    ▼ │ a slow payment fails
//	processing
//	    │
//	    ▼
//	  paid ──► canceled (all of it goes back: by the seller, or not shipped in time)
//	    │
//	    ▼
//	 shipped ──► delivered ──► completed
//	    └────────────┴──► refunded · charged back
//
// Beside the status, a problem that the buyer reports. While it is open the payout
// waits; silence, after two reminders, ends it too:
//
//	seller ──► offered ──► replacing ──► replaced ──► (solved, or the seller again)
//	  ▲           │  └────► returning ──► returned ──► closed, all of it refunded
//	  └─ refused ─┤
//	              └─ a part, or the buyer's word ──► closed
//	any of them ──► operator ──► closed
//
// Each use case is one transaction: the change, its journal entry, its postings
// and the jobs that follow from it.
//
//	order, err := s.Request(ctx, shop.RequestInput{Actor: seller, Buyer: buyer, Lines: lines})
package shop
