// Package stripe is the shop's payment provider Stripe: Checkout for buyers,
// Connect for sellers.
//
// It owns how the shop's ports are said in Stripe's words (API version
// 2023-10-16, through stripe-go v76): parameters, idempotency keys, lists to
// look acts up in, what an error means, and which webhooks are Stripe's. It
// must not know orders' states, deadlines or books: it answers what Stripe says
// and decides nothing.
//
//	p, err := stripe.New(stripe.Config{
//		Key:          "sk_test_…",
//		ReturnURL:    "https://discord.com/channels/@me",
//		Installation: "blue-kiln",
//	})
//	session, err := p.OpenCheckout(ctx, request)
//	if shop.CodeOf(err) == shop.Unavailable {
//		// It may have happened: the same request again gives the same page.
//	}
//
// Stripe takes what two people said to each other as a PDF only, so that it is
// rendered here, with a font that the program carries.
//
// A call is tried once. Whether it is tried again is the shop's decision, with
// the same key, from a job that survives the process.
package stripe
