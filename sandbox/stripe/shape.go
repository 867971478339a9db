package stripe

import (
	"slices"
	"strconv"
	"strings"
)

// shape is the set of parameters that an endpoint takes: a list of paths such
// as "line_items[][price_data][currency]". "[]" stands for any element of an
// array, "[*]" for any key; a trailing "!" marks a required top-level one.
type shape struct {
	known    map[string]bool
	parents  map[string]bool
	required []string
}

// listed are the parameters of every list endpoint.
const listed = " limit starting_after ending_before"

// within are the forms that a time filter can take.
const within = " created created[gt] created[gte] created[lt] created[lte]"

func parseShape(spec string) shape {
	sh := shape{known: map[string]bool{"expand[]": true}, parents: map[string]bool{"expand": true}}
	for path := range strings.FieldsSeq(spec) {
		path, must := strings.CutSuffix(path, "!")
		if must {
			top, _, _ := strings.Cut(path, "[")
			sh.required = append(sh.required, top)
		}
		sh.known[path] = true
		for i := range path {
			if path[i] == '[' {
				sh.parents[path[:i]] = true
			}
		}
	}
	return sh
}

// check refuses unknown parameters and misses required ones.
func (sh shape) check(f *form) *apiError {
	if err := sh.walk(f, "", ""); err != nil {
		return err
	}
	for _, name := range sh.required {
		if !f.at(name).has() || f.at(name).isSet && f.at(name).value == "" {
			return malformed("parameter_missing", name, "Missing required param: "+name+".")
		}
	}
	return nil
}

func (sh shape) walk(f *form, canonical, actual string) *apiError {
	for _, name := range f.names() {
		kid := f.kids[name]
		c, a := name, name
		if canonical != "" {
			a = actual + "[" + name + "]"
			c = canonical + "[" + name + "]"
			if _, err := strconv.Atoi(name); err == nil && (sh.known[canonical+"[]"] || sh.parents[canonical+"[]"]) {
				c = canonical + "[]"
			} else if sh.known[canonical+"[*]"] {
				c = canonical + "[*]"
			}
		}
		switch {
		case kid.isSet && sh.known[c]:
		case kid.isSet && kid.value == "" && sh.parents[c]: // an emptied hash or array
		case !kid.isSet && sh.parents[c]:
			if err := sh.walk(kid, c, a); err != nil {
				return err
			}
		case sh.known[c]:
			return malformed("", a, "Invalid string: "+a)
		case sh.parents[c]:
			return malformed("", a, "Invalid object")
		default:
			return malformed("parameter_unknown", a, "Received unknown parameter: "+a)
		}
	}
	return nil
}

// under puts names below a parent:
// under("line_items[]", "quantity adjustable") is "line_items[][quantity] …".
func under(parent, names string) string {
	words := slices.Clone(strings.Fields(names))
	for i, w := range words {
		first, rest, nested := strings.Cut(w, "[")
		words[i] = parent + "[" + first + "]"
		if nested {
			words[i] += "[" + rest
		}
	}
	return " " + strings.Join(words, " ")
}
