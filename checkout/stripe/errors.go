package stripe

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"

	sdk "github.com/stripe/stripe-go/v76"

	"till/shop"
)

// longestWords is how much of Stripe's explanation is kept.
const longestWords = 300

// failure turns an error of the library into the shop's. A clear no from Stripe
// is Refused. Whatever leaves open whether the act happened is Unavailable:
// time-outs, cut connections, 5xx, 429, a key still in use, answers that cannot
// be read, and also an API key that is refused or lacks a
// permission, which the operator can mend.
//
// The library's own errors are never wrapped: they print whole objects, with
// the buyer's name in them.
func failure(doing string, err error) error {
	if ours, ok := errors.AsType[*shop.Error](err); ok {
		return ours
	}
	if said, ok := errors.AsType[*sdk.Error](err); ok && said != nil {
		return answered(doing, said)
	}
	return &shop.Error{Code: shop.Unavailable, Reason: shop.ReasonProviderDown, Message: doing + ": no answer from stripe", Err: cause(err)}
}

// unknown is the error of a look-up of an act: whatever it says, even no, it
// leaves open whether the act happened.
func unknown(err error) error {
	return &shop.Error{Code: shop.Unavailable, Reason: shop.ReasonProviderDown, Message: "the outcome is unknown, and the look-up failed", Err: failure("look up", err)}
}

// answered judges an error that Stripe put into words.
func answered(doing string, said *sdk.Error) error {
	e := &shop.Error{
		Code:    shop.Unavailable,
		Reason:  shop.ReasonProviderDown,
		Message: fmt.Sprintf("%s: stripe answered %d %s %s %s", doing, said.HTTPStatusCode, said.Type, said.Code, said.Param),
		Err:     words(said),
	}
	switch {
	case isTemporary(said):
	case isForbidden(said):
		// A restricted key, or one whose permissions changed: the operator can
		// mend it, and nothing was said about the act.
		e.Message = doing + ": stripe says that the API key lacks a permission"
	case said.Type == sdk.ErrorTypeIdempotency:
		// The same key with other parameters: they were not derived from what
		// was stored with the act.
		e.Code, e.Reason = shop.Internal, ""
	case isRefusal(said):
		e.Code, e.Reason = shop.Refused, shop.ReasonProvider
		if isMissing(said, http.StatusBadRequest, "customer") {
			e.Reason = shop.ReasonCustomerGone
		}
		if said.Code == sdk.ErrorCodeBalanceInsufficient || said.Code == sdk.ErrorCodeInsufficientFunds {
			e.Reason = shop.ReasonProviderBalance
		}
	}
	return e
}

func isTemporary(said *sdk.Error) bool {
	switch said.Code {
	case sdk.ErrorCodeIdempotencyKeyInUse, sdk.ErrorCodeLockTimeout, sdk.ErrorCodeRateLimit:
		return true
	default: // the status says it
	}
	switch said.HTTPStatusCode {
	case http.StatusConflict, http.StatusTooManyRequests, http.StatusUnauthorized:
		return true
	}
	return said.HTTPStatusCode >= http.StatusInternalServerError
}

func isRefusal(said *sdk.Error) bool {
	switch said.HTTPStatusCode {
	case http.StatusBadRequest, http.StatusPaymentRequired, http.StatusForbidden, http.StatusNotFound:
		return said.Type != sdk.ErrorTypeAPI
	}
	return false
}

// isForbidden reports whether the key may not do what was asked. An account
// that is not the platform's, or not any more, is a no of another kind.
func isForbidden(said *sdk.Error) bool {
	return said.HTTPStatusCode == http.StatusForbidden && said.Code != sdk.ErrorCodeAccountInvalid
}

// isMissing reports whether Stripe says that what the parameter names is not
// there, or not any more.
func isMissing(err error, status int, param string) bool {
	said, ok := errors.AsType[*sdk.Error](err)
	return ok && said != nil && said.Code == sdk.ErrorCodeResourceMissing && said.HTTPStatusCode == status && said.Param == param
}

// isOtherRequest reports whether the key was used with other parameters.
func isOtherRequest(err error) bool {
	said, ok := errors.AsType[*sdk.Error](err)
	return ok && said != nil && said.Type == sdk.ErrorTypeIdempotency && said.HTTPStatusCode == http.StatusBadRequest
}

// isReplayedFault reports whether Stripe gave the answer 5xx that it keeps
// under the key: it will go on doing so for a day.
func isReplayedFault(err error) bool {
	said, ok := errors.AsType[*sdk.Error](err)
	return ok && said != nil && said.HTTPStatusCode >= http.StatusInternalServerError &&
		said.LastResponse != nil && said.LastResponse.Header.Get("Idempotent-Replayed") == "true"
}

// words is Stripe's explanation with the request's id, by which Stripe's
// support and dashboard know it.
func words(said *sdk.Error) error {
	text := []rune(said.Msg)
	if len(text) > longestWords {
		text = append(text[:longestWords], '…')
	}
	if said.RequestID == "" {
		return errors.New(string(text))
	}
	return fmt.Errorf("%s (%s)", string(text), said.RequestID)
}

// cause keeps what the network said. An answer that could not be read is left
// out, since the library quotes it.
func cause(err error) error {
	if called, ok := errors.AsType[*url.Error](err); ok {
		return called.Err // without the address and its query
	}
	if _, ok := errors.AsType[net.Error](err); ok || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.Canceled) {
		return err
	}
	return errors.New("the answer could not be read")
}

// defect is a call that must not leave: without an id Stripe would take it for
// a list, and without a key for a new act at every try.
func defect(format string, args ...any) error {
	return &shop.Error{Code: shop.Internal, Message: fmt.Sprintf(format, args...)}
}
