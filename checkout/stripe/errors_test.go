package stripe_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"till/checkout/stripe"
	"till/shop"
	"till/shop/money"
)

// answering is a provider to which every call is answered in the same way.
func answering(t *testing.T, answer roundTrip) *stripe.Provider {
	t.Helper()
	return must(t, stripe.Config{
		Key: "sk_test_answering", ReturnURL: "https://example.com/back", Installation: "test",
		Logger: slog.New(slog.DiscardHandler), Transport: answer,
	})
}

func says(status int, body string) roundTrip {
	return func(r *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: status, Request: r, Header: http.Header{"Request-Id": {"req_1"}},
			Body: io.NopCloser(strings.NewReader(body)),
		}, nil
	}
}

func errorJSON(kind, code, message string) string {
	return fmt.Sprintf(`{"error":{"type":%q,"code":%q,"message":%q,"param":"amount","payment_intent":{"id":"pi_1","shipping":{"name":"Somebody"}}}}`, kind, code, message)
}

func TestErrors(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		answer roundTrip
		code   shop.Code
		reason shop.Reason
	}{
		{"an illegal parameter", says(400, errorJSON("invalid_request_error", "parameter_unknown", "Received unknown parameter")), shop.Refused, shop.ReasonProvider},
		{"a card error", says(402, errorJSON("card_error", "card_declined", "Declined")), shop.Refused, shop.ReasonProvider},
		{"an account that is not ours any more", says(403, errorJSON("invalid_request_error", "account_invalid", "No access")), shop.Refused, shop.ReasonProvider},
		{"a key without the permission", says(403, errorJSON("invalid_request_error", "", "The provided key 'rk_test_***' does not have the required permissions")), shop.Unavailable, shop.ReasonProviderDown},
		{"no such thing", says(404, errorJSON("invalid_request_error", "resource_missing", "No such charge")), shop.Refused, shop.ReasonProvider},
		{"no balance", says(400, errorJSON("invalid_request_error", "balance_insufficient", "Insufficient funds")), shop.Refused, shop.ReasonProviderBalance},
		{"no funds", says(400, errorJSON("invalid_request_error", "insufficient_funds", "Insufficient funds")), shop.Refused, shop.ReasonProviderBalance},
		{"a wrong key", says(401, errorJSON("invalid_request_error", "", "Invalid API Key")), shop.Unavailable, shop.ReasonProviderDown},
		{"a key in use", says(409, errorJSON("idempotency_error", "idempotency_key_in_use", "In use")), shop.Unavailable, shop.ReasonProviderDown},
		{"another conflict", says(409, errorJSON("api_error", "", "Conflict")), shop.Unavailable, shop.ReasonProviderDown},
		{"a lock", says(400, errorJSON("invalid_request_error", "lock_timeout", "Locked")), shop.Unavailable, shop.ReasonProviderDown},
		{"too many", says(429, errorJSON("invalid_request_error", "rate_limit", "Slow down")), shop.Unavailable, shop.ReasonProviderDown},
		{"too many, as a page", says(429, "<html>Slow down, Somebody</html>"), shop.Unavailable, shop.ReasonProviderDown},
		{"the same key, other parameters", says(400, errorJSON("idempotency_error", "", "Keys can only be used …")), shop.Internal, ""},
		{"a 500", says(500, errorJSON("api_error", "", "Unknown error")), shop.Unavailable, shop.ReasonProviderDown},
		{"a 502 page", says(502, "<html>Bad gateway, Somebody</html>"), shop.Unavailable, shop.ReasonProviderDown},
		{"a 503 without a body", says(503, ""), shop.Unavailable, shop.ReasonProviderDown},
		{"an error without an error", says(400, `{}`), shop.Unavailable, shop.ReasonProviderDown},
		{"an error that is null", says(400, `{"error":null}`), shop.Unavailable, shop.ReasonProviderDown},
		{"an error of its own type", says(400, errorJSON("new_error", "", "New")), shop.Refused, shop.ReasonProvider},
		{"an answer that is no JSON", says(200, "Somebody"), shop.Unavailable, shop.ReasonProviderDown},
		{"a redirect", says(302, ""), shop.Unavailable, shop.ReasonProviderDown},
		{"a cut connection", func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF }, shop.Unavailable, shop.ReasonProviderDown},
		{"a time-out", func(*http.Request) (*http.Response, error) { return nil, context.DeadlineExceeded }, shop.Unavailable, shop.ReasonProviderDown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := answering(t, tt.answer)
			for name, call := range calls() {
				if name == "Platform" && (tt.name == "a wrong key" || tt.name == "a key without the permission") {
					continue // TestPlatform
				}
				if name == "OpenCheckout" && tt.name == "the same key, other parameters" {
					continue // TestOtherSettings
				}
				err := call(t.Context(), p)
				want := tt.reason
				if name == "WalletLink" && want == shop.ReasonProvider {
					want = shop.ReasonNoWallet
				}
				if code, reason := shop.CodeOf(err), shop.ReasonOf(err); code != tt.code || reason != want {
					t.Errorf("%s: error is %s %s, want %s %s: %v", name, code, reason, tt.code, want, err)
				}
				if err != nil && strings.Contains(err.Error(), "Somebody") {
					t.Errorf("%s: the error tells who bought: %v", name, err)
				}
			}
		})
	}
}

