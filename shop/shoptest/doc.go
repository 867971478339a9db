// Package shoptest is for tests of the shop and of the stores under it.
//
// Store is the conformance suite: whatever keeps the shop's records must pass
// it. Memory is a store without a disk, which passes it too, fast enough for
// simulations. The package knows the shop's contract and nothing of how any
// store fulfils it.
//
//	func TestStore(t *testing.T) {
//		shoptest.Store(t, func(t *testing.T) shop.Store { return shoptest.NewMemory() })
//	}
package shoptest
