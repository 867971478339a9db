package commands

import (
	"fmt"
	"time"
)

// The periods of /sales beside single months, as its option and its menu name
// them. They stand in routes.
const (
	periodToday = "today"
	periodWeek  = "7d"
	periodMonth = "30d"
	periodYear  = "year"
	periodAll   = "all"
)

// monthLayout is how a month is named: 2026-10.
const monthLayout = "2006-01"

// period is a stretch of whole days, up to today.
type period struct {
	name     string
	from, to time.Time // to is not in it; from is zero for everything
	file     string    // what a file of it is called
}

// periodNamed returns the period of a name as of now, in the zone of now; false
// for a name that is none.
func periodNamed(name string, now time.Time) (period, bool) {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, now.Location()) }
	y, m, d := now.Date()
	p := period{name: name, to: day(y, m, d+1)}
	switch name {
	case periodToday:
		p.from = day(y, m, d)
		p.file = p.from.Format(time.DateOnly)
		return p, true
	case periodWeek:
		p.from = day(y, m, d-6)
	case periodMonth:
		p.from = day(y, m, d-29)
	case periodYear:
		p.from = day(y, 1, 1)
		p.file = p.from.Format("2006")
		return p, true
	case periodAll:
		p.file = "to-" + now.Format(time.DateOnly)
		return p, true
	default:
		first, err := time.ParseInLocation(monthLayout, name, now.Location())
		if err != nil || first.After(now) {
			return period{}, false
		}
		p.from = first
		if next := first.AddDate(0, 1, 0); next.Before(p.to) {
			p.to = next
		}
		p.file = first.Format(monthLayout)
		return p, true
	}
	p.file = p.from.Format(time.DateOnly) + "-to-" + now.Format(time.DateOnly)
	return p, true
}

// periods offers the periods, and the months back to the one in which the shop
// was opened, as many as a menu has room for.
func (v voice) periods(since, now time.Time) []Option {
	var options []Option
	for _, name := range []string{periodToday, periodWeek, periodMonth, periodYear, periodAll} {
		options = append(options, Option{Label: v.period(name), Value: name})
	}
	y, m, _ := now.Date()
	for n := 0; len(options) < maxOptions; n++ {
		first := time.Date(y, m-time.Month(n), 1, 0, 0, 0, 0, now.Location())
		if !first.AddDate(0, 1, 0).After(since) {
			break
		}
		name := first.Format(monthLayout)
		options = append(options, Option{Label: v.period(name), Value: name})
	}
	return options
}

// period puts a period into words.
func (v voice) period(name string) string {
	if p, ok := periodWords[name]; ok {
		return v.say(p)
	}
	first, err := time.Parse(monthLayout, name)
	if err != nil {
		return name
	}
	return v.say(monthWords[first.Month()-1], "year", fmt.Sprint(first.Year()))
}

// unit is what a bar of the chart stands for.
type unit string

// The units.
const (
	byHour  unit = "hour"
	byDay   unit = "day"
	byWeek  unit = "week" // from Monday
	byMonth unit = "month"
	byYear  unit = "year"
)

// maxBars is how many bars a chart has at most that is read on a phone.
const maxBars = 62

// finest is the finest unit with which a stretch of time is not too many bars:
// hours for one day, since they do not name theirs.
func finest(from, to time.Time) unit {
	if !to.After(byDay.next(byDay.begin(from))) {
		return byHour
	}
	for _, u := range []unit{byDay, byWeek, byMonth} {
		n := 0
		for at := u.begin(from); at.Before(to) && n <= maxBars; at = u.next(at) {
			n++
		}
		if n <= maxBars {
			return u
		}
	}
	return byYear
}

// begin is when the unit that t lies in began.
func (u unit) begin(t time.Time) time.Time {
	y, m, d := t.Date()
	switch u {
	case byHour:
		return time.Date(y, m, d, t.Hour(), 0, 0, 0, t.Location())
	case byDay:
	case byWeek:
		d -= (int(t.Weekday()) + 6) % 7
	case byMonth:
		d = 1
	case byYear:
		m, d = 1, 1
	}
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

// next is when the unit that begins at t ends.
func (u unit) next(t time.Time) time.Time {
	switch u {
	case byHour:
		return t.Add(time.Hour)
	case byDay:
		return t.AddDate(0, 0, 1)
	case byWeek:
		return t.AddDate(0, 0, 7)
	case byMonth:
		return t.AddDate(0, 1, 0)
	default:
		return t.AddDate(1, 0, 0)
	}
}

// label is the beginning of a unit, in digits that every language reads alike.
func (u unit) label(t time.Time) string {
	switch u {
	case byHour:
		return t.Format("15:04")
	case byMonth:
		return t.Format(monthLayout)
	case byYear:
		return t.Format("2006")
	default:
		return t.Format(time.DateOnly)
	}
}