// calls are all calls of the ports, each with arguments that may leave.
func calls() map[string]func(context.Context, *stripe.Provider) error {
	return map[string]func(context.Context, *stripe.Provider) error{
		"OpenCheckout": func(ctx context.Context, p *stripe.Provider) error {
			_, err := p.OpenCheckout(ctx, aCheckout())
			return err
		},
		"OpenCustomer": func(ctx context.Context, p *stripe.Provider) error {
			_, err := p.OpenCustomer(ctx, "customer:1:1")
			return err
		},
		"HasCustomer": func(ctx context.Context, p *stripe.Provider) error {
			_, err := p.HasCustomer(ctx, "cus_1")
			return err
		},
		"WalletLink": func(ctx context.Context, p *stripe.Provider) error {
			_, err := p.WalletLink(ctx, "cus_1")
			return err
		},
		"ForgetCustomer": func(ctx context.Context, p *stripe.Provider) error { return p.ForgetCustomer(ctx, "cus_1") },
		"CloseCheckout": func(ctx context.Context, p *stripe.Provider) error {
			_, err := p.CloseCheckout(ctx, "cs_1")
			return err
		},
		"FetchAddress": func(ctx context.Context, p *stripe.Provider) error {
			_, err := p.FetchAddress(ctx, "cs_1")
			return err
		},
		"FetchCheckout": func(ctx context.Context, p *stripe.Provider) error {
			_, err := p.FetchCheckout(ctx, "cs_1")
			return err
		},
		"FindCheckout": func(ctx context.Context, p *stripe.Provider) error {
			_, err := p.FindCheckout(ctx, "ch_1")
			return err
		},
		"FetchCharge": func(ctx context.Context, p *stripe.Provider) error {
			_, err := p.FetchCharge(ctx, "ch_1")
			return err
		},
		"Reverse": func(ctx context.Context, p *stripe.Provider) error {
			_, err := p.Reverse(ctx, aReversal())
			return err
		},
		"FindReversal": func(ctx context.Context, p *stripe.Provider) error {
			_, _, err := p.FindReversal(ctx, "tr_1", "reversal:7K3M9QXD:1")
			return err
		},
		"SendEvidence": func(ctx context.Context, p *stripe.Provider) error { return p.SendEvidence(ctx, someEvidence("dp_1")) },
		"BankPayouts": func(ctx context.Context, p *stripe.Provider) error {
			_, err := p.BankPayouts(ctx, "acct_1")
			return err
		},
		"Balance": func(ctx context.Context, p *stripe.Provider) error {
			_, err := p.Balance(ctx, "USD")
			return err
		},
		"SellerBalance": func(ctx context.Context, p *stripe.Provider) error {
			_, err := p.SellerBalance(ctx, "acct_1", "USD")
			return err
		},
		"Withdraw": func(ctx context.Context, p *stripe.Provider) error {
			_, err := p.Withdraw(ctx, shop.WithdrawRequest{Key: "withdraw:1", Amount: money.New(1000, "USD")})
			return err
		},
		"FindWithdrawal": func(ctx context.Context, p *stripe.Provider) error {
			_, _, err := p.FindWithdrawal(ctx, "withdraw:1")
			return err
		},
		"Transfer": func(ctx context.Context, p *stripe.Provider) error {
			_, err := p.Transfer(ctx, aTransfer())
			return err
		},
		"FindTransfer": func(ctx context.Context, p *stripe.Provider) error {
			_, _, err := p.FindTransfer(ctx, "7K3M9QXD", "transfer:7K3M9QXD:1")
			return err
		},
		"Refund": func(ctx context.Context, p *stripe.Provider) error { _, err := p.Refund(ctx, aRefund()); return err },
		"FindRefund": func(ctx context.Context, p *stripe.Provider) error {
			_, _, err := p.FindRefund(ctx, "ch_1", "refund:7K3M9QXD:1")
			return err
		},
		"OpenAccount": func(ctx context.Context, p *stripe.Provider) error {
			_, err := p.OpenAccount(ctx, shop.AccountRequest{Key: "account:1", Seller: "1", Country: "US"})
			return err
		},
		"OnboardingLink": func(ctx context.Context, p *stripe.Provider) error {
			_, err := p.OnboardingLink(ctx, "acct_1")
			return err
		},
		"FetchAccount": func(ctx context.Context, p *stripe.Provider) error {
			_, err := p.FetchAccount(ctx, "acct_1")
			return err
		},
		"Platform": func(ctx context.Context, p *stripe.Provider) error { _, err := p.Platform(ctx); return err },
		"EventsSince": func(ctx context.Context, p *stripe.Provider) error {
			_, err := p.EventsSince(ctx, time.Unix(1700000000, 0))
			return err
		},
		"BalanceEntries": func(ctx context.Context, p *stripe.Provider) error {
			return p.BalanceEntries(ctx, time.Time{}, func(shop.BalanceEntry) error { return nil })
		},
		"OpenEndpoint": func(ctx context.Context, p *stripe.Provider) error {
			_, err := p.OpenEndpoint(ctx, "https://example.com/hook", false)
			return err
		},
	}
}

