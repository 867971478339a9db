package snapshot

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
)

var errPointer = errors.New("a pointer leads nowhere")

// restorer reads one picture. An object is made when the first pointer to it is met, and filled
// later, so that cycles close.
type restorer struct {
	kinds   map[string]reflect.Type
	raw     []json.RawMessage
	objects []reflect.Value // pointers; invalid until met
	waiting []int           // made, but not filled
}

// Restore reads what Save wrote into root, a pointer to a zero value of the same type. A field that
// the type does not have is an error, as is everything that does not fit; root is then in no state
// to be used.
func Restore(data []byte, root any, samples ...any) error {
	var p picture
	if err := json.Unmarshal(data, &p); err != nil {
		return err
	}
	r := &restorer{kinds: kinds(samples), raw: p.Objects, objects: make([]reflect.Value, len(p.Objects))}
	if err := r.read(p.Root, reflect.ValueOf(root).Elem()); err != nil {
		return err
	}
	for len(r.waiting) > 0 {
		i := r.waiting[0]
		r.waiting = r.waiting[1:]
		if err := r.read(r.raw[i], r.objects[i].Elem()); err != nil {
			return fmt.Errorf("%s: %w", r.objects[i].Type().Elem(), err)
		}
	}
	return nil
}

// read reads into a value that can be set.
func (r *restorer) read(raw json.RawMessage, v reflect.Value) error {
	switch kind := v.Kind(); {
	case v.Type() == timeType:
		return json.Unmarshal(raw, v.Addr().Interface())
	case string(raw) == "null":
		v.SetZero()
		return nil
	case kind == reflect.String:
		text, err := readText(raw)
		v.SetString(string(text))
		return err
	case kind == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8:
		text, err := readText(raw)
		v.SetBytes(text)
		return err
	case kind == reflect.Pointer:
		return r.follow(raw, v)
	case kind == reflect.Struct:
		return r.readStruct(raw, v)
	case kind == reflect.Slice || kind == reflect.Array:
		return r.readList(raw, v)
	case kind == reflect.Map:
		return r.readMap(raw, v)
	case kind == reflect.Interface:
		return r.readDynamic(raw, v)
	}
	return json.Unmarshal(raw, v.Addr().Interface())
}

func readText(raw json.RawMessage) ([]byte, error) {
	var text string
	if raw[0] == '"' {
		err := json.Unmarshal(raw, &text)
		return []byte(text), err
	}
	var b binary
	if err := json.Unmarshal(raw, &b); err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(b.Base64)
}

// follow points to an object, which all pointers to it share.
func (r *restorer) follow(raw json.RawMessage, v reflect.Value) error {
	var number int
	if err := json.Unmarshal(raw, &number); err != nil {
		return err
	}
	i := number - 1
	if i < 0 || i >= len(r.objects) {
		return errPointer
	}
	if !r.objects[i].IsValid() {
		r.objects[i] = reflect.New(v.Type().Elem())
		r.waiting = append(r.waiting, i)
	}
	if r.objects[i].Type() != v.Type() {
		return errPointer
	}
	v.Set(r.objects[i])
	return nil
}

func (r *restorer) readStruct(raw json.RawMessage, v reflect.Value) error {
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(raw, &parts); err != nil {
		return err
	}
	read := 0
	for i := range v.NumField() {
		field := v.Type().Field(i)
		part, given := parts[field.Name]
		if !given || !saved(field) {
			continue
		}
		read++
		if err := r.read(part, open(v.Field(i))); err != nil {
			return fmt.Errorf("%s: %w", field.Name, err)
		}
	}
	if read < len(parts) {
		return fmt.Errorf("%s has fields that are not known here", v.Type())
	}
	return nil
}

func (r *restorer) readList(raw json.RawMessage, v reflect.Value) error {
	var parts []json.RawMessage
	if err := json.Unmarshal(raw, &parts); err != nil {
		return err
	}
	if v.Kind() == reflect.Slice {
		v.Set(reflect.MakeSlice(v.Type(), len(parts), len(parts)))
	}
	if v.Len() != len(parts) {
		return fmt.Errorf("%d elements for %s", len(parts), v.Type())
	}
	for i, part := range parts {
		if err := r.read(part, v.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

func (r *restorer) readMap(raw json.RawMessage, v reflect.Value) error {
	var pairs [][2]json.RawMessage
	if err := json.Unmarshal(raw, &pairs); err != nil {
		return err
	}
	v.Set(reflect.MakeMapWithSize(v.Type(), len(pairs)))
	for _, pair := range pairs {
		if slices.ContainsFunc(pair[:], func(raw json.RawMessage) bool { return raw == nil }) {
			return fmt.Errorf("half a pair for %s", v.Type())
		}
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		if err := errors.Join(r.read(pair[0], key), r.read(pair[1], value)); err != nil {
			return err
		}
		v.SetMapIndex(key, value)
	}
	return nil
}

func (r *restorer) readDynamic(raw json.RawMessage, v reflect.Value) error {
	var d dynamic
	if err := json.Unmarshal(raw, &d); err != nil {
		return err
	}
	t, known := r.kinds[d.Type]
	if !known || d.Value == nil || !t.AssignableTo(v.Type()) {
		return fmt.Errorf("a %q does not fit into %s", d.Type, v.Type())
	}
	value := reflect.New(t).Elem()
	if err := r.read(d.Value, value); err != nil {
		return err
	}
	v.Set(value)
	return nil
}
