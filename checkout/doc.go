// Package checkout is what the payment providers' adapters share: the server
// for their webhooks.
//
// It owns the HTTP side: method, size, statuses, the log line. It must not know
// any one provider: a Verifier, which the provider's adapter implements, tells
// a genuine webhook from a forged one and reads it. Nor does it decide what an
// event means: Receive, a use case of the shop, stores it before it returns.
//
//	provider, err := stripe.New(cfg)
//	mux.Handle("/webhooks/stripe", checkout.NewWebhook("stripe", provider.Webhook(secrets...), s.Hear, logger))
//	mux.Handle("/webhooks/stripe/connect", checkout.NewWebhook("stripe-connect", provider.Webhook(others...), s.Hear, logger))
//
// Whoever serves it sets the time-outs (ReadTimeout, WriteTimeout).
package checkout
