// Package photo makes pictures that people send fit to be kept and shown: small,
// upright, and without what a camera writes beside them, such as where it was.
//
// It knows bytes only, and imports the standard library only.
//
//	kept, err := photo.Shrink(content)
package photo