func aCheckout() shop.CheckoutRequest {
	return shop.CheckoutRequest{
		Key: "checkout:7K3M9QXD:1", Order: "7K3M9QXD", Shop: "Blue Kiln",
		Lines:    []shop.Line{{Item: "Mug, blue", Quantity: 2, Price: money.New(1250, "USD")}},
		ShipTo:   []string{"US", "DE"},
		Customer: "cus_1",
		Shipping: money.New(500, "USD"), Tax: money.New(210, "USD"), ExpiresAt: time.Now().Add(time.Hour),
	}
}

func aTransfer() shop.TransferRequest {
	return shop.TransferRequest{Key: "transfer:7K3M9QXD:1", Order: "7K3M9QXD", Account: "acct_1", Charge: "ch_1", Amount: money.New(2853, "USD")}
}

func aReversal() shop.ReversalRequest {
	return shop.ReversalRequest{Key: "reversal:7K3M9QXD:1", Order: "7K3M9QXD", Transfer: "tr_1", Amount: money.New(1000, "USD")}
}

func aRefund() shop.RefundRequest {
	return shop.RefundRequest{Key: "refund:7K3M9QXD:1", Order: "7K3M9QXD", Charge: "ch_1", Amount: money.New(1000, "USD")}
}

// TestCanceled shows that every call ends with its context.
func TestCanceled(t *testing.T) {
	t.Parallel()
	p := answering(t, func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	})
	for name, call := range calls() {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := call(ctx, p); shop.CodeOf(err) != shop.Unavailable || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: error is %v", name, err)
		}
	}
}

