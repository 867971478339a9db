package shoptest

import (
	"slices"
	"time"

	"till/shop"
	"till/shop/job"
)

func keys(jobs []job.Job) (all []job.Key) {
	for _, j := range jobs {
		all = append(all, j.Key)
	}
	return all
}

// testBacklog: what waits is listed whatever its lane, what was given up is out
// of the way, and comes back.
func testBacklog(b *bench) {
	b.update(func(tx shop.Tx) error {
		for _, j := range []job.Job{
			{Key: "late", Kind: "k", Due: after(9)},
			{Key: "head", Kind: "k", Lane: "dm:1", Due: after(3)},
			{Key: "tail", Kind: "k", Lane: "dm:1", Due: after(1)},
			{Key: "soon", Kind: "k", Due: after(2)},
			{Key: "beside", Kind: "k", Due: after(2)}, // due together: as they were written
		} {
			if err := tx.Jobs().Put(j); err != nil {
				return err
			}
		}
		return nil
	})
	b.view(func(tx shop.Tx) error {
		waiting, err := tx.Backlog().Waiting(0)
		if got, want := keys(waiting), []job.Key{"tail", "soon", "beside", "head", "late"}; !slices.Equal(got, want) {
			b.Errorf("waiting: %q, want %q", got, want)
		}
		if err != nil {
			return err
		}
		var overdue []job.Key
		if err := tx.Backlog().Overdue(after(3), func(key job.Key, due time.Time) {
			if j, err := tx.Jobs().Get(key); err != nil || !j.Due.Equal(due) {
				b.Errorf("%s is overdue since %s, and is %+v, %v", key, due, j, err)
			}
			overdue = append(overdue, key)
		}); err != nil {
			return err
		}
		if want := []job.Key{"soon", "beside", "head"}; !slices.Equal(overdue, want) {
			b.Errorf("overdue: %q, want %q", overdue, want)
		}
		some, err := tx.Backlog().Waiting(2)
		if got, want := keys(some), []job.Key{"tail", "soon"}; !slices.Equal(got, want) {
			b.Errorf("the first two: %q, want %q", got, want)
		}
		return err
	})
	b.update(func(tx shop.Tx) error {
		for _, key := range []job.Key{"head", "soon", "head"} {
			j, err := tx.Jobs().Get(key)
			if err != nil {
				j = job.Job{Key: key, Kind: "k", LastError: "again"}
			}
			if err := tx.Backlog().Bury(j); err != nil {
				return err
			}
		}
		return nil
	})
	b.view(func(tx shop.Tx) error {
		dead, err := tx.Backlog().Dead()
		if got, want := keys(dead), []job.Key{"head", "soon"}; !slices.Equal(got, want) {
			b.Errorf("given up: %q, want %q", got, want)
		}
		if err != nil {
			return err
		}
		if dead[0].LastError != "again" {
			b.Errorf("given up as %+v", dead[0])
		}
		due, err := tx.Jobs().Due(after(1), 0, "")
		if got, want := keys(due), []job.Key{"tail"}; !slices.Equal(got, want) {
			b.Errorf("due: %q, want %q: its lane is free", got, want)
		}
		return err
	})
	b.update(func(tx shop.Tx) error {
		j, err := tx.Backlog().Unearth("soon")
		if err != nil {
			return err
		}
		if err := tx.Jobs().Put(j); err != nil {
			return err
		}
		_, err = tx.Backlog().Unearth("soon")
		b.notFound("taking up what is not given up", err)
		return tx.Jobs().Put(job.Job{Key: "head", Kind: "k", Due: after(5)}) // a new one, of a name that was given up
	})
	b.rejected(shop.Internal, func(tx shop.Tx) error { return tx.Backlog().Bury(job.Job{}) })
	b.rejected(shop.Conflict, func(tx shop.Tx) error {
		if err := tx.Backlog().Bury(job.Job{Key: "late"}); err != nil {
			return err
		}
		if _, err := tx.Backlog().Unearth("head"); err != nil {
			return err
		}
		return &shop.Error{Code: shop.Conflict, Message: "nothing of it stays"}
	})
	b.view(func(tx shop.Tx) error {
		waiting, err := tx.Backlog().Waiting(0)
		if got, want := keys(waiting), []job.Key{"tail", "beside", "soon", "head", "late"}; !slices.Equal(got, want) {
			b.Errorf("in the end: %q, want %q", got, want)
		}
		if err != nil {
			return err
		}
		dead, err := tx.Backlog().Dead()
		if got, want := keys(dead), []job.Key{"head"}; !slices.Equal(got, want) {
			b.Errorf("still given up: %q, want %q", got, want)
		}
		if _, err := tx.Backlog().Unearth("head"); shop.CodeOf(err) != shop.Internal {
			b.Errorf("taking a job up within a View: %v", err)
		}
		if err := tx.Backlog().Bury(job.Job{Key: "late"}); shop.CodeOf(err) != shop.Internal {
			b.Errorf("giving a job up within a View: %v", err)
		}
		return err
	})
}
