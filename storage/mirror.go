package storage

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"time"
)

// Copying is how a copy is made. The zero value copies as fast as the disk does.
type Copying struct {
	// Rate is how many bytes a second are written at most; 0: as many as can be.
	Rate int64
	// Progress is called now and then with how much of the work is done: the
	// bytes that were copied, or 0 of 0 while the copy is examined. It must not
	// block.
	Progress func(done, total int64)
}

func (c Copying) report(done, total int64) {
	if c.Progress != nil {
		c.Progress(done, total)
	}
}

const (
	// syncEach is how many bytes are written before they are synced: a change that
	// is synced meanwhile waits for no more than these.
	syncEach = 256 << 10
	// compareEach is how many bytes are compared at a time, and written when they
	// differ: a page of most systems.
	compareEach = 4096
)

// write makes a new file, synced, of what fill copies to it. lull is asked before
// each piece, and may wait.
func (c Copying) write(ctx context.Context, path string, lull func(context.Context) error, fill func(*mirror) error) (err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_RDWR, fileMode)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := fill(&mirror{ctx: ctx, file: file, how: c, lull: lull}); err != nil {
		return err
	}
	return file.Sync()
}

// mirror makes a file equal to what is copied to it, once or again. It writes what
// differs, no faster than it may, and syncs that in small pieces.
type mirror struct {
	ctx      context.Context //nolint:containedctx // io.Writer has no other place for it
	file     *os.File
	how      Copying
	lull     func(context.Context) error
	had      []byte    // what the file has where the next Write goes
	at       int64     // where that is
	unsynced int       // bytes
	begun    time.Time // when the first of them was written
	done     int64     // of total, for how.Progress
	total    int64
}

// copyFile makes the file equal to another, as that is found: if it is written to
// meanwhile, something of before and something of after.
func (m *mirror) copyFile(path string) (err error) {
	source, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	info, err := source.Stat()
	if err != nil {
		return err
	}
	return m.copy(info.Size(), source)
}

// copy makes the file equal to what, which has about this size.
func (m *mirror) copy(size int64, what io.WriterTo) error {
	m.at, m.total = 0, size
	m.how.report(min(m.done, size), size)
	if _, err := what.WriteTo(m); err != nil {
		return err
	}
	return m.file.Truncate(m.at)
}

// Write implements io.Writer.
func (m *mirror) Write(p []byte) (n int, err error) {
	if err := m.lull(m.ctx); err != nil {
		return 0, err
	}
	m.had = slices.Grow(m.had[:0], len(p))[:len(p)]
	had, err := m.file.ReadAt(m.had, m.at)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	m.had = m.had[:had]
	for n < len(p) {
		end := n
		for end < len(p) && !m.has(p, end) {
			end = min(end+compareEach, len(p))
		}
		if end == n {
			n = min(n+compareEach, len(p))
			continue
		}
		if m.unsynced == 0 {
			m.begun = time.Now()
		}
		if _, err := m.file.WriteAt(p[n:end], m.at+int64(n)); err != nil {
			return n, err
		}
		m.unsynced += end - n
		n = end
	}
	m.at += int64(n)
	m.done = max(m.done, m.at)
	if m.unsynced < syncEach {
		return n, nil
	}
	return n, m.sync()
}

// has tells whether a page of p is in the file.
func (m *mirror) has(p []byte, from int) bool {
	to := min(from+compareEach, len(p))
	return to <= len(m.had) && bytes.Equal(p[from:to], m.had[from:to])
}

// sync makes what was written durable, and waits until more may be written.
func (m *mirror) sync() error {
	if err := m.file.Sync(); err != nil {
		return err
	}
	written := m.unsynced
	m.unsynced = 0
	m.how.report(min(m.done, m.total), m.total)
	if m.how.Rate <= 0 {
		return nil
	}
	early := time.Until(m.begun.Add(time.Duration(float64(written) / float64(m.how.Rate) * float64(time.Second))))
	if early <= 0 {
		return nil
	}
	timer := time.NewTimer(early)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-m.ctx.Done():
		return m.ctx.Err()
	}
}
