// Package snapshot writes Go values as JSON and reads them back: all that can be reached from one
// struct, unexported fields and cycles of pointers included.
//
// It owns the format alone and knows nothing of what it writes. The sandbox's services keep their
// state by it, so that a field added to a session or a message is kept without another line:
//
//	data, err := snapshot.Save(&memory)
//	err = snapshot.Restore(data, &memory)
//
// Two pointers to one value point to one value afterwards. Fields tagged `snapshot:"-"` are left
// out, and so are zero values; what cannot be written, such as a channel, must have the tag. Values
// behind interfaces need their types named: both calls take samples of them.
package snapshot
