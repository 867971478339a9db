package commands

import (
	"maps"
	"slices"
	"sync"

	"till/shop"
)

// Routes returns the name of every route that somebody answers.
var Routes = sync.OnceValue(func() []string {
	return slices.Sorted(maps.Keys(New(new(shop.Shop)).routes))
})

// NoticeKinds returns the notices about an order that have words.
func NoticeKinds() []shop.NoticeKind { return slices.Sorted(maps.Keys(noticeWords)) }

// Alerts returns the alerts that have words.
func Alerts() []shop.Alert { return slices.Sorted(maps.Keys(alertWords)) }

// OfferEvery offers every language, however little of it there is.
func (t *Till) OfferEvery() { t.every = true }
