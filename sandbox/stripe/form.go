package stripe

import (
	"fmt"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// form is a request's parameters as a tree: a[b][]=c is a, then b, then "0".
type form struct {
	value string
	kids  map[string]*form
	isSet bool
}

// parseForm reads nested brackets. It refuses a name that is used both as a
// value and as a parent.
func parseForm(values url.Values) (*form, *apiError) {
	root := &form{}
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		path, ok := splitName(name)
		if !ok {
			return nil, malformed("", name, "Invalid request parameter name: "+name)
		}
		for _, value := range values[name] {
			if err := root.put(path, value, name); err != nil {
				return nil, err
			}
		}
	}
	return root, nil
}

func splitName(name string) ([]string, bool) {
	first, rest, nested := strings.Cut(name, "[")
	path := []string{first}
	if !nested {
		return path, first != "" && !strings.Contains(first, "]")
	}
	rest, closed := strings.CutSuffix(rest, "]")
	if !closed || first == "" {
		return nil, false
	}
	path = append(path, strings.Split(rest, "][")...)
	return path, !slices.ContainsFunc(path, func(w string) bool { return strings.ContainsAny(w, "[]") })
}

func (f *form) put(path []string, value, name string) *apiError {
	at := f
	for _, word := range path {
		if at.isSet {
			return malformed("", name, "Invalid hash: "+name)
		}
		if word == "" {
			word = strconv.Itoa(len(at.kids))
		}
		if at.kids == nil {
			at.kids = map[string]*form{}
		}
		if at.kids[word] == nil {
			at.kids[word] = &form{}
		}
		at = at.kids[word]
	}
	if at.kids != nil {
		return malformed("", name, "Invalid hash: "+name)
	}
	at.value, at.isSet = value, true
	return nil
}

// at walks to a parameter; it returns nil (which reads as absent) if missing.
func (f *form) at(path ...string) *form {
	for _, word := range path {
		if f == nil {
			return nil
		}
		f = f.kids[word]
	}
	return f
}

func (f *form) has() bool { return f != nil && (f.isSet || len(f.kids) > 0) }

func (f *form) text() string {
	if f == nil {
		return ""
	}
	return f.value
}

// list returns the elements of an array in the order of their numbers.
func (f *form) list() []*form {
	if f == nil {
		return nil
	}
	names := f.names()
	out := make([]*form, len(names))
	for i, name := range names {
		out[i] = f.kids[name]
	}
	return out
}

func (f *form) texts() []string {
	var out []string
	for _, each := range f.list() {
		out = append(out, each.value)
	}
	return out
}

// names are the children's names, numbers in the order of their size.
func (f *form) names() []string {
	if f == nil {
		return nil
	}
	names := make([]string, 0, len(f.kids))
	for name := range f.kids {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		x, errX := strconv.Atoi(a)
		y, errY := strconv.Atoi(b)
		if errX == nil && errY == nil {
			return x - y
		}
		return strings.Compare(a, b)
	})
	return names
}

// number reads an integer parameter; absent reads as 0.
func (f *form) number(param string) (int64, *apiError) {
	if f == nil || !f.isSet {
		return 0, nil
	}
	n, err := strconv.ParseInt(f.value, 10, 64)
	if err != nil {
		return 0, malformed("parameter_invalid_integer", param, "Invalid integer: "+f.value)
	}
	return n, nil
}

// flag reads a boolean parameter; absent reads as otherwise.
func (f *form) flag(param string, otherwise bool) (bool, *apiError) {
	switch {
	case f == nil || !f.isSet:
		return otherwise, nil
	case f.value == "true":
		return true, nil
	case f.value == "false":
		return false, nil
	}
	return false, malformed("", param, "Invalid boolean: "+f.value)
}

// choice reads an enumerated parameter; absent reads as the first of allowed.
func (f *form) choice(param string, allowed ...string) (string, *apiError) {
	if f == nil || !f.isSet {
		return allowed[0], nil
	}
	if !slices.Contains(allowed, f.value) {
		return "", malformed("", param, fmt.Sprintf("Invalid %s: must be one of %s", param, strings.Join(allowed, ", ")))
	}
	return f.value, nil
}

// mergeMetadata applies a metadata parameter: an empty value removes a key,
// an empty hash all (https://docs.stripe.com/api/metadata).
func (f *form) mergeMetadata(old map[string]string) (map[string]string, *apiError) {
	out := copyOf(old)
	if f == nil {
		return out, nil
	}
	if f.isSet {
		if f.value != "" {
			return nil, malformed("", "metadata", "Invalid hash")
		}
		return map[string]string{}, nil
	}
	for name, each := range f.kids {
		switch {
		case len(name) > 40:
			return nil, malformed("", "metadata", "Metadata keys must be up to 40 characters long. Invalid key: "+name)
		case len([]rune(each.value)) > 500:
			return nil, malformed("", "metadata["+name+"]", "Metadata values can have up to 500 characters, but you passed in a value that is "+strconv.Itoa(len([]rune(each.value)))+" characters. Invalid value: "+each.value)
		case each.value == "":
			delete(out, name)
		default:
			out[name] = each.value
		}
	}
	if len(out) > 50 {
		return nil, malformed("", "metadata", "You cannot set more than 50 metadata keys.")
	}
	return out, nil
}
