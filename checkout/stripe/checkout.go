package stripe

import (
	"context"
	"fmt"
	"net/url"
	"time"

	sdk "github.com/stripe/stripe-go/v76"

	"till/shop"
	"till/shop/money"
)

// Words on Stripe's page that the order has no words for.
const (
	labelShipping = "Shipping"
	labelTax      = "Tax"
	// Under the Pay button, at most 1,200 characters.
	textSubmit    = "Your money is held until %s ships."
	textSubmitOwn = "You pay %s. If it does not ship in time, you are refunded."
)

// sessionLife is the longest that a session may be payable.
const sessionLife = 24 * time.Hour

// OpenCheckout implements shop.Checkouts. The same request gives the same
// session for a day, also when the page's settings changed meanwhile, or a
// restored store asks for another deadline: Stripe then refuses the key, and the
// page that it was used for is looked up. A key that carried the settings would
// open a second page beside the first.
func (p *Provider) OpenCheckout(ctx context.Context, r shop.CheckoutRequest) (shop.CheckoutSession, error) {
	if r.Order == "" || len(r.Lines) == 0 {
		return shop.CheckoutSession{}, defect("open checkout: no order or no lines")
	}
	session, err := keyed(p, r.Key, func(key string) (*sdk.CheckoutSession, error) {
		session, err := p.api.CheckoutSessions.New(p.sessionParams(ctx, r, key))
		if !isOtherRequest(err) {
			return session, err
		}
		found, ok, lookup := p.findSession(ctx, r)
		if lookup != nil {
			return nil, unknown(lookup)
		}
		// Not the settings but what is asked for changed: that is a mistake of ours.
		if !ok || !asks(found, r) {
			return nil, err
		}
		return found, nil
	}, func() (*sdk.CheckoutSession, bool, error) { return p.findSession(ctx, r) })
	if err != nil {
		return shop.CheckoutSession{}, failure("open checkout", err)
	}
	return p.session(session), nil
}

// findSession looks for the session that was opened under the request's key.
func (p *Provider) findSession(ctx context.Context, r shop.CheckoutRequest) (*sdk.CheckoutSession, bool, error) {
	list := p.api.CheckoutSessions.List(&sdk.CheckoutSessionListParams{
		ListParams:   listParams(ctx),
		CreatedRange: &sdk.RangeQueryParams{GreaterThanOrEqual: r.ExpiresAt.Add(-sessionLife).Unix()},
	})
	for list.Next() {
		if s := list.CheckoutSession(); p.key(s.Metadata) == r.Key {
			return s, true, nil
		}
	}
	return nil, false, list.Err()
}

// asks reports whether the session asks for the money that the request does.
func asks(s *sdk.CheckoutSession, r shop.CheckoutRequest) bool {
	sum := r.Shipping.Minor + r.Tax.Minor
	for _, l := range r.Lines {
		sum += l.Price.Minor * l.Quantity
	}
	return s.ClientReferenceID == string(r.Order) &&
		amount(s.AmountTotal, s.Currency) == money.New(sum, r.Lines[0].Price.Currency)
}

// CloseCheckout implements shop.Checkouts. Stripe refuses to expire a session
// that is complete or expired: then it is fetched, and what it is counts.
func (p *Provider) CloseCheckout(ctx context.Context, id string) (shop.CheckoutSession, error) {
	if id == "" {
		return shop.CheckoutSession{}, defect("close checkout: no id")
	}
	// No key of its own: the act may be repeated, and a kept answer would hide
	// that the session is complete by now.
	expired, err := p.api.CheckoutSessions.Expire(id, &sdk.CheckoutSessionExpireParams{Params: params(ctx, "")})
	if err == nil {
		return p.session(expired), nil
	}
	refusal := failure("close checkout", err)
	if shop.CodeOf(refusal) != shop.Refused {
		return shop.CheckoutSession{}, refusal
	}
	session, err := p.FetchCheckout(ctx, id)
	if err != nil {
		return shop.CheckoutSession{}, err
	}
	if session.State == shop.SessionOpen {
		return session, &shop.Error{Code: shop.Unavailable, Reason: shop.ReasonProviderDown, Message: "close checkout: still open", Err: refusal}
	}
	return session, nil
}

