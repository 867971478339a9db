// Package checkout has the payment providers' adapters below it, a folder for each.
// It owns nothing itself: what they have in common stands in [till/shop], whose port
// they implement, and in [till/webhook]. None of them may know another.
package checkout
