package shop

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"time"

	"till/shop/job"
)

// When a job is given up: what failed for want of an answer after days, since
// services come back; what fails by itself after some tries. Neither happens
// before enough tries, whatever an outage did to the clock.
const (
	leastTries  = 8
	giveUpDown  = 3 * day
	giveUpWrong = day / 24
)

// failed writes a try that failed: the job is due again later, or is given up.
// One that somebody wrote anew meanwhile is left as it is.
func (s *Shop) failed(tx Tx, taken job.Job, cause error) error {
	current, err := tx.Jobs().Get(taken.Key)
	if err != nil || !current.Same(taken) {
		return unlessMissing(err)
	}
	if wait := waitOf(cause); wait > 0 { // its turn has not come: that is no try
		taken.Due, taken.LastError = s.now().Add(wait.Round(time.Millisecond)), cause.Error()
		return tx.Jobs().Put(taken)
	}
	next := taken.Retry(s.now(), s.cfg.Jitter(), cause)
	bound := giveUpDown
	if code := CodeOf(cause); code != Unavailable {
		bound = giveUpWrong
	}
	if next.Attempts < leastTries || s.now().Sub(next.FailedSince) < bound {
		return tx.Jobs().Put(next)
	}
	next.Unanswered = CodeOf(cause) == Unavailable
	return s.bury(tx, next)
}

// bury gives a job up, and tells the operators. It waits for them.
func (s *Shop) bury(tx Tx, j job.Job) error {
	s.cfg.Observer.Count("job_dead", string(workOf(j.Kind)), string(j.Kind))
	s.cfg.Logger.Error("job given up: it waits for an operator", "key", impersonal(j.Key), "error", j.LastError)
	if err := tx.Backlog().Bury(j); err != nil {
		return err
	}
	var n Notice
	if j.Kind == kindNotice && json.Unmarshal(j.Payload, &n) == nil && n.Kind == NoticeAlert {
		return nil // an alert about an alert would not arrive either
	}
	return s.alertAll(tx, "job:"+string(j.Key), OrderID(j.Order), AlertJobDead, map[string]string{"job": string(j.Key), "why": j.LastError})
}

// revive takes up again what was given up for want of an answer: the provider
// answers.
func (s *Shop) revive(tx Tx) error {
	dead, err := tx.Backlog().Dead()
	if err != nil {
		return err
	}
	for _, j := range dead {
		if !j.Unanswered {
			continue
		}
		if err := s.retry(tx, j.Key); err != nil {
			return err
		}
	}
	return nil
}

// alertAll tells the operators something that is not a change of an order.
func (s *Shop) alertAll(tx Tx, about string, id OrderID, a Alert, facts map[string]string) error {
	s.cfg.Observer.Count("alert", string(a))
	all := map[string]string{"alert": string(a)}
	maps.Copy(all, facts)
	for _, operator := range s.cfg.Operators {
		key := job.Key("notice:alert:" + about + ":" + string(operator))
		if err := s.post(tx, key, s.now().Format(time.RFC3339), Notice{Kind: NoticeAlert, To: operator, Order: id, Facts: all}); err != nil {
			return err
		}
	}
	return nil
}

// Jobs returns the jobs that are not done, earliest due first, and those that
// were given up.
func (s *Shop) Jobs(ctx context.Context) (waiting, dead []job.Job, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		if waiting, err = tx.Backlog().Waiting(0); err != nil {
			return err
		}
		dead, err = tx.Backlog().Dead()
		return err
	})
	return waiting, dead, err
}

// RetryJob tries a job now: one that was given up, or one that waits.
func (s *Shop) RetryJob(ctx context.Context, key job.Key) error {
	return s.store.Update(ctx, func(tx Tx) error { return s.retry(tx, key) })
}

func (s *Shop) retry(tx Tx, key job.Key) error {
	dead, err := tx.Backlog().Unearth(key)
	if err != nil && CodeOf(err) != NotFound {
		return err
	}
	j, waits := tx.Jobs().Get(key)
	if waits != nil { // else it was written anew meanwhile
		if j = dead; err != nil || CodeOf(waits) != NotFound {
			return errors.Join(err, unlessMissing(waits))
		}
	}
	j.Due, j.Attempts, j.FailedSince, j.Unanswered = s.now(), 0, time.Time{}, false
	return tx.Jobs().Put(j)
}

// DropJob forgets a job that was given up. One that is not is a Conflict.
func (s *Shop) DropJob(ctx context.Context, key job.Key) error {
	return s.store.Update(ctx, func(tx Tx) error {
		if _, err := tx.Jobs().Get(key); err == nil {
			return refuse(Conflict, "", "job %s is not given up", key)
		}
		j, err := tx.Backlog().Unearth(key)
		if err == nil {
			s.cfg.Logger.Warn("job dropped", "key", impersonal(j.Key), "error", j.LastError)
		}
		return err
	})
}
