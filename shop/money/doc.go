// Package money is an amount in one currency: checked arithmetic, a table of the currencies the
// payment provider takes, and the reading of prices as people type them.
//
// Amounts are whole minor units (int64), counted as Stripe counts them, which is not always what
// ISO 4217 says: 25 dollars are 2500, 2500 yen are 2500, 25 Icelandic krónur are 2500 and 1.250
// Kuwaiti dinars are 1250. There are no floats, and nothing overflows silently.
//
// The package knows nothing of orders, limits or settlement, and shows nothing to people in their
// own language: grouping and symbols are the caller's. Its errors, though, are sentences that may
// be shown as they are.
//
//	price, err := money.Parse("25,50 EUR", "USD") // EUR 25.50
//	fee, err := price.BasisPoints(500)            // EUR 1.27, floored
//	parts, err := price.Split(1, 1)               // EUR 12.75, EUR 12.75
package money
