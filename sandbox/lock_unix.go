//go:build unix

package sandbox

import (
	"os"
	"syscall"
)

// lock fails if another process holds the file. It ends with the file's closing.
func lock(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }
