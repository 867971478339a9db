package stripe

import (
	"bytes"
	"encoding/json"
	"reflect"
)

// picture is an object as the API shows it now, without expansions: what an
// event compares it with after a change. It is taken with the lock held.
func (s *Stripe) picture(of object) doc {
	now := s.now()
	d := of.doc(now)
	if err := resolve(d, nil, now); err != nil {
		panic("stripe: object without expansions: " + err.Message)
	}
	return d
}

// emitChange is emit with what the object was before: the event's
// previous_attributes name each changed field with its former value.
func (s *Stripe) emitChange(a *account, kind string, about object, was doc, cause *call) {
	s.record(a, kind, about, differences(was, s.picture(about)), cause)
}

// differences is what was different in before, or nil if nothing was. An
// object within is compared field by field, a list as a whole.
func differences(before, after doc) json.RawMessage {
	changed := former(plain(before), plain(after))
	if len(changed) == 0 {
		return nil
	}
	return encode(doc(changed))
}

func former(before, after map[string]any) map[string]any {
	changed := map[string]any{}
	for name := range after {
		if _, there := before[name]; !there {
			changed[name] = nil
		}
	}
	for name, was := range before {
		is := after[name]
		old, oldIsObject := was.(map[string]any)
		young, youngIsObject := is.(map[string]any)
		switch {
		case reflect.DeepEqual(was, is):
		case oldIsObject && youngIsObject:
			changed[name] = former(old, young)
		default:
			changed[name] = was
		}
	}
	return changed
}

// plain is a document as a reader of its JSON has it.
func plain(d doc) map[string]any {
	in := json.NewDecoder(bytes.NewReader(encode(d)))
	in.UseNumber()
	out := map[string]any{}
	if err := in.Decode(&out); err != nil {
		panic("stripe: document cannot be read back: " + err.Error())
	}
	return out
}
