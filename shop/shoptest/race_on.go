//go:build race

package shoptest

// Raced tells tests whether the race detector watches, which makes all ten times slower.
const Raced = true
