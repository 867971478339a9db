package discord

import (
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// form reads one JSON object of a request, noting each breach of a rule with its path. A getter
// returns a zero value for what is absent or wrong. As Discord does, it takes numbers where texts
// and ids are due; they become strings in place.
type form struct {
	problems *problems
	path     string
	values   map[string]any
}

func newForm(values map[string]any) form { return form{problems: &problems{}, values: values} }

func (f form) at(key string) string {
	if f.path == "" {
		return key
	}
	return f.path + "." + key
}

func (f form) add(key, code, message string) { f.problems.add(f.at(key), code, message) }

// has tells whether a key is there and not null.
func (f form) has(key string) bool { return f.values[key] != nil }

// sent tells whether a key is there at all, null included.
func (f form) sent(key string) bool {
	_, ok := f.values[key]
	return ok
}

func (f form) require(key string) bool {
	if !f.has(key) {
		f.add(key, "BASE_TYPE_REQUIRED", "This field is required")
		return false
	}
	return true
}

// text reads a string whose length in characters is between least and most.
func (f form) text(key string, least, most int) string {
	if !f.has(key) {
		return ""
	}
	s, ok := f.values[key].(string)
	if !ok {
		n, number := f.values[key].(json.Number)
		if !number {
			f.add(key, "STRING_TYPE_CONVERT", "Could not interpret as string.")
			return ""
		}
		s = n.String()
		f.values[key] = s
	}
	f.length(key, s, least, most)
	return s
}

func (f form) length(key, s string, least, most int) {
	n := utf8.RuneCountInString(s)
	switch {
	case n >= least && n <= most:
	case least > 0:
		f.add(key, "BASE_TYPE_BAD_LENGTH", fmt.Sprintf("Must be between %d and %d in length.", least, most))
	default:
		f.add(key, "BASE_TYPE_MAX_LENGTH", fmt.Sprintf("Must be %d or fewer in length.", most))
	}
}

// integer reads a whole number between least and most.
func (f form) integer(key string, least, most int) (int, bool) {
	if !f.has(key) {
		return 0, false
	}
	n, err := strconv.Atoi(fmt.Sprint(f.values[key]))
	switch _, isBool := f.values[key].(bool); {
	case err != nil || isBool:
		f.add(key, "NUMBER_TYPE_COERCE", fmt.Sprintf("Value %q is not int.", fmt.Sprint(f.values[key])))
	case n < least:
		f.add(key, "NUMBER_TYPE_MIN", fmt.Sprintf("int value should be greater than or equal to %d.", least))
	case n > most:
		f.add(key, "NUMBER_TYPE_MAX", fmt.Sprintf("int value should be less than or equal to %d.", most))
	default:
		return n, true
	}
	return 0, false
}

// oneOf reads a whole number that is among the allowed ones.
func (f form) oneOf(key string, allowed ...int) int {
	n, ok := f.integer(key, math.MinInt32, math.MaxInt32)
	if ok && !slices.Contains(allowed, n) {
		f.add(key, "BASE_TYPE_CHOICES", fmt.Sprintf("Value must be one of {%s}.", numbers(allowed)))
		return 0
	}
	return n
}

// truth reads a boolean.
func (f form) truth(key string) bool {
	b, ok := f.values[key].(bool)
	if f.has(key) && !ok {
		f.add(key, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
	}
	return b
}

// snowflake reads an id, as a string or a number.
func (f form) snowflake(key string) string {
	if !f.has(key) {
		return ""
	}
	s := fmt.Sprint(f.values[key])
	if !isSnowflake(s) {
		f.add(key, "NUMBER_TYPE_COERCE", fmt.Sprintf("Value %q is not snowflake.", s))
		return ""
	}
	f.values[key] = s
	return s
}

// address reads a URL with one of the allowed schemes.
func (f form) address(key string, most int, schemes ...string) string {
	s := f.text(key, 0, most)
	if s == "" {
		return ""
	}
	if strings.HasPrefix(s, "attachment://") && slices.Contains(schemes, "attachment") {
		return s
	}
	u, err := url.Parse(s)
	switch {
	case err != nil || !strings.Contains(s, ":"):
		f.add(key, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
	case !slices.Contains(schemes, u.Scheme):
		f.add(key, "URL_TYPE_INVALID_SCHEME", fmt.Sprintf("Scheme %q is not supported. Scheme must be one of ('%s').",
			u.Scheme, strings.Join(schemes, "', '")))
	case u.Host == "" && u.Scheme != "discord":
		f.add(key, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
	}
	return s
}

// list reads an array of least to most entries.
func (f form) list(key string, least, most int) []any {
	if !f.has(key) {
		return nil
	}
	list, ok := f.values[key].([]any)
	switch n := len(list); {
	case !ok:
		f.add(key, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
	case least > 0 && (n < least || n > most):
		f.add(key, "BASE_TYPE_BAD_LENGTH", fmt.Sprintf("Must be between %d and %d in length.", least, most))
	case n > most:
		f.add(key, "BASE_TYPE_MAX_LENGTH", fmt.Sprintf("Must be %d or fewer in length.", most))
	}
	return list
}

// forms reads an array of objects.
func (f form) forms(key string, least, most int) []form {
	var all []form
	for i, entry := range f.list(key, least, most) {
		values, ok := entry.(map[string]any)
		path := f.at(key) + "." + strconv.Itoa(i)
		if !ok {
			f.problems.add(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
			continue
		}
		all = append(all, form{f.problems, path, values})
	}
	return all
}

// object reads one inner object.
func (f form) object(key string) (form, bool) {
	if !f.has(key) {
		return form{}, false
	}
	values, ok := f.values[key].(map[string]any)
	if !ok {
		f.add(key, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
		return form{}, false
	}
	return form{f.problems, f.at(key), values}, true
}

// decode turns the checked values of a key into a typed one.
func (f form) decode(key string, into any) {
	data, err := json.Marshal(f.values[key])
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil && len(f.problems.list) == 0 {
		f.add(key, "BASE_TYPE_CONVERT", "Could not interpret the value.")
	}
}

func numbers(list []int) string {
	var words []string
	for _, n := range list {
		words = append(words, strconv.Itoa(n))
	}
	return strings.Join(words, ", ")
}
