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
