package stripe

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// currency is what Stripe's currency page says of one currency
// (https://docs.stripe.com/currencies): how many digits its amounts have, in
// which steps they go, and the smallest charge.
type currency struct {
	digits int
	step   int64
	least  int64
	fee    int64 // fixed part of a charge's fee, worth about 30 US cents
	symbol string
}

// most is the largest charge in any currency: eight digits of the smallest
// unit (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).
const most = 99_999_999

// currencyOf returns what is known of a lower-case currency code. The sandbox
// account settles natively in every currency known here.
func currencyOf(code string) (currency, bool) {
	switch code {
	case "usd":
		return currency{2, 1, 50, 30, "$"}, true
	case "eur":
		return currency{2, 1, 50, 25, "€"}, true
	case "gbp":
		return currency{2, 1, 30, 20, "£"}, true
	case "cad":
		return currency{2, 1, 50, 30, "CA$"}, true
	case "aud":
		return currency{2, 1, 50, 30, "A$"}, true
	case "nzd":
		return currency{2, 1, 50, 30, "NZ$"}, true
	case "sgd":
		return currency{2, 1, 50, 50, "S$"}, true
	case "hkd":
		return currency{2, 1, 400, 235, "HK$"}, true
	case "chf":
		return currency{2, 1, 50, 30, "CHF "}, true
	case "sek":
		return currency{2, 1, 300, 180, "SEK "}, true
	case "nok":
		return currency{2, 1, 300, 200, "NOK "}, true
	case "dkk":
		return currency{2, 1, 250, 180, "DKK "}, true
	case "pln":
		return currency{2, 1, 200, 100, "PLN "}, true
	case "czk":
		return currency{2, 1, 1500, 650, "CZK "}, true
	case "ron":
		return currency{2, 1, 200, 100, "RON "}, true
	case "huf": // charged in hundredths; only payouts go in whole forint
		return currency{2, 1, 17500, 8500, "HUF "}, true
	case "mxn":
		return currency{2, 1, 1000, 300, "MX$"}, true
	case "brl":
		return currency{2, 1, 50, 39, "R$"}, true
	case "inr":
		return currency{2, 1, 50, 300, "₹"}, true
	case "thb":
		return currency{2, 1, 1000, 1000, "THB "}, true
	case "myr":
		return currency{2, 1, 200, 100, "RM "}, true
	case "aed":
		return currency{2, 1, 200, 100, "AED "}, true
	case "jpy":
		return currency{0, 1, 50, 40, "¥"}, true
	case "krw":
		return currency{0, 1, 50, 400, "₩"}, true
	case "vnd":
		return currency{0, 1, 50, 7000, "₫"}, true
	case "clp":
		return currency{0, 1, 50, 280, "CLP "}, true
	case "kwd", "bhd", "jod", "omr", "tnd":
		return currency{3, 10, 100, 90, strings.ToUpper(code) + " "}, true
	case "isk", "ugx":
		return currency{2, 100, 5000, 4000, strings.ToUpper(code) + " "}, true
	}
	return currency{}, false
}

// feeOn is Stripe's fee on a charge: 2.9 % rounded half up, and the fixed
// part, rounded up to the currency's step.
func feeOn(amount int64, code string) int64 {
	c, _ := currencyOf(code)
	fee := (amount*29+500)/1000 + c.fee
	return (fee + c.step - 1) / c.step * c.step
}

// disputeFee is what a chargeback costs, about 15 US dollars.
func disputeFee(code string) int64 {
	c, _ := currencyOf(code)
	return c.fee * 50
}

// validCurrency refuses a currency that the account cannot charge.
func validCurrency(code, param string) *apiError {
	if _, ok := currencyOf(code); !ok {
		return invalid("", param, fmt.Sprintf("Invalid currency: %s. Stripe currently supports these currencies in the sandbox: usd, eur, gbp, jpy, kwd, isk, cad, aud and some more.", code))
	}
	return nil
}

// validStep refuses an amount that is no whole number of the currency's steps.
func validStep(amount int64, code, param string) *apiError {
	if c, _ := currencyOf(code); amount%max(c.step, 1) != 0 {
		return invalid("", param, fmt.Sprintf("Invalid amount: %s amounts must be a multiple of %d, and %d is not.", strings.ToUpper(code), c.step, amount))
	}
	return nil
}

// validCharge refuses a total that is too small, too large or between steps.
func validCharge(amount int64, code string) *apiError {
	c, _ := currencyOf(code)
	if amount < c.least {
		return invalid("amount_too_small", "", fmt.Sprintf("The Checkout Session's total amount must convert to at least 50 cents. %s is below the smallest charge, %s.",
			formatAmount(amount, code), formatAmount(c.least, code)))
	}
	if amount > most {
		return invalid("amount_too_large", "", fmt.Sprintf("The Checkout Session's total amount due must be no more than %s.", formatAmount(most, code)))
	}
	return nil
}

// formatAmount writes minor units as people read them: "$1,250.00", "¥2,500",
// "KWD 1.250", "ISK 2,500".
func formatAmount(amount int64, code string) string {
	c, ok := currencyOf(code)
	if !ok {
		return strconv.FormatInt(amount, 10) + " " + code
	}
	sign := ""
	if amount < 0 {
		sign, amount = "−", -amount
	}
	unit := int64(1)
	for range c.digits {
		unit *= 10
	}
	whole := strconv.FormatInt(amount/unit, 10)
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if c.digits == 0 || slices.Contains([]string{"isk", "ugx"}, code) && amount%unit == 0 {
		return sign + c.symbol + whole
	}
	return fmt.Sprintf("%s%s%s.%0*d", sign, c.symbol, whole, c.digits, amount%unit)
}
