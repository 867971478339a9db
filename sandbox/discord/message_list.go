package discord

import "slices"

func (d *Discord) listMessages(r *request) (reply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	ch, err := d.botChannel(r.PathValue("channel"))
	if err != nil {
		return reply{}, err
	}
	query := object{}
	for key, values := range r.URL.Query() {
		query[key] = values[0]
	}
	f := newForm(query)
	limit, given := f.integer("limit", 1, 100)
	if !given {
		limit = 50
	}
	before, after, around := f.snowflake("before"), f.snowflake("after"), f.snowflake("around")
	if err := f.problems.err(); err != nil {
		return reply{}, err
	}
	var seen []*message
	for _, m := range ch.messages {
		if m.only == "" {
			seen = append(seen, m)
		}
	}
	list := []object{}
	for _, m := range page(seen, limit, before, after, around) {
		list = append(list, d.messageObject(m))
	}
	return ok(list)
}

// page is a part of a channel's messages, newest first.
func page(all []*message, limit int, before, after, around string) []*message {
	older := func(a, b string) bool { return len(a) < len(b) || len(a) == len(b) && a < b }
	position := func(id string) int {
		i := slices.IndexFunc(all, func(m *message) bool { return !older(m.id, id) })
		if i < 0 {
			return len(all)
		}
		return i
	}
	from, to := max(len(all)-limit, 0), len(all)
	switch {
	case around != "":
		from = max(position(around)-limit/2, 0)
		to = min(from+limit, len(all))
	case before != "":
		to = position(before)
		from = max(to-limit, 0)
	case after != "":
		from = position(after)
		if from < len(all) && all[from].id == after {
			from++
		}
		to = min(from+limit, len(all))
	}
	part := slices.Clone(all[from:to])
	slices.Reverse(part)
	return part
}