// FetchCheckout implements shop.Checkouts.
func (p *Provider) FetchCheckout(ctx context.Context, id string) (shop.CheckoutSession, error) {
	if id == "" {
		return shop.CheckoutSession{}, defect("fetch checkout: no id")
	}
	session, err := p.api.CheckoutSessions.Get(id, &sdk.CheckoutSessionParams{
		Params: params(ctx, ""),
		Expand: sdk.StringSlice([]string{"payment_intent.latest_charge.balance_transaction"}),
	})
	if err != nil {
		return shop.CheckoutSession{}, failure("fetch checkout", err)
	}
	return p.session(session), nil
}

// FindCheckout implements shop.Checkouts: through the payment, since a charge
// does not know its session.
func (p *Provider) FindCheckout(ctx context.Context, charge string) (shop.CheckoutSession, error) {
	if charge == "" {
		return shop.CheckoutSession{}, defect("find checkout: no charge")
	}
	ch, err := p.api.Charges.Get(charge, &sdk.ChargeParams{Params: params(ctx, "")})
	if err != nil {
		return shop.CheckoutSession{}, failure("find checkout", err)
	}
	none := &shop.Error{Code: shop.NotFound, Message: "find checkout: no session was paid by the charge"}
	if ch.PaymentIntent == nil {
		return shop.CheckoutSession{}, none
	}
	list := p.api.CheckoutSessions.List(&sdk.CheckoutSessionListParams{ListParams: listParams(ctx), PaymentIntent: new(ch.PaymentIntent.ID)})
	for list.Next() {
		session, err := p.FetchCheckout(ctx, list.CheckoutSession().ID)
		if err != nil {
			return shop.CheckoutSession{}, err
		}
		if session.Payment != nil && session.Payment.Charge == charge {
			return session, nil
		}
	}
	if err := list.Err(); err != nil {
		return shop.CheckoutSession{}, failure("find checkout", err)
	}
	return shop.CheckoutSession{}, none
}

// FetchAddress implements shop.Checkouts.
func (p *Provider) FetchAddress(ctx context.Context, id string) (shop.Address, error) {
	if id == "" {
		return shop.Address{}, defect("fetch address: no id")
	}
	session, err := p.api.CheckoutSessions.Get(id, &sdk.CheckoutSessionParams{Params: params(ctx, "")})
	if err != nil {
		return shop.Address{}, failure("fetch address", err)
	}
	var out shop.Address
	to := session.ShippingDetails
	if to == nil || to.Address == nil {
		return out, nil
	}
	out = shop.Address{
		Name: to.Name, Line1: to.Address.Line1, Line2: to.Address.Line2, City: to.Address.City,
		State: to.Address.State, Postal: to.Address.PostalCode, Country: to.Address.Country, Phone: to.Phone,
	}
	if who := session.CustomerDetails; who != nil {
		out.Email = who.Email
		if out.Phone == "" {
			out.Phone = who.Phone
		}
	}
	return out, nil
}

// back is where the payment page leads back to.
func (p *Provider) back(page, language string) string {
	switch {
	case page == "":
		return p.cfg.ReturnURL
	case language == "":
		return page
	default:
		return page + "?" + url.Values{"lang": {language}}.Encode()
	}
}

