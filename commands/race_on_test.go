//go:build race

package commands_test

// raced: the race detector watches, which makes all ten times slower.
const raced = true
