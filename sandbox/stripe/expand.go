package stripe

import (
	"fmt"
	"maps"
	"strings"
	"time"
)

// doc is a JSON object under construction. Beside plain values it may hold
// other docs, lists of docs, a ref or a hidden.
type doc map[string]any

// ref is a field that answers with an id, or with the object when expanded.
type ref struct{ to object }

// hidden is a field that is left out unless it is expanded.
type hidden func() doc

// refTo is a ref, or nil for no object.
func refTo[T interface {
	object
	comparable
}](to T) any {
	var none T
	if to == none {
		return nil
	}
	return ref{to}
}

// tree is what expand[] asks for: the first words of the paths and below each
// the rest.
type tree map[string]tree

func expandTree(paths []string) (tree, *apiError) {
	root := tree{}
	for _, path := range paths {
		words := strings.Split(path, ".")
		if len(words) > 4 {
			return nil, malformed("", "expand", "You cannot expand more than 4 levels of a property. Property: "+path)
		}
		at := root
		for _, w := range words {
			if at[w] == nil {
				at[w] = tree{}
			}
			at = at[w]
		}
	}
	return root, nil
}

// resolve replaces refs and hidden fields in place as far as want says, and
// refuses what cannot be expanded.
func resolve(d doc, want tree, now time.Time) *apiError {
	for name := range want {
		if _, ok := d[name]; !ok {
			return malformed("", "expand", fmt.Sprintf("This property cannot be expanded (%s).", name))
		}
	}
	for name, value := range maps.Clone(d) {
		below, asked := want[name]
		switch v := value.(type) {
		case ref:
			if !asked {
				d[name] = v.to.ident()
				continue
			}
			d[name] = v.to.doc(now)
		case hidden:
			if !asked {
				delete(d, name)
				continue
			}
			d[name] = v()
		case nil: // an absent object may be asked for
			continue
		}
		if err := descend(d[name], below, now, asked, name); err != nil {
			return err
		}
	}
	return nil
}

func descend(value any, below tree, now time.Time, asked bool, name string) *apiError {
	switch v := value.(type) {
	case doc:
		return resolve(v, below, now)
	case []doc:
		for _, each := range v {
			if err := resolve(each, below, now); err != nil {
				return err
			}
		}
	default:
		if asked {
			return malformed("", "expand", fmt.Sprintf("This property cannot be expanded (%s).", name))
		}
	}
	return nil
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func unixOrNil(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.Unix()
}

// copyOf returns a copy that is never nil, so that it answers as {}.
func copyOf(m map[string]string) map[string]string {
	out := make(map[string]string, len(m))
	maps.Copy(out, m)
	return out
}
