package discord

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// uploadLimit is the size of all files of one message (Discord: 10 MiB without boosts).
const uploadLimit = 10 << 20

// request is a REST request whose body was read.
type request struct {
	*http.Request
	body  any          // the JSON body, nil if none
	files map[int]File // multipart files by n of files[n]
	read  time.Time    // when the body was read, on the real clock
}

// form is the body as an object; what is not an object is an empty one with a note.
func (r *request) form() form {
	values, isObject := r.body.(map[string]any)
	f := newForm(values)
	if r.body != nil && !isObject {
		f.problems.add("", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
	}
	return f
}

// readRequest reads JSON, or multipart with payload_json and files[n].
func readRequest(r *http.Request) (*request, error) {
	out := &request{Request: r, files: map[int]File{}}
	if r.Body == nil {
		return out, nil
	}
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "multipart/form-data" && params["boundary"] != "" {
		err := out.readParts()
		return out, err
	}
	data, err := io.ReadAll(io.LimitReader(r.Body, uploadLimit))
	if err != nil {
		return nil, err
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return out, nil
	}
	err = out.decode(data)
	return out, err
}

func (r *request) decode(data []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(&r.body); err != nil {
		return errBadJSON()
	}
	return nil
}

func (r *request) readParts() error {
	parts, err := r.MultipartReader()
	if err != nil {
		return errBadJSON()
	}
	values := map[string]any{}
	size := 0
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return errBadJSON()
		}
		data, err := io.ReadAll(io.LimitReader(part, 2*uploadLimit))
		if err != nil {
			return errBadJSON()
		}
		name := part.FormName()
		switch {
		case name == "payload_json":
			if err := r.decode(data); err != nil {
				return err
			}
		case part.FileName() != "":
			if size += len(data); size > uploadLimit {
				return refuse(http.StatusRequestEntityTooLarge, 40005, "Request entity too large")
			}
			r.files[r.fileNumber(name)] = File{part.FileName(), part.Header.Get("Content-Type"), data}
		default:
			values[name] = string(data)
		}
	}
	if r.body == nil {
		r.body = values
	}
	return nil
}

// fileNumber is n of files[n]. Discord also takes other names, in their order.
func (r *request) fileNumber(name string) int {
	inner, _ := strings.CutPrefix(name, "files[")
	if n, err := strconv.Atoi(strings.TrimSuffix(inner, "]")); err == nil {
		return n
	}
	return len(r.files)
}

// fileNumbers are the numbers of the files, in order.
func (r *request) fileNumbers() []int {
	var list []int
	for n := range r.files {
		list = append(list, n)
	}
	slices.Sort(list)
	return list
}
