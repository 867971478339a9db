package snapshot

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// picture is the format. A pointer is the number of an object, counted from one.
type picture struct {
	Root    json.RawMessage   `json:"root"`
	Objects []json.RawMessage `json:"objects"`
}

// binary is a text or slice of bytes that is no UTF-8.
type binary struct {
	Base64 string `json:"base64"`
}

// dynamic is a value behind an interface.
type dynamic struct {
	Type  string          `json:"type"`
	Value json.RawMessage `json:"value"`
}

var timeType = reflect.TypeFor[time.Time]()

// kinds are the types that may stand behind interfaces, by name.
func kinds(samples []any) map[string]reflect.Type {
	named := map[string]reflect.Type{}
	for _, sample := range append(samples, "", false, int64(0), float64(0), json.Number("")) {
		named[reflect.TypeOf(sample).String()] = reflect.TypeOf(sample)
	}
	return named
}

// saved tells whether a field is written.
func saved(field reflect.StructField) bool {
	return field.Tag.Get("snapshot") != "-" && field.Name != "_"
}

// open is a struct's field without the guard that reflection puts before unexported ones.
func open(field reflect.Value) reflect.Value {
	return reflect.NewAt(field.Type(), field.Addr().UnsafePointer()).Elem()
}

// saver writes one picture. Objects are written one after the other and not inside each other, so
// that a long chain of them needs no deep stack.
type saver struct {
	kinds   map[string]reflect.Type
	numbers map[object]int
	objects []reflect.Value
}

// object is what a pointer points to. A struct and its first field have one address.
type object struct {
	at uintptr
	of reflect.Type
}

// Save writes what root, a pointer, points to. samples are values of the types behind interfaces.
// What has not changed is written in the same bytes.
func Save(root any, samples ...any) ([]byte, error) {
	s := &saver{kinds: kinds(samples), numbers: map[object]int{}}
	var p picture
	var err error
	if p.Root, err = s.write(reflect.ValueOf(root).Elem()); err != nil {
		return nil, err
	}
	for len(p.Objects) < len(s.objects) {
		o := s.objects[len(p.Objects)]
		raw, err := s.write(o)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", o.Type(), err)
		}
		p.Objects = append(p.Objects, raw)
	}
	return encode(p)
}

// encode is json.Marshal without escapes for HTML: addresses stay readable.
func encode(v any) ([]byte, error) {
	var out bytes.Buffer
	lines := json.NewEncoder(&out)
	lines.SetEscapeHTML(false)
	err := lines.Encode(v)
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), err
}

// write writes a value that can be addressed, or has no unexported fields to open.
func (s *saver) write(v reflect.Value) ([]byte, error) {
	if v.Type() == timeType {
		return encode(v.Interface())
	}
	switch v.Kind() {
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Float32, reflect.Float64:
		return encode(v.Interface())
	case reflect.String:
		return writeText([]byte(v.String()))
	case reflect.Pointer:
		return s.point(v), nil
	case reflect.Struct:
		return s.writeStruct(v)
	case reflect.Slice, reflect.Array:
		return s.writeList(v)
	case reflect.Map:
		return s.writeMap(v)
	case reflect.Interface:
		return s.writeDynamic(v)
	default:
		return nil, fmt.Errorf("a %s cannot be kept: tag it snapshot:\"-\"", v.Type())
	}
}

func writeText(text []byte) ([]byte, error) {
	if !utf8.Valid(text) {
		return encode(binary{base64.StdEncoding.EncodeToString(text)})
	}
	return encode(string(text))
}

// point numbers the object behind a pointer.
func (s *saver) point(v reflect.Value) []byte {
	if v.IsNil() {
		return []byte("null")
	}
	key := object{v.Pointer(), v.Type()}
	if s.numbers[key] == 0 {
		s.objects = append(s.objects, v.Elem())
		s.numbers[key] = len(s.objects)
	}
	return strconv.AppendInt(nil, int64(s.numbers[key]), 10)
}

func (s *saver) writeStruct(v reflect.Value) ([]byte, error) {
	var parts []string
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if !saved(field) || v.Field(i).IsZero() && writable(field.Type) {
			continue
		}
		raw, err := s.write(open(v.Field(i)))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", field.Name, err)
		}
		parts = append(parts, strconv.Quote(field.Name)+":"+string(raw))
	}
	return []byte("{" + strings.Join(parts, ",") + "}"), nil
}

// writable tells whether values of a type can be written at all; a nil one would hide that.
func writable(t reflect.Type) bool {
	return t.Kind() != reflect.Chan && t.Kind() != reflect.Func && t.Kind() != reflect.UnsafePointer
}

func (s *saver) writeList(v reflect.Value) ([]byte, error) {
	switch {
	case v.Kind() == reflect.Slice && v.IsNil():
		return []byte("null"), nil
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8:
		return writeText(v.Bytes())
	}
	parts := make([]string, v.Len())
	for i := range parts {
		raw, err := s.write(v.Index(i))
		if err != nil {
			return nil, err
		}
		parts[i] = string(raw)
	}
	return []byte("[" + strings.Join(parts, ",") + "]"), nil
}

// writeMap writes a map as a list of pairs, sorted by their keys, so that the objects behind the
// values are numbered alike each time.
func (s *saver) writeMap(v reflect.Value) ([]byte, error) {
	if v.IsNil() {
		return []byte("null"), nil
	}
	type pair struct {
		key   string
		value reflect.Value
	}
	var pairs []pair
	for k, value := range v.Seq2() {
		raw, err := s.write(addressable(k))
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, pair{string(raw), value})
	}
	slices.SortFunc(pairs, func(a, b pair) int { return strings.Compare(a.key, b.key) })
	parts := make([]string, len(pairs))
	for i, p := range pairs {
		raw, err := s.write(addressable(p.value))
		if err != nil {
			return nil, err
		}
		parts[i] = "[" + p.key + "," + string(raw) + "]"
	}
	return []byte("[" + strings.Join(parts, ",") + "]"), nil
}

// addressable is a copy whose fields can be opened.
func addressable(v reflect.Value) reflect.Value {
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	return c
}

func (s *saver) writeDynamic(v reflect.Value) ([]byte, error) {
	if v.IsNil() {
		return []byte("null"), nil
	}
	name := v.Elem().Type().String()
	if s.kinds[name] != v.Elem().Type() {
		return nil, fmt.Errorf("a %s stands behind an interface, and no sample names it", name)
	}
	raw, err := s.write(addressable(v.Elem()))
	if err != nil {
		return nil, err
	}
	return encode(dynamic{name, raw})
}