// TestDefects shows what never leaves: Stripe would take a missing id for a
// list, a missing amount for all, and a missing key for another act each time.
func TestDefects(t *testing.T) {
	t.Parallel()
	p, ctx := offline(t), t.Context()
	noKey, noOrder, noLines := aCheckout(), aCheckout(), aCheckout()
	noKey.Key, noOrder.Order, noLines.Lines = "", "", nil
	noAccount := aTransfer()
	noAccount.Account = ""
	noReversed, longDispute := aReversal(), someEvidence("dp_1")
	noReversed.Amount.Minor, longDispute.Key = 0, strings.Repeat("k", 255)
	noAmount, longKey := aRefund(), aRefund()
	noAmount.Amount.Minor, longKey.Key = 0, strings.Repeat("k", 254)
	for name, call := range map[string]func() error{
		"checkout without a key":       func() error { _, err := p.OpenCheckout(ctx, noKey); return err },
		"checkout without an order":    func() error { _, err := p.OpenCheckout(ctx, noOrder); return err },
		"checkout without lines":       func() error { _, err := p.OpenCheckout(ctx, noLines); return err },
		"customer without a key":       func() error { _, err := p.OpenCustomer(ctx, ""); return err },
		"fetch any customer":           func() error { _, err := p.HasCustomer(ctx, ""); return err },
		"a portal for nobody":          func() error { _, err := p.WalletLink(ctx, ""); return err },
		"forget nobody":                func() error { return p.ForgetCustomer(ctx, "") },
		"close nothing":                func() error { _, err := p.CloseCheckout(ctx, ""); return err },
		"fetch the address of nothing": func() error { _, err := p.FetchAddress(ctx, ""); return err },
		"fetch nothing":                func() error { _, err := p.FetchCheckout(ctx, ""); return err },
		"transfer to nobody":           func() error { _, err := p.Transfer(ctx, noAccount); return err },
		"find any transfer":            func() error { _, _, err := p.FindTransfer(ctx, "", "k"); return err },
		"find any order's transfer":    func() error { _, _, err := p.FindTransfer(ctx, "7K3M9QXD", ""); return err },
		"refund without an amount":     func() error { _, err := p.Refund(ctx, noAmount); return err },
		"refund with a long key":       func() error { _, err := p.Refund(ctx, longKey); return err },
		"find the checkout of nothing": func() error { _, err := p.FindCheckout(ctx, ""); return err },
		"fetch no charge":              func() error { _, err := p.FetchCharge(ctx, ""); return err },
		"reverse without an amount":    func() error { _, err := p.Reverse(ctx, noReversed); return err },
		"find any reversal":            func() error { _, _, err := p.FindReversal(ctx, "tr_1", ""); return err },
		"evidence for nothing":         func() error { return p.SendEvidence(ctx, someEvidence("")) },
		"evidence with a long key":     func() error { return p.SendEvidence(ctx, longDispute) },
		"bank payouts of the platform": func() error { _, err := p.BankPayouts(ctx, ""); return err },
		"balance of the platform":      func() error { _, err := p.SellerBalance(ctx, "", "USD"); return err },
		"balance in no currency":       func() error { _, err := p.Balance(ctx, ""); return err },
		"withdraw nothing":             func() error { _, err := p.Withdraw(ctx, shop.WithdrawRequest{Key: "k"}); return err },
		"withdraw without a key":       func() error { _, err := p.Withdraw(ctx, shop.WithdrawRequest{Amount: money.New(1, "USD")}); return err },
		"find any withdrawal":          func() error { _, _, err := p.FindWithdrawal(ctx, ""); return err },
		"find any refund":              func() error { _, _, err := p.FindRefund(ctx, "", "k"); return err },
		"account of nobody":            func() error { _, err := p.OpenAccount(ctx, shop.AccountRequest{Key: "k", Country: "US"}); return err },
		"onboarding link for nobody":   func() error { _, err := p.OnboardingLink(ctx, ""); return err },
		"fetch nobody":                 func() error { _, err := p.FetchAccount(ctx, ""); return err },
	} {
		if err := call(); shop.CodeOf(err) != shop.Internal || err == nil {
			t.Errorf("%s: error is %v", name, err)
		}
	}
}

func TestConfigValidate(t *testing.T) {
	t.Parallel()
	good := stripe.Config{Key: "sk_test_1", ReturnURL: "https://discord.com/channels/@me", Installation: "blue-kiln"}
	if err := good.Validate(); err != nil {
		t.Error(err)
	}
	bad := stripe.Config{
		Key: "pk_test_1", ReturnURL: "discord", BaseURL: "127.0.0.1:80", PaymentMethods: []string{"Card"},
		StatementSuffix: "1234", Timeout: -1,
	}
	_, err := stripe.New(bad)
	if err == nil {
		t.Fatal("everything is wrong, and nothing was refused")
	}
	if n := strings.Count(err.Error(), "\n") + 1; n != 7 {
		t.Errorf("%d problems, want 7:\n%v", n, err)
	}
}
