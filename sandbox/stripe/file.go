package stripe

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// purposeEvidence is the purpose of a file that answers a dispute.
const purposeEvidence = "dispute_evidence"

// largestEvidence is the largest file of that purpose, and largestFile of any
// (https://docs.stripe.com/file-upload).
const (
	largestEvidence = 5 << 20
	largestFile     = 16 << 20
)

// file is an uploaded file.
type file struct {
	id, name, purpose, kind string
	content                 []byte
	created                 time.Time
}

func (f *file) ident() string { return f.id }

func (f *file) doc(time.Time) doc {
	return doc{
		"id": f.id, "object": "file", "created": f.created.Unix(), "expires_at": nil, "filename": orNil(f.name),
		"links":   doc{"object": "list", "data": []any{}, "has_more": false, "url": "/v1/file_links?file=" + f.id},
		"purpose": f.purpose, "size": len(f.content), "title": nil, "type": orNil(f.kind),
		"url": "/v1/files/" + f.id + "/contents",
	}
}

// purposes are those for which a file can be uploaded.
func purposes() []string {
	return []string{
		"account_requirement", "additional_verification", "business_icon", "business_logo", "customer_signature",
		purposeEvidence, "identity_document", "pci_document", "tax_document_user_upload", "terminal_reader_splashscreen",
	}
}

// kindOf tells a file's type by its first bytes, whatever its name says; "" is
// one that evidence cannot be.
func kindOf(content []byte) string {
	for kind, magic := range map[string]string{"pdf": "%PDF-", "jpg": "\xff\xd8\xff", "png": "\x89PNG\r\n\x1a\n"} {
		if bytes.HasPrefix(content, []byte(magic)) {
			return kind
		}
	}
	return ""
}

const (
	fileCreateShape = "purpose! file"
	fileListShape   = "purpose" + within + listed
)

func (s *Stripe) createFile(c *call) (doc, *apiError) {
	purpose := c.form.at("purpose").text()
	if !slices.Contains(purposes(), purpose) {
		return nil, malformed("", "purpose", fmt.Sprintf("Invalid purpose: must be one of %v", purposes()))
	}
	switch {
	case c.form.at("file").has():
		return nil, malformed("", "file", "Invalid file: it must be sent as a file with a name, not as text.")
	case c.upload == nil:
		return nil, malformed("parameter_missing", "file", "Missing required param: file.")
	case len(c.upload.content) == 0:
		return nil, invalid("", "file", "The file is empty.")
	}
	f := &file{
		id: newID("file_", 24), name: c.upload.name, purpose: purpose, kind: kindOf(c.upload.content),
		content: c.upload.content, created: c.now,
	}
	if purpose == purposeEvidence {
		switch {
		case len(f.content) > largestEvidence:
			return nil, invalid("", "file", "The file is larger than 5 MB, the most for the purpose "+purpose+".")
		case f.kind == "":
			return nil, invalid("", "file", "A file for the purpose "+purpose+" must be a PDF, JPEG or PNG.")
		}
	}
	c.account.files.add(f)
	return f.doc(c.now), nil
}

func (s *Stripe) getFile(c *call) (doc, *apiError) {
	f, ok := c.account.files.get(c.id)
	if !ok {
		return nil, noSuch("file upload", c.id, "id")
	}
	return f.doc(c.now), nil
}

func (s *Stripe) listFiles(c *call) (doc, *apiError) {
	during, err := window(c.form.at("created"), "created")
	if err != nil {
		return nil, err
	}
	purpose := c.wanted("purpose")
	return page(c, c.account.files.rows, "file upload", func(f *file) bool { return during(f.created) && purpose(f.purpose) })
}

// serveContents answers a file's bytes.
func (s *Stripe) serveContents(w http.ResponseWriter, r *http.Request) {
	err := s.authorize(r)
	s.mu.Lock()
	f, ok := s.platform.files.get(r.PathValue("id"))
	s.mu.Unlock()
	if err == nil && !ok {
		err = noSuch("file upload", r.PathValue("id"), "id")
	}
	w.Header().Set("Request-Id", newID("req_", 14))
	if err != nil {
		w.Header().Set("Content-Type", "application/json")
		a := refusal(err)
		w.WriteHeader(a.status)
		_, _ = w.Write(a.body) // the client may be gone
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(f.content) // the client may be gone
}
