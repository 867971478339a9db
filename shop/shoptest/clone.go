package shoptest

import (
	"reflect"
	"sync"
)

// copier makes what a value refers to its own.
type copier func(v reflect.Value)

// copiers has the copier of each type seen so far; nil for one that refers to
// nothing.
type copiers struct {
	known sync.Map // reflect.Type → copier
}

// clone returns a copy of v that shares nothing with it that could be changed.
// A struct with unexported fields is taken to be a value that protects itself,
// as time.Time and ledger.Book do.
func clone[T any](c *copiers, v T) T {
	target := reflect.ValueOf(&v).Elem()
	if own := c.of(target.Type()); own != nil {
		own(target)
	}
	return v
}

func (c *copiers) of(t reflect.Type) copier {
	known, _ := c.known.Load(t)
	if own, ok := known.(copier); ok {
		return own
	}
	own := c.build(t)
	c.known.Store(t, own)
	return own
}

func (c *copiers) build(t reflect.Type) copier {
	switch t.Kind() {
	case reflect.Pointer:
		return c.pointer(t)
	case reflect.Slice:
		return c.slice(t)
	case reflect.Map:
		return c.mapping(t)
	case reflect.Struct:
		return c.structure(t)
	case reflect.Array, reflect.Interface, reflect.Func, reflect.Chan, reflect.UnsafePointer:
		panic("shoptest: a record holds a " + t.String() + ", which cannot be copied")
	default:
		return nil
	}
}

func (c *copiers) pointer(t reflect.Type) copier {
	own := c.of(t.Elem())
	return func(v reflect.Value) {
		if v.IsNil() {
			return
		}
		copied := reflect.New(t.Elem())
		copied.Elem().Set(v.Elem())
		if own != nil {
			own(copied.Elem())
		}
		v.Set(copied)
	}
}

func (c *copiers) slice(t reflect.Type) copier {
	own := c.of(t.Elem())
	return func(v reflect.Value) {
		if v.IsNil() {
			return
		}
		copied := reflect.MakeSlice(t, v.Len(), v.Len())
		reflect.Copy(copied, v)
		for i := 0; own != nil && i < copied.Len(); i++ {
			own(copied.Index(i))
		}
		v.Set(copied)
	}
}

func (c *copiers) mapping(t reflect.Type) copier {
	own := c.of(t.Elem())
	return func(v reflect.Value) {
		if v.IsNil() {
			return
		}
		copied := reflect.MakeMapWithSize(t, v.Len())
		for entry := v.MapRange(); entry.Next(); {
			value := reflect.New(t.Elem()).Elem()
			value.Set(entry.Value())
			if own != nil {
				own(value)
			}
			copied.SetMapIndex(entry.Key(), value)
		}
		v.Set(copied)
	}
}

func (c *copiers) structure(t reflect.Type) copier {
	type field struct {
		index int
		own   copier
	}
	var fields []field
	for i := range t.NumField() {
		if !t.Field(i).IsExported() {
			return nil
		}
		if own := c.of(t.Field(i).Type); own != nil {
			fields = append(fields, field{i, own})
		}
	}
	if len(fields) == 0 {
		return nil
	}
	return func(v reflect.Value) {
		for _, f := range fields {
			f.own(v.Field(f.index))
		}
	}
}
