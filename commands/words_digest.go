package commands

// The words of the daily digest: what a seller does today. See words.go for the
// voice. The sentences stand above the card, and are what a notification shows.
const (
	txtDigestTitle phrase = "Today at {shop}"

	txtDigestDueOne   phrase = "{n} order needs something from you by tomorrow."
	txtDigestDue      phrase = "{n} orders need something from you by tomorrow."
	txtDigestShipOne  phrase = "{n} more waits to be shipped."
	txtDigestShip     phrase = "{n} more wait to be shipped."
	txtDigestToOne    phrase = "{n} order waits to be shipped."
	txtDigestTo       phrase = "{n} orders wait to be shipped."
	txtDigestPaidOne  phrase = "{n} payout is due in the next 24 hours."
	txtDigestPaid     phrase = "{n} payouts are due in the next 24 hours."
	txtDigestRiskOne  phrase = "{n} order is at risk."
	txtDigestRisk     phrase = "{n} orders are at risk."
	txtDigestLine     phrase = "- {what} ({ref}), {buyer}: {due}"
	txtDigestHeadDue  phrase = "**By tomorrow**"
	txtDigestHeadShip phrase = "**To ship**"
	txtDigestHeadPaid phrase = "**Payouts in the next 24 hours**"
	txtDigestHeadRisk phrase = "**At risk**"
	txtDigestFoot     phrase = "With /settings you choose the hour at which this comes, or stop it."

	btnProblems phrase = "Problems"
)
