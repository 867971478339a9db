package shop

import (
	"errors"
	"fmt"
	"time"

	"till/shop/money"
)

// Code says what kind of failure an Error is, for whoever must choose what to
// do next: answer, give up, or try again.
type Code string

// The codes of an Error.
const (
	Conflict    Code = "conflict"    // the order has moved on; nothing was changed
	Invalid     Code = "invalid"     // the input is wrong; the person can mend it
	NotFound    Code = "not_found"   // no such thing, or none that this person may know of
	Forbidden   Code = "forbidden"   // this person may not
	Refused     Code = "refused"     // the provider said no; the same call again will not help
	Unavailable Code = "unavailable" // the outcome is not known: look it up, then try again
	Internal    Code = "internal"    // a defect of ours
)

// Reason names the exact refusal, so that commands can put it into words in the
// reader's language.
type Reason string

// Error is the one error type of the shop.
type Error struct {
	Code    Code
	Reason  Reason
	Message string        // for logs: English, lower case, nothing personal
	Amount  money.Money   // the limit or amount that the reason speaks of, if any
	Count   int64         // of what is left, where the reason speaks of it
	Until   time.Time     // when it can be tried again, where the reason speaks of it
	Wait    time.Duration // of Unavailable: nothing was tried, and its turn comes after that; 0: not known
	Order   OrderID       // that is in the way, where the reason speaks of one
	Err     error         // the cause, if any
}

// Error implements error.
func (e *Error) Error() string {
	if e.Err != nil {
		return e.Message + ": " + e.Err.Error()
	}
	return e.Message
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of err's Error, or Internal when it has none.
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return Internal
}

// ReasonOf returns the reason of err's Error, or "" when it has none.
func ReasonOf(err error) Reason {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Reason
	}
	return ""
}

// waitOf returns how long an act waits for its turn, 0 if it was tried.
func waitOf(err error) time.Duration {
	if e, ok := errors.AsType[*Error](err); ok && e.Code == Unavailable {
		return e.Wait
	}
	return 0
}

// OrderOf returns the order that err's reason speaks of, or "".
func OrderOf(err error) OrderID {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Order
	}
	return ""
}

// refuse makes an Error.
func refuse(code Code, reason Reason, format string, args ...any) *Error {
	return &Error{Code: code, Reason: reason, Message: fmt.Sprintf(format, args...)}
}
