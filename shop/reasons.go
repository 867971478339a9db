package shop

// The reasons of refusals. commands has words for each; its test fails when one
// is missing.
const (
	ReasonReference       Reason = "reference"            // not a reference
	ReasonNoOrder         Reason = "no_order"             // no such order, or not this person's
	ReasonNotSeller       Reason = "not_seller"           // has not set up a shop
	ReasonNotEligible     Reason = "not_eligible"         // the provider still needs something
	ReasonNoShop          Reason = "no_shop"              // no shop of that name or person
	ReasonSelf            Reason = "self"                 // seller and buyer are the same person
	ReasonBot             Reason = "bot"                  // the buyer is a bot
	ReasonItemEmpty       Reason = "item_empty"           //
	ReasonItemLong        Reason = "item_long"            //
	ReasonTextMention     Reason = "text_mention"         // @everyone, <@1>, …
	ReasonTextMarkdown    Reason = "text_markdown"        //
	ReasonTextControl     Reason = "text_control"         // control characters, direction overrides
	ReasonTextLong        Reason = "text_long"            //
	ReasonTextEmpty       Reason = "text_empty"           //
	ReasonPrice           Reason = "price"                // cannot be read; Err says why
	ReasonExtraNegative   Reason = "extra_negative"       // shipping or tax below zero
	ReasonPriceSmall      Reason = "price_small"          // below the provider's smallest charge, in Amount
	ReasonPriceLarge      Reason = "price_large"          // over the provider's largest charge, in Amount
	ReasonCurrency        Reason = "currency"             // unknown, not offered, or without limits
	ReasonCurrencyMixed   Reason = "currency_mixed"       // item, shipping, tax differ
	ReasonQuantity        Reason = "quantity"             // not 1 to 999
	ReasonLimitRequest    Reason = "limit_request"        // over the limit per request, in Amount
	ReasonLimitWeek       Reason = "limit_week"           // over the limit in 7 days; Amount is what is left
	ReasonNotYours        Reason = "not_yours"            // addressed to somebody else
	ReasonDeclined        Reason = "declined"             // the order is declined
	ReasonCanceled        Reason = "canceled"             //
	ReasonExpired         Reason = "expired"              //
	ReasonPaid            Reason = "paid"                 // paid already
	ReasonProcessing      Reason = "processing"           // a slow payment is under way
	ReasonClosing         Reason = "closing"              // being withdrawn, declined or expired
	ReasonNotPaid         Reason = "not_paid"             // cannot ship before payment
	ReasonShipped         Reason = "shipped"              // shipped already
	ReasonNotShipped      Reason = "not_shipped"          // cannot have arrived before it is shipped
	ReasonDone            Reason = "done"                 // the order has ended
	ReasonTracking        Reason = "tracking"             // number cannot be one
	ReasonTrackingCheck   Reason = "tracking_check"       // its check digit is wrong
	ReasonTrackingCarrier Reason = "tracking_carrier"     // several carriers fit, or the number needs one
	ReasonCountry         Reason = "country"              // not two letters, or outside the region
	ReasonShopTaken       Reason = "shop_taken"           // another shop has this name
	ReasonCountryFixed    Reason = "country_fixed"        // the account is in another country
	ReasonManyOpen        Reason = "many_open"            // several conversations: one must be picked
	ReasonShopName        Reason = "shop_name"            // empty, too long, or taken
	ReasonNoConversation  Reason = "no_conversation"      // nobody to relay this to
	ReasonProvider        Reason = "provider"             // the provider refused; Err has its words
	ReasonProviderDown    Reason = "provider_unavailable" // no answer from the provider
	ReasonProviderBalance Reason = "provider_balance"     // the provider holds too little at the moment
	ReasonRefundAmount    Reason = "refund_amount"        // zero, too fine, or more than can be given back: Amount is the most
	ReasonRefundNothing   Reason = "refund_nothing"       // nothing is left to give back
	ReasonDisputed        Reason = "disputed"             // the bank has the money: nothing can be refunded meanwhile
	ReasonDebt            Reason = "debt"                 // the seller owes Amount: no new requests
	ReasonDays            Reason = "days"                 // not a number of days, or past the provider's limit
	ReasonDaysAsked       Reason = "days_asked"           // asked already, and not answered
	ReasonDaysNone        Reason = "days_none"            // nothing is asked for
	ReasonNoHold          Reason = "no_hold"              // not held for this reason
	ReasonHoldOther       Reason = "hold_other"           // an operator cannot lift it
	ReasonNoDispute       Reason = "no_dispute"           // nothing to submit evidence for
	ReasonEvidenceOver    Reason = "evidence_over"        // submitted already, or too late
	ReasonNoRefundFailed  Reason = "no_refund_failed"     // nothing to send again
	ReasonNotOperator     Reason = "not_operator"         //
	ReasonDMClosed        Reason = "dm_closed"            // the person takes no messages from the bot
)
