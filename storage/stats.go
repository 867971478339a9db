package storage

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
)

// Stats is how the store's file stands.
type Stats struct {
	Size      int64 // bytes, with what is free in it
	FreePages int   // to be written again; below 0: the file was changed while it was looked at
	PageSize  int   // bytes
	DiskFree  int64 // bytes that can still be written to its disk; below 0: not known
}

// Stats returns how the file stands. It reads three pages' heads.
func (db *DB) Stats() (s Stats, err error) {
	const doing = "look at the store's file"
	file, err := os.Open(db.path)
	if err != nil {
		return s, failed(doing, err)
	}
	defer func() { err = failed(doing, errors.Join(err, file.Close())) }()
	info, err := file.Stat()
	if err != nil {
		return s, err
	}
	s = Stats{Size: info.Size(), DiskFree: -1}
	if left, known := freeSpace(filepath.Dir(db.path)); known {
		s.DiskFree = left
	}
	db.file.RLock()
	s.PageSize = db.bolt.Info().PageSize
	db.file.RUnlock()
	s.FreePages, err = freePages(file, int64(s.PageSize))
	return s, err
}

// The parts of bbolt's file that freePages reads, which are fixed by the version in
// each meta page (go.etcd.io/bbolt/internal/common, page.go and meta.go): a page's
// head is its id, flags and count; a meta page goes on with magic, version, page
// size, flags, root, the free list's page, the last page and the transaction.
const (
	pageHead     = 16
	metaFreelist = pageHead + 32
	metaTxid     = pageHead + 48
	freelistFlag = 0x10
	countIsAbove = 0xFFFF // the count stands after the head
)

// freePages reads how many pages are free. bbolt counts them itself only together
// with much else, which slows every transaction.
func freePages(file *os.File, size int64) (int, error) {
	var page, newest uint64
	for meta := range int64(2) {
		head := make([]byte, metaTxid+8)
		if _, err := file.ReadAt(head, meta*size); err != nil {
			return 0, err
		}
		if txid := binary.NativeEndian.Uint64(head[metaTxid:]); txid >= newest {
			newest, page = txid, binary.NativeEndian.Uint64(head[metaFreelist:])
		}
	}
	list := make([]byte, pageHead+8)
	if _, err := file.ReadAt(list, int64(page)*size); err != nil {
		return 0, err
	}
	if binary.NativeEndian.Uint64(list) != page || binary.NativeEndian.Uint16(list[8:]) != freelistFlag {
		return -1, nil
	}
	if count := binary.NativeEndian.Uint16(list[10:]); count != countIsAbove {
		return int(count), nil
	}
	return int(binary.NativeEndian.Uint64(list[pageHead:])), nil
}
