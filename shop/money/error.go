package money

import (
	"errors"
	"strings"
)

// Error says what is wrong with an amount and what to do about it.
//
// Message is a sentence or two for the person who typed the amount. It repeats at most digits and
// three letters of what was typed, so that it cannot carry a mention or markdown. Err is one of
// the package's sentinels, for errors.Is.
type Error struct {
	Message string
	Problem Problem  // the message before its names are filled in
	Names   []string // what {a} and {b} stand for in it: digits, or codes of currencies
	Most    Money    // the largest charge, when the amount is above it
	Err     error
}

// Problem is what is wrong with an amount that somebody typed, in English, and the
// key of its translations elsewhere.
type Problem string

// What may be wrong.
const (
	ProblemUnreadable      Problem = "That is not a price. Write it like 25.00 or 25,50 EUR."
	ProblemInvisible       Problem = "There are invisible characters in the price. Type it anew, like 25.00 or 25,50 EUR."
	ProblemTwoWays         Problem = "That can be read in two ways. Write {a} or {b}."
	ProblemWhichCurrency   Problem = "That could be {a} or {b}. Write the three letters, like 25 {a}."
	ProblemTwoCurrencies   Problem = "That names two currencies. Write one, like 25 USD."
	ProblemNoCurrency      Problem = "Add the currency, like 25 USD or 25 EUR."
	ProblemCurrencyEmpty   Problem = "Name a currency by its three letters, like USD or EUR."
	ProblemCurrencyUnknown Problem = "That is no known currency. Name it by its three letters, like USD or EUR."
	ProblemCurrencyRefused Problem = "{a} is not taken here. Try another currency, like USD or EUR."
	ProblemNoDecimals      Problem = "{a} has no decimals. Write the price like 2500."
	ProblemThirdDecimal    Problem = "The last of the three decimals of {a} must be 0. Write the price like 1.250."
	ProblemDecimals        Problem = "{a} has {b} decimals. Write the price like 25.00."
	ProblemNotAbove        Problem = "The price must be above zero."
	ProblemBelow           Problem = "The amount cannot be below zero."
	ProblemSmall           Problem = "The smallest payment is {a}."
	ProblemLarge           Problem = "The largest payment is {a}."
	ProblemOverflow        Problem = "The amount is too large."
	ProblemMismatch        Problem = "{a} and {b} are two currencies."
	ProblemShare           Problem = "A share cannot be below zero."
	ProblemNobody          Problem = "There is nobody to share with."
)

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

func fail(kind error, problem Problem, names ...string) *Error {
	message := string(problem)
	for i, name := range names {
		message = strings.ReplaceAll(message, []string{"{a}", "{b}"}[i], name)
	}
	return &Error{Message: message, Problem: problem, Names: names, Err: kind}
}
