package shoptest

import (
	"reflect"
	"testing"
	"time"

	"till/shop"
	"till/shop/job"
)

// TestClone fills every record with something, clones it, spoils the clone and
// wants the original as it was: also for fields that are added later.
func TestClone(t *testing.T) {
	t.Run("order", cloneTest[shop.Order])
	t.Run("entry", cloneTest[shop.Entry])
	t.Run("seller", cloneTest[shop.Seller])
	t.Run("person", cloneTest[shop.Person])
	t.Run("conversation", cloneTest[shop.Conversation])
	t.Run("words", cloneTest[shop.Words])
	t.Run("job", cloneTest[job.Job])
	t.Run("watch", cloneTest[shop.Watch])
}

func cloneTest[T any](t *testing.T) {
	t.Helper()
	var v T
	stamp(reflect.ValueOf(&v).Elem(), 1)
	before := text(v)
	copied := clone(new(copiers), v)
	if got := text(copied); got != before {
		t.Errorf("cloned:\n got %s\nwant %s", got, before)
	}
	stamp(reflect.ValueOf(&copied).Elem(), 2)
	if got := text(v); got != before {
		t.Errorf("changing the clone changed the original:\n got %s\nwant %s", got, before)
	}
}

// stamp writes n into every field, and into what fields refer to, in place
// where there is something already.
func stamp(v reflect.Value, n int) {
	if at, ok := reflect.TypeAssert[*time.Time](v.Addr()); ok {
		*at = day.AddDate(0, 0, n)
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString([]string{"", "one", "two"}[n])
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(n))
	case reflect.Uint64:
		v.SetUint(uint64(n))
	case reflect.Uint8:
		v.SetUint(uint64('0' + n))
	case reflect.Bool:
		v.SetBool(n == 1)
	case reflect.Struct:
		for _, field := range v.Fields() {
			stamp(field, n)
		}
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		stamp(v.Elem(), n)
	case reflect.Slice:
		if v.IsNil() {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		}
		stamp(v.Index(0), n)
	case reflect.Map:
		if v.IsNil() {
			v.Set(reflect.MakeMap(v.Type()))
		}
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		stamp(key, 1)
		stamp(value, n)
		v.SetMapIndex(key, value)
	default:
		panic("stamp: " + v.Type().String())
	}
}
