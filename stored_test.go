package main

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"till/shop"
	"till/shop/job"
	"till/shop/money"
)

// stored are the records of the store; what they hold is found by reflection.
func stored() []reflect.Type {
	return []reflect.Type{
		reflect.TypeFor[shop.Person](), reflect.TypeFor[shop.Seller](), reflect.TypeFor[shop.SellerEntry](), reflect.TypeFor[shop.Product](),
		reflect.TypeFor[shop.Order](), reflect.TypeFor[shop.Entry](), reflect.TypeFor[shop.Conversation](), reflect.TypeFor[shop.Words](),
		reflect.TypeFor[shop.Watch](), reflect.TypeFor[shop.Review](), reflect.TypeFor[job.Job](), reflect.TypeFor[shop.Notice](),
	}
}

// fieldsOf adds the names of a record's fields, as they are stored, by its type's
// name, and those of every record in it.
func fieldsOf(t reflect.Type, all map[string][]string) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		fieldsOf(t.Elem(), all)
	case reflect.Map:
		fieldsOf(t.Elem(), all)
	case reflect.Struct:
		if t == reflect.TypeFor[time.Time]() || t == reflect.TypeFor[money.Money]() || all[t.Name()] != nil {
			return
		}
		names := []string{}
		for field := range t.Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if name != "-" {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		all[t.Name()] = names
		for field := range t.Fields() {
			fieldsOf(field.Type, all)
		}
	default:
	}
}

var (
	storedHeading = regexp.MustCompile(`^### (\w+)`)
	storedRow     = regexp.MustCompile("^\\| (`\\w+`(?:, `\\w+`)*) \\| \\S")
	storedName    = regexp.MustCompile(`\w+`)
)

// TestStoredDocument: docs/stored.md explains every field that is stored, and none
// that is not.
func TestStoredDocument(t *testing.T) {
	t.Parallel()
	want := make(map[string][]string)
	for _, record := range stored() {
		fieldsOf(record, want)
	}
	text, err := os.ReadFile("docs/stored.md")
	if err != nil {
		t.Fatal(err)
	}
	got, section := make(map[string][]string), ""
	for line := range strings.Lines(string(text)) {
		if heading := storedHeading.FindStringSubmatch(line); heading != nil {
			section = heading[1]
			continue
		}
		if row := storedRow.FindStringSubmatch(line); row != nil && section != "" {
			got[section] = append(got[section], storedName.FindAllString(row[1], -1)...)
		}
	}
	for _, names := range got {
		slices.Sort(names)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("docs/stored.md says (+) something else than is stored (-):\n%s", diff)
	}
	for method := range reflect.TypeFor[shop.Tx]().Methods() {
		if name := method.Name; name != "Erasure" && !strings.Contains(string(text), "| "+name+" |") {
			t.Errorf("docs/stored.md does not say what is in %s", name)
		}
	}
}
