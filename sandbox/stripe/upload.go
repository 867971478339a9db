package stripe

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
)

// upload is the file of a multipart request.
type upload struct {
	name    string
	content []byte
}

// readUpload reads a multipart form: its texts, and the one part named file
// that is a file. The file's hash stands for it among the parameters that an
// idempotency key belongs to.
func readUpload(r *http.Request) (*form, *upload, *apiError) {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "multipart/form-data" {
		return nil, nil, malformed("", "", "Invalid request (check that your POST content type is multipart/form-data). If you have questions, we can help at https://support.stripe.com/.")
	}
	r.Body = http.MaxBytesReader(nil, r.Body, largestFile+1<<20)
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, nil, malformed("", "", "Invalid request: "+err.Error())
	}
	values, hashed := r.URL.Query(), url.Values{}
	var file *upload
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		var content []byte
		if err == nil {
			content, err = io.ReadAll(part)
		}
		if err != nil {
			return nil, nil, unreadable(err)
		}
		name := part.FormName()
		switch {
		case part.FileName() == "":
			values.Add(name, string(content))
		case name != "file":
			return nil, nil, malformed("parameter_unknown", name, "Received unknown parameter: "+name)
		default:
			file = &upload{part.FileName(), content}
			sum := sha256.Sum256(content)
			hashed.Set("file", hex.EncodeToString(sum[:]))
		}
	}
	f, refused := parseForm(values)
	for name, each := range values {
		hashed[name] = append(hashed[name], each...)
	}
	r.Form = hashed
	return f, file, refused
}

func unreadable(err error) *apiError {
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		e := malformed("", "file", "The file is larger than 16 MB.")
		e.Status = http.StatusRequestEntityTooLarge
		return e
	}
	return malformed("", "", "Invalid request: "+err.Error())
}
