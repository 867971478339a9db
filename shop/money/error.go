package money

import "errors"

// Error says what is wrong with an amount and what to do about it.
//
// Message is a sentence or two for the person who typed the amount. It repeats at most digits and
// three letters of what was typed, so that it cannot carry a mention or markdown. Err is one of
// the package's sentinels, for errors.Is.
type Error struct {
	Message string
	Most    Money // the largest charge, when the amount is above it
	Err     error
}

// The kinds of Error.
var (
	// ErrUnreadable is text that is not a price.
	ErrUnreadable = errors.New("money: not a price")

	// ErrAmbiguous is text that can be read as two prices, or as two currencies.
	ErrAmbiguous = errors.New("money: can be read in two ways")

	// ErrCurrency is a currency that is missing, not in the table, or contradicts another.
	ErrCurrency = errors.New("money: unknown currency")

	// ErrPrecision is an amount with more decimals than its currency has, or between two steps.
	ErrPrecision = errors.New("money: finer than the currency allows")

	// ErrNegative is an amount, share or weight below zero where none may be.
	ErrNegative = errors.New("money: below zero")

	// ErrRange is an amount that is too small or too large to be charged.
	ErrRange = errors.New("money: outside what can be charged")

	// ErrOverflow is a result that an int64 does not hold.
	ErrOverflow = errors.New("money: overflow")

	// ErrMismatch is arithmetic over two currencies.
	ErrMismatch = errors.New("money: two currencies")
)

// Error returns the message.
func (e *Error) Error() string { return e.Message }

// Unwrap returns the kind.
func (e *Error) Unwrap() error { return e.Err }

func fail(kind error, message string) *Error { return &Error{Message: message, Err: kind} }
