package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"
)

// largestBody is the most that a control call may carry: two files of ten megabytes in base64.
const largestBody = 32 << 20

// problem is an error with the status under which a control call answers it.
type problem struct {
	status int
	err    error
}

func (p *problem) Error() string { return p.err.Error() }
func (p *problem) Unwrap() error { return p.err }

// decode reads a call's JSON body into a T. An empty body is an empty object. A field that T does
// not have is refused, so that a script's misspelling does not pass unnoticed.
func decode[T any](w http.ResponseWriter, r *http.Request) (T, error) {
	var value T
	if kind := r.Header.Get("Content-Type"); kind != "" {
		name, _, err := mime.ParseMediaType(kind)
		// curl -d says x-www-form-urlencoded unless told; what counts is the body.
		if err != nil || name == "multipart/form-data" {
			return value, &problem{http.StatusUnsupportedMediaType, errors.New("the body must be JSON")}
		}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, largestBody))
	if err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return value, &problem{http.StatusRequestEntityTooLarge, fmt.Errorf("the body is larger than %d megabytes", largestBody>>20)}
		}
		return value, fmt.Errorf("the body could not be read: %w", err)
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return value, nil
	}
	in := json.NewDecoder(bytes.NewReader(body))
	in.DisallowUnknownFields()
	if err := in.Decode(&value); err != nil {
		return value, explainJSON(err, reflect.TypeFor[T]())
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return value, errors.New("the body must be one JSON object and nothing after it")
	}
	return value, nil
}

// explainJSON turns a decoder's error into a sentence that says what would be right.
func explainJSON(err error, t reflect.Type) error {
	if name, found := strings.CutPrefix(err.Error(), "json: unknown field "); found {
		return fmt.Errorf("there is no field %s here: this call takes %s", name, fieldNames(t))
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && wrong.Field != "" {
		return fmt.Errorf("the field %q must be %s, not a %s", wrong.Field, kindName(wrong.Type), wrong.Value)
	}
	return errors.New("the body is not a JSON object: " + strings.TrimPrefix(err.Error(), "json: "))
}

func kindName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Map, reflect.Struct:
		return "a JSON object"
	case reflect.String:
		return "a string"
	default:
		return "a number"
	}
}

// fieldNames lists a struct's JSON fields: "words, in and files".
func fieldNames(t reflect.Type) string {
	var names []string
	for _, field := range reflect.VisibleFields(t) {
		if field.Anonymous {
			continue // its fields are the call's own
		}
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		names = append(names, name)
	}
	switch len(names) {
	case 0:
		return "none"
	case 1:
		return names[0]
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// answer writes a JSON answer. Links and tags stay readable: nothing is escaped for HTML.
func answer(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.Encode(value) //nolint:errcheck // the caller has gone
}

// refuse answers with a sentence that says what is wrong.
func refuse(w http.ResponseWriter, status int, sentence string) {
	answer(w, status, map[string]string{"error": sentence})
}

// refuseError answers with an error's own sentence: 400 unless it says otherwise, 504 if the bot
// did not come to rest, 503 if the sandbox is closing.
func refuseError(w http.ResponseWriter, err error) {
	status := http.StatusBadRequest
	if p, ok := errors.AsType[*problem](err); ok {
		status = p.status
	}
	switch {
	case errors.Is(err, errRestless):
		status = http.StatusGatewayTimeout
	case errors.Is(err, context.Canceled):
		status = http.StatusServiceUnavailable
	}
	refuse(w, status, err.Error())
}
