package shoptest_test

import (
	"testing"

	"till/shop"
	"till/shop/shoptest"
)

func TestMemory(t *testing.T) {
	shoptest.Store(t, func(*testing.T) shop.Store { return shoptest.NewMemory() })
}
