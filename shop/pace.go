package shop

import "time"

// A pace is how often somebody may do something: burst times at once, and from
// then on once in every interval. So little as one time is kept of it: when the
// person will have made up for all that they did.
type pace struct {
	name  string
	burst int
	every time.Duration
}

// The paces. What is done over and over against others is slowed down to what a
// person does who means well.
var (
	paceSay    = pace{"say", 20, 30 * time.Second}   // to one person: 20 in 10 minutes
	paceFirst  = pace{"first", 5, 12 * time.Minute}  // to shops not talked with before: 5 in an hour
	paceVerify = pace{"verify", 10, 6 * time.Minute} // of 2^40 references: nobody guesses one
)

// keep counts one act of who, about whom when each counts by itself, and refuses
// one too many: its error says when the next can follow.
func (s *Shop) keep(tx Tx, p pace, who, about UserID) error {
	person, err := tx.People().Get(who)
	if err != nil {
		return err
	}
	now := s.now()
	kept := make(map[string]time.Time, len(person.Paces)+1)
	for name, at := range person.Paces {
		if at.After(now) {
			kept[name] = at // the others have been made up for
		}
	}
	name := p.name
	if about != "" {
		name += ":" + string(about)
	}
	at := now
	if owed, ok := kept[name]; ok {
		at = owed
	}
	if next := at.Add(-time.Duration(p.burst-1) * p.every); next.After(now) {
		return &Error{Code: Conflict, Reason: ReasonTooFast, Until: next, Message: "too many: " + p.name}
	}
	kept[name] = at.Add(p.every)
	person.Paces = kept
	return tx.People().Put(person)
}