// sessionParams says the request in Stripe's words. It depends on the request
// and the configuration alone: Stripe refuses a key whose parameters changed.
func (p *Provider) sessionParams(ctx context.Context, r shop.CheckoutRequest, key string) *sdk.CheckoutSessionParams {
	about := map[string]string{metaOrder: string(r.Order), metaInstallation: p.cfg.Installation, metaKey: r.Key}
	s := &sdk.CheckoutSessionParams{
		Params:             params(ctx, key),
		Mode:               sdk.String(string(sdk.CheckoutSessionModePayment)),
		SubmitType:         sdk.String(string(sdk.CheckoutSessionSubmitTypePay)),
		PaymentMethodTypes: sdk.StringSlice(p.cfg.PaymentMethods),
		ClientReferenceID:  new(string(r.Order)),
		Metadata:           about,
		SuccessURL:         new(p.back(p.cfg.PaidURL, r.Language)),
		CancelURL:          new(p.back(p.cfg.UnpaidURL, r.Language)),
		ExpiresAt:          new(r.ExpiresAt.Unix()),
		// Metadata of the session does not reach the payment.
		PaymentIntentData: &sdk.CheckoutSessionPaymentIntentDataParams{
			Metadata:    about,
			Description: new(caption(r)),
		},
	}
	if r.Customer == "" {
		s.CustomerCreation = sdk.String(string(sdk.CheckoutSessionCustomerCreationIfRequired))
	} else {
		s.Customer = new(r.Customer)
		// The page asks the buyer whether to save, and offers what was saved. v76
		// has no field for it; setup_future_usage would save without asking.
		s.AddExtra("saved_payment_method_options[payment_method_save]", "enabled")
	}
	submit := textSubmitOwn
	if !p.cfg.OwnAccount {
		submit, s.PaymentIntentData.TransferGroup = textSubmit, new(string(r.Order))
	}
	if r.Shop != "" {
		s.CustomText = &sdk.CheckoutSessionCustomTextParams{
			Submit: &sdk.CheckoutSessionCustomTextSubmitParams{Message: new(fmt.Sprintf(submit, r.Shop))},
		}
	}
	if p.cfg.StatementSuffix != "" {
		s.PaymentIntentData.StatementDescriptorSuffix = new(p.cfg.StatementSuffix)
	}
	if len(r.ShipTo) > 0 {
		s.ShippingAddressCollection = &sdk.CheckoutSessionShippingAddressCollectionParams{AllowedCountries: sdk.StringSlice(r.ShipTo)}
	}
	if r.Phone {
		s.PhoneNumberCollection = &sdk.CheckoutSessionPhoneNumberCollectionParams{Enabled: new(true)}
	}
	for _, l := range r.Lines {
		s.LineItems = append(s.LineItems, lineItem(l.Item, caption(r), l.Price, l.Quantity))
	}
	if !r.Tax.IsZero() {
		s.LineItems = append(s.LineItems, lineItem(labelTax, "", r.Tax, 1))
	}
	if !r.Shipping.IsZero() {
		s.ShippingOptions = []*sdk.CheckoutSessionShippingOptionParams{{
			ShippingRateData: &sdk.CheckoutSessionShippingOptionShippingRateDataParams{
				DisplayName: new(labelShipping),
				Type:        sdk.String(string(sdk.ShippingRateTypeFixedAmount)),
				FixedAmount: &sdk.CheckoutSessionShippingOptionShippingRateDataFixedAmountParams{
					Amount: new(r.Shipping.Minor), Currency: currency(r.Shipping),
				},
			},
		}}
	}
	return s
}

// caption tells the buyer, on the page and on the receipt, whom and what this
// is for: the platform's name stands above.
func caption(r shop.CheckoutRequest) string {
	if r.Shop == "" {
		return r.Order.String()
	}
	return r.Shop + " · " + r.Order.String()
}

func lineItem(name, description string, price money.Money, quantity int64) *sdk.CheckoutSessionLineItemParams {
	product := &sdk.CheckoutSessionLineItemPriceDataProductDataParams{Name: new(name)}
	if description != "" {
		product.Description = new(description)
	}
	return &sdk.CheckoutSessionLineItemParams{
		Quantity: new(quantity),
		PriceData: &sdk.CheckoutSessionLineItemPriceDataParams{
			Currency: currency(price), UnitAmount: new(price.Minor), ProductData: product,
		},
	}
}
