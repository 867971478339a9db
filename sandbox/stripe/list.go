package stripe

import (
	"slices"
	"time"
)

// page answers a list, newest first, of the rows that pass the filter
// (https://docs.stripe.com/api/pagination).
func page[T object](c *call, rows []T, kind string, keep func(T) bool) (doc, *apiError) {
	limit, err := c.form.at("limit").number("limit")
	if err != nil {
		return nil, err
	}
	switch {
	case !c.form.at("limit").has():
		limit = 10
	case limit < 1:
		return nil, malformed("parameter_invalid_integer", "limit", "This value must be greater than or equal to 1.")
	case limit > 100:
		return nil, malformed("parameter_invalid_integer", "limit", "This value must be less than or equal to 100.")
	}
	after, before := c.form.at("starting_after"), c.form.at("ending_before")
	if after.has() && before.has() {
		return nil, malformed("", "ending_before", "You may only specify one of these parameters: starting_after, ending_before.")
	}
	newest := slices.Clone(rows)
	slices.Reverse(newest)
	if after.has() {
		i := slices.IndexFunc(newest, func(v T) bool { return v.ident() == after.text() })
		if i < 0 {
			return nil, noSuch(kind, after.text(), "starting_after")
		}
		newest = newest[i+1:]
	}
	if before.has() {
		i := slices.IndexFunc(newest, func(v T) bool { return v.ident() == before.text() })
		if i < 0 {
			return nil, noSuch(kind, before.text(), "ending_before")
		}
		newest = newest[:i]
	}
	newest = slices.DeleteFunc(newest, func(v T) bool { return !keep(v) })
	more := len(newest) > int(limit)
	switch {
	case more && before.has(): // the page next to the object, not the first one
		newest = newest[len(newest)-int(limit):]
	case more:
		newest = newest[:limit]
	}
	return listDoc(newest, c.path, more, c.now), nil
}

func listDoc[T object](rows []T, url string, more bool, now time.Time) doc {
	data := make([]doc, len(rows))
	for i, v := range rows {
		data[i] = v.doc(now)
	}
	return doc{"object": "list", "url": url, "has_more": more, "data": data}
}

// window reads a time filter: an exact second, or gt, gte, lt and lte.
func window(f *form, param string) (func(time.Time) bool, *apiError) {
	type bound struct {
		value int64
		isSet bool
	}
	read := func(name string) (bound, *apiError) {
		at, full := f.at(name), param+"["+name+"]"
		n, err := at.number(full)
		return bound{n, at.has()}, err
	}
	if f != nil && f.isSet {
		n, err := f.number(param)
		return func(t time.Time) bool { return t.Unix() == n }, err
	}
	bounds := map[string]bound{}
	for _, name := range []string{"gt", "gte", "lt", "lte"} {
		b, err := read(name)
		if err != nil {
			return nil, err
		}
		bounds[name] = b
	}
	return func(t time.Time) bool {
		at := t.Unix()
		return (!bounds["gt"].isSet || at > bounds["gt"].value) && (!bounds["gte"].isSet || at >= bounds["gte"].value) &&
			(!bounds["lt"].isSet || at < bounds["lt"].value) && (!bounds["lte"].isSet || at <= bounds["lte"].value)
	}, nil
}

// wanted makes a filter of a plain text parameter; absent passes all.
func (c *call) wanted(param string) func(string) bool {
	f := c.form.at(param)
	return func(value string) bool { return !f.has() || f.text() == value }
}

func newestFirst[T any](rows []T) []T {
	out := slices.Clone(rows)
	slices.Reverse(out)
	return out
}
