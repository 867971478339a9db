package shop

import (
	"context"
	"log/slog"

	"till/shop/job"
)

// witness is the store as the use cases have it: each job that they write remembers
// its cause, and what they journal of an order is logged when it is durable, one
// line for each act. So no use case has to, and none can forget.
type witness struct {
	Store

	log *slog.Logger
}

// journaled is an act that was journaled.
type journaled struct {
	order    OrderID
	act      Act
	from, to Status
	cause    string
}

// Update implements Store.
func (w witness) Update(ctx context.Context, fn func(Tx) error) error {
	var acts []journaled
	err := w.Store.Update(ctx, func(tx Tx) error {
		acts = acts[:0]
		return fn(witnessed{Tx: tx, cause: trailOf(ctx).cause, acts: &acts})
	})
	if err != nil {
		return err
	}
	for _, a := range acts {
		attrs := []slog.Attr{slog.String("act", string(a.act))}
		if a.from != a.to && a.from != "" {
			attrs = append(attrs, slog.String("from", string(a.from)))
		}
		if a.from != a.to {
			attrs = append(attrs, slog.String("to", string(a.to)))
		}
		told := context.WithValue(ctx, trailKey{}, trail{cause: a.cause, job: trailOf(ctx).job, order: a.order})
		w.log.LogAttrs(told, slog.LevelInfo, "order", attrs...)
	}
	return nil
}

// witnessed is a transaction under a witness.
type witnessed struct {
	Tx

	cause string
	acts  *[]journaled
}

// caused returns the transaction for a part of it that another cause began.
func caused(tx Tx, cause string) Tx {
	if w, ok := tx.(witnessed); ok {
		w.cause = cause
		return w
	}
	return tx
}

// Jobs implements Tx.
func (w witnessed) Jobs() Jobs { return witnessedJobs{w.Tx.Jobs(), w.cause} }

type witnessedJobs struct {
	Jobs

	cause string
}

// Put implements Jobs.
func (w witnessedJobs) Put(j job.Job) error {
	if j.Cause == "" {
		j.Cause = w.cause
	}
	return w.Jobs.Put(j)
}

// Journal implements Tx.
func (w witnessed) Journal() Journal { return witnessedJournal{w.Tx.Journal(), w} }

type witnessedJournal struct {
	Journal

	tx witnessed
}

// Append implements Journal.
func (w witnessedJournal) Append(id OrderID, e Entry) error {
	if err := w.Journal.Append(id, e); err != nil {
		return err
	}
	*w.tx.acts = append(*w.tx.acts, journaled{order: id, act: e.Act, from: e.From, to: e.To, cause: w.tx.cause})
	return nil
}
