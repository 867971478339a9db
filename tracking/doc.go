// Package tracking knows parcel carriers by the numbers they give out: whose number a pasted text
// holds, whether its check digit is right, and where the public can follow it.
//
// It owns two tables, carriers and rules; a new carrier is a line in each and a line in the test's
// table. It must not know of orders or money: what a number means for a payout is decided
// elsewhere. It asks nothing of the network.
//
//	for _, c := range tracking.Recognise("UPS: 1z 5r8 939 03 5756 7127") {
//		fmt.Println(c.Carrier.Name, c.Number, c.URL) // UPS 1Z5R89390357567127 https://…
//	}
//
// Several carriers use plain digits of the same length, so that a number may have several
// candidates; the seller picks. A check digit lets one wrong number in ten through: the recogniser
// is held to that rate, and to no more, by a test. Plain digits that nothing checks are a number
// only where their carrier is named.
package tracking
