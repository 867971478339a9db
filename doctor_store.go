package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"till/shop"
	"till/storage"
)

// store looks whether it can be opened, or who has it.
func (d *doctor) store(ctx context.Context) finding {
	path := d.serve.Store
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(filepath.Dir(path)); err != nil {
			return fail(fmt.Sprintf("the folder %s does not exist", filepath.Dir(path)), "make it, or name another file by --store")
		}
		return seen("%s is not there yet: till serve makes it", path)
	}
	db, err := storage.Open(path, storage.Options{ReadOnly: true, Existing: true, Timeout: time.Second})
	switch {
	case err == nil:
		defer db.Close()
		if err := shop.CheckMode(ctx, db, d.policy.Mode); err != nil {
			return fail(err.Error(), "change --shop, or name another file by --store")
		}
		return seen("%s, of %s, schema %d; no till serves on it", path, db.CreatedAt().Format("2 January 2006"), storage.Schema())
	case errors.Is(err, storage.ErrLocked):
		return d.heldStore(ctx)
	case errors.Is(err, storage.ErrOlder):
		return warn(err.Error(), "till backup first: the till that made it cannot read it afterwards")
	default:
		return fail(err.Error(), "till restore puts a backup in its place")
	}
}

// heldStore asks the till that has the store.
func (d *doctor) heldStore(ctx context.Context) finding {
	var ready readiness
	switch err := askServer(ctx, d.serve.Store, http.MethodGet, "/readyz", &ready); {
	case errors.Is(err, errNobody):
		return fail(d.serve.Store+" is open in another program, and no till answers beside it", "end that program (lsof names it)")
	case err != nil:
		return warn("a till has it open: "+err.Error(), "start it anew with this version")
	case !ready.Ready:
		return warn("a till serves on it, and not all is there: "+ready.why(), "see its log, and look again")
	default:
		return seen("a till serves on %s, and all is there", d.serve.Store)
	}
}

// why says which parts are missing.
func (r readiness) why() string {
	var parts []string
	for _, p := range []part{r.Gateway, r.Store, r.Provider} {
		if !p.OK {
			parts = append(parts, p.Why)
		}
	}
	return strings.Join(parts, "; ")
}

// served reports whether a till serves on the store.
func (d *doctor) served(ctx context.Context) bool {
	var ready readiness
	return !errors.Is(askServer(ctx, d.serve.Store, http.MethodGet, "/readyz", &ready), errNobody)
}

func (d *doctor) storePermissions(context.Context) finding {
	c, err := storage.Examine(d.serve.Store)
	folder := filepath.Dir(d.serve.Store)
	switch {
	case err != nil:
		return fail(err.Error(), "run till as the file's owner")
	case c.CanMake != nil:
		return fail("no file can be made in "+folder+": "+bare(c.CanMake).Error(), "let the user that till runs as write there: it keeps a socket and copies beside the store")
	case c.Exists && c.Mode.Perm()&0o077 != 0 && runtime.GOOS != "windows":
		return warn(fmt.Sprintf("others can read %s (mode %04o)", d.serve.Store, c.Mode.Perm()), "chmod 600 "+d.serve.Store+"; till serve does it at its start").
			by("Let only its owner read "+d.serve.Store, func(context.Context) (string, error) {
				return "only its owner can read it now", restrict(d.serve.Store)
			})
	case !c.Exists:
		return seen("%s can be written to", folder)
	default:
		return seen("only its owner can read it")
	}
}

// What must be free on the store's disk: to go on at all, and for a second copy,
// which a backup, an erasure and an upgrade make.
const (
	leastFree = 64 << 20
	roomyFree = 512 << 20
)

// room is a size as people write it.
func room(n int64) string {
	if n < 1<<30 {
		return megabytes(n)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
}

func (d *doctor) storeDisk(context.Context) finding {
	c, err := storage.Examine(d.serve.Store)
	if err != nil {
		return fail(err.Error(), "run till as the file's owner")
	}
	detail := fmt.Sprintf("%s are free, the store has %s", room(c.Free), room(c.Size))
	switch {
	case c.Free < 0:
		return seen("this system does not say how much is free")
	case c.Free < leastFree:
		return fail(detail, "make room: on a full disk nothing is taken any more")
	case c.Free < max(roomyFree, 2*c.Size):
		return warn(detail, "make room for a second copy of the store, and for what is still to come")
	default:
		return seen("%s", detail)
	}
}

func (d *doctor) storeFileSystem(context.Context) finding {
	c, err := storage.Examine(d.serve.Store)
	switch {
	case err != nil:
		return fail(err.Error(), "run till as the file's owner")
	case c.Doubt != "":
		return warn(c.Doubt, "keep the store on a disk of this machine, or on a volume")
	default:
		return seen("nothing is known against it")
	}
}

// How far the machine's clock may be off: what is signed is taken for five minutes,
// and deadlines are told to the second.
const (
	offWarning = 5 * time.Second
	offProblem = time.Minute
)

// clock compares this machine's with those of the services that were asked.
func (d *doctor) clock(context.Context) finding {
	who, off := d.dates.furthest()
	switch {
	case who == "":
		return warn("no service has told the time", "mend discord-token or stripe-key first")
	case off.Abs() >= offProblem:
		return fail(fmt.Sprintf("%s off %s's", off.Round(time.Second), who), "let the machine set its clock (timedatectl set-ntp true): signatures and deadlines go by it")
	case off.Abs() >= offWarning:
		return warn(fmt.Sprintf("%s off %s's", off.Round(time.Second), who), "let the machine set its clock (timedatectl set-ntp true)")
	default:
		return seen("agrees with those of the services")
	}
}

// dates notes how far this machine's clock is from those of services, by the Date of
// their answers.
type dates struct {
	now func() time.Time // time.Now when nil

	mu  sync.Mutex
	off map[string]time.Duration // by service
}

// of is a transport to a service.
func (d *dates) of(service string) http.RoundTripper { return dated{d, service} }

type dated struct {
	dates   *dates
	service string
}

// RoundTrip implements [http.RoundTripper].
func (d dated) RoundTrip(r *http.Request) (*http.Response, error) {
	now := d.dates.now
	if now == nil {
		now = time.Now
	}
	sent := now()
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if told, err := http.ParseTime(response.Header.Get("Date")); err == nil {
		d.dates.note(d.service, sent, now(), told)
	}
	return response, nil
}

// note takes a service's time, which is cut to seconds, against the span in which it
// was told.
func (d *dates) note(service string, sent, got, told time.Time) {
	var off time.Duration
	switch {
	case sent.After(told.Add(time.Second)):
		off = sent.Sub(told.Add(time.Second))
	case got.Before(told):
		off = got.Sub(told)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.off == nil {
		d.off = make(map[string]time.Duration)
	}
	if before, known := d.off[service]; !known || off.Abs() < before.Abs() {
		d.off[service] = off
	}
}

// furthest is the service whose clock differs most, and by how much this machine's
// is ahead of it; "" when none has told.
func (d *dates) furthest() (service string, off time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for who, by := range d.off {
		if service == "" || by.Abs() > off.Abs() || by.Abs() == off.Abs() && who < service {
			service, off = who, by
		}
	}
	return service, off
}

// bare is an error without the address or path that it is about: those are said
// beside it.
func bare(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}
