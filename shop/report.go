package shop

import (
	"context"
	"time"
)

// MaxReport is how long a report may be, in characters.
const MaxReport = 1000

// ReportReason is what a report is about.
type ReportReason string

// The reasons of a report.
const (
	ReportScam  ReportReason = "scam"
	ReportGoods ReportReason = "goods" // what may not be sold, or is not what it is said to be
	ReportAbuse ReportReason = "abuse"
	ReportOther ReportReason = "other"
)

// paceReport lets somebody report three things at once.
var paceReport = pace{"report", 3, 20 * time.Minute}

// ReportInput is what somebody tells the operators about somebody else.
type ReportInput struct {
	Cause  string
	Actor  Actor
	Order  OrderID // one of theirs, whose other side is reported; or
	Whom   UserID  // a shop, or somebody who wrote to them
	Reason ReportReason
	Text   string
}

// Report tells the operators. The text goes to them with the alert, and is kept
// nowhere: once it is delivered, it stands in their messages only.
func (s *Shop) Report(ctx context.Context, in ReportInput) error {
	text, err := cleanWords(in.Text, MaxReport)
	if err != nil {
		return err
	}
	switch {
	case blank(text):
		return refuse(Invalid, ReasonTextEmpty, "nothing is reported")
	case len(s.cfg.Operators) == 0:
		return refuse(Unavailable, ReasonNoOperators, "nobody reads reports")
	case in.Whom == in.Actor.ID:
		return refuse(Invalid, ReasonSelf, "a report about oneself")
	}
	return s.store.Update(ctx, func(tx Tx) error {
		whom := in.Whom
		if in.Order != "" {
			t, err := s.take(tx, in.Order, in.Actor.ID)
			if err != nil {
				return err
			}
			role := t.o.Role(in.Actor.ID)
			if role == "" {
				return refuse(NotFound, ReasonNoOrder, "not a side of %s", in.Order)
			}
			whom = t.o.Person(role.Other())
		} else if err := known(tx, in.Actor.ID, whom); err != nil {
			return err
		}
		if seen, err := s.once(tx, in.Cause, "reported"); err != nil || seen != "" {
			return err
		}
		if err := s.meet(tx, in.Actor); err != nil {
			return err
		}
		if err := s.keep(tx, paceReport, in.Actor.ID, ""); err != nil {
			return err
		}
		return s.alertAll(tx, "report:"+in.Cause, in.Order, AlertReport, map[string]string{
			"reporter": string(in.Actor.ID), "reported": string(whom), "reason": string(in.Reason), "text": text,
		})
	})
}
