// Package webhook is the server for what services tell by themselves: the payment
// provider, and the tracking service.
//
// It owns the HTTP side: method, size, statuses, the log line. It must not know
// any one service: a Verifier, which the service's adapter implements, tells a
// genuine webhook from a forged one and reads it. Nor does it decide what an
// event means: Receive, a use case of the shop, stores it before it returns.
//
//	provider, err := stripe.New(cfg)
//	mux.Handle("/webhooks/stripe", webhook.New(webhook.Config{Name: "stripe"}, provider.Webhook(secrets...), s.Hear))
//	mux.Handle("/webhooks/stripe/connect", webhook.New(webhook.Config{Name: "stripe-connect"}, provider.Webhook(others...), s.Hear))
//
// Whoever serves it sets the time-outs (ReadTimeout, WriteTimeout).
package webhook
