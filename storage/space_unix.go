//go:build linux || darwin

package storage

import "syscall"

// freeSpace returns how many bytes can still be written to a folder's disk; false
// where the system does not say.
func freeSpace(folder string) (int64, bool) {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(folder, &disk); err != nil {
		return 0, false
	}
	return int64(disk.Bavail * uint64(disk.Bsize)), true
}
