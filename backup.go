package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"till/storage"
)

// backupCommand is `till backup`.
type backupCommand struct {
	storeFlags `embed:""`
	To         string `arg:"" name:"file" help:"The file to write; with --every, the folder to write to."`
	Rate       int64  `help:"How many megabytes a second are written at most, so that the bot has the disk, too (default ${default})." default:"64" placeholder:"MB"`
	Every      span   `help:"Back up again and again, until stopped." placeholder:"6h"`
	Keep       int    `help:"How many backups are kept in the folder, with --every (default ${default})." default:"28" placeholder:"N"`
}

// Run backs the store up through the till that serves on it, or opens it itself.
func (c *backupCommand) Run(p *program) error {
	switch {
	case c.Rate < 1:
		return errors.New("--rate must be 1 or more megabytes a second")
	case c.Every == 0:
		return c.once(p, c.To)
	case c.Every < span(time.Minute):
		return errors.New("--every must be 1m or more")
	case c.Keep < 1:
		return errors.New("--keep must be 1 or more: else no backup would be left")
	}
	if info, err := os.Stat(c.To); err != nil || !info.IsDir() {
		return fmt.Errorf("%s is no folder: with --every, name one that backups are written to", c.To)
	}
	tick := time.NewTicker(time.Duration(c.Every))
	defer tick.Stop()
	for {
		if err := c.rotate(p, time.Now()); err != nil && p.ctx.Err() == nil {
			fmt.Fprintf(p.stderr, "till: %v\n", err) // the next one may succeed; older ones are kept
		}
		select {
		case <-p.ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// The names of backups in a folder, by their time in UTC: they sort by it.
const (
	backupPrefix = "till-"
	backupSuffix = ".db"
	backupLayout = "20060102T150405Z"
)

// rotate writes one more backup to the folder, and deletes the oldest ones beyond
// those that are kept.
func (c *backupCommand) rotate(p *program, now time.Time) error {
	if err := c.once(p, filepath.Join(c.To, backupPrefix+now.UTC().Format(backupLayout)+backupSuffix)); err != nil {
		return err
	}
	entries, err := os.ReadDir(c.To)
	if err != nil {
		return err
	}
	var names []string
	for _, e := range entries {
		stamp := strings.TrimSuffix(strings.TrimPrefix(e.Name(), backupPrefix), backupSuffix)
		if _, err := time.Parse(backupLayout, stamp); err == nil && e.Name() == backupPrefix+stamp+backupSuffix {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	for _, name := range names[:max(0, len(names)-c.Keep)] {
		if err := os.Remove(filepath.Join(c.To, name)); err != nil {
			return fmt.Errorf("deleting an old backup: %w", err)
		}
	}
	return nil
}

// once writes one backup.
func (c *backupCommand) once(p *program, to string) error {
	to, err := filepath.Abs(to) // the till that serves may have another working directory
	if err != nil {
		return err
	}
	bar := newBar(p.stderr)
	var size int64
	path := "/backup?file=" + url.QueryEscape(to) + "&rate=" + strconv.FormatInt(c.Rate, 10)
	err = hearServer(p.ctx, c.Store, http.MethodPost, path, func(answer io.Reader) (err error) {
		size, err = followBackup(answer, bar)
		return err
	})
	if errors.Is(err, errNobody) {
		size, err = c.alone(p.ctx, to, bar)
	}
	bar.end()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.stdout, "%s: %s, examined\n", to, megabytes(size))
	return err
}

// alone backs up a store that no till serves on.
func (c *backupCommand) alone(ctx context.Context, to string, bar *bar) (size int64, err error) {
	db, err := storage.Open(c.Store, storage.Options{ReadOnly: true, Existing: true})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return db.Backup(ctx, to, storage.Copying{Rate: c.Rate << 20, Progress: bar.show})
}

// backupStep is a line of the answer about a backup: how far it is, or how it ended.
type backupStep struct {
	Done  int64  `json:"done"`
	Total int64  `json:"total"`
	Size  int64  `json:"size,omitempty"`
	Error string `json:"error,omitempty"`
}

// answerBackup backs up the store that this till serves on.
func (s *service) answerBackup(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	rate, err := strconv.ParseInt(query.Get("rate"), 10, 32)
	if err != nil || rate < 1 || !filepath.IsAbs(query.Get("file")) {
		http.Error(w, "a backup needs the whole path of its file, and a rate", http.StatusBadRequest)
		return
	}
	out := http.NewResponseController(w)
	_ = out.SetWriteDeadline(time.Time{}) // it takes as long as it takes
	say := func(step backupStep) {
		_ = json.NewEncoder(w).Encode(step) // the caller may be gone: then the request's context ends the backup
		_ = out.Flush()
	}
	var told time.Time
	size, err := s.store.Backup(r.Context(), query.Get("file"), storage.Copying{Rate: rate << 20, Progress: func(done, total int64) {
		if now := time.Now(); total == 0 || now.Sub(told) > 100*time.Millisecond {
			told = now
			say(backupStep{Done: done, Total: total})
		}
	}})
	last := backupStep{Size: size}
	if err != nil {
		last.Error = err.Error()
	}
	say(last)
}

// followBackup reads what answerBackup says.
func followBackup(answer io.Reader, bar *bar) (size int64, err error) {
	lines := json.NewDecoder(answer)
	for {
		var step backupStep
		if err := lines.Decode(&step); err != nil {
			return 0, fmt.Errorf("the till that serves broke off: %w", err)
		}
		switch {
		case step.Error != "":
			return 0, fmt.Errorf("the till that serves says: %s", step.Error)
		case step.Size > 0:
			return step.Size, nil
		default:
			bar.show(step.Done, step.Total)
		}
	}
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/(1<<20)) }
