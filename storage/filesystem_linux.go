package storage

import "syscall"

// doubt tells what is known against the file system of a folder.
func doubt(folder string) string {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(folder, &disk); err != nil {
		return ""
	}
	return doubtOf(int64(disk.Type)) //nolint:unconvert,nolintlint // its size differs by architecture
}

// doubtOf reads a file system's number (linux/magic.h, and statfs(2)).
func doubtOf(magic int64) string {
	const (
		forgets = "it is in memory: all of it is gone when the machine restarts"
		layered = "it is a container's own layer: all of it is gone when the container is replaced"
		distant = "it is on a network file system, where neither the lock on the file nor what was written can be relied on"
	)
	switch uint32(magic) { // 32 bits are the same with and without a sign
	case 0x01021994, 0x858458f6: // tmpfs, ramfs
		return forgets
	case 0x794c7630: // overlayfs
		return layered
	case 0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997, 0x00c36400, 0x5346414f, 0x65735546: // nfs, smb, cifs, smb2, 9p, ceph, afs, fuse (sshfs and the like)
		return distant
	default:
		return ""
	}
}
