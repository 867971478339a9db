// Package stripe imitates Stripe's API, version 2023-10-16, over real HTTP.
//
// It owns the provider's side of the sandbox: the objects and their life, the
// balances, what happens by itself as business time passes (settlement, bank
// payouts, expiry, slow payments, webhook retries), the signed webhooks and
// the hosted pages on which a person pays or onboards. It follows Stripe's
// documentation and not what a particular client library happens to send: a
// parameter that Stripe (or this imitation) does not know is refused.
//
// It must not know the bot: nothing of ours is imported, nor stripe-go.
//
//	s := stripe.New(stripe.Config{Now: time.Now, Origin: "http://127.0.0.1:4242"})
//	defer s.Close()
//	http.Handle("/", s.Handler()) // /stripe/v1/…, /pay/…, /saved/…, /onboard/…
//
// One mutex guards all state. Acts happen under it; answers, webhooks and
// Config.Changed happen outside it.
package stripe
