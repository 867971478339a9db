package stripe

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	stripego "github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/client"
)

// uploaded is a file that was uploaded; it returns its id.
func (w *world) uploaded(purpose, content string) string {
	w.t.Helper()
	r := w.upload("proof.pdf", content, "purpose="+purpose)
	if r.status != 200 {
		w.t.Fatalf("upload: %d %v %v", r.status, r.body, r.err)
	}
	return text(r.body, "id")
}

// upload posts a file, none if content is "", with parameters.
func (w *world) upload(name, content string, params ...string) reply {
	w.t.Helper()
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	headers := []string{"Content-Type: " + parts.FormDataContentType()}
	for _, p := range params {
		if name, value, isParam := strings.Cut(p, "="); isParam {
			_ = parts.WriteField(name, value)
		} else {
			headers = append(headers, p)
		}
	}
	if content != "" {
		part, _ := parts.CreateFormFile("file", name)
		_, _ = part.Write([]byte(content))
	}
	_ = parts.Close()
	return w.send("POST", "files", &body, headers...)
}

const (
	pdf  = "%PDF-1.7 proof"
	jpeg = "\xff\xd8\xff\xe0 proof"
	png  = "\x89PNG\r\n\x1a\n proof"
)

func TestFiles(t *testing.T) {
	evidence := "purpose=" + purposeEvidence
	for _, tt := range []struct {
		name, content string
		params        []string
		status        int
		code, kind    string // code and param of the error, or the type
	}{
		{"a PDF", pdf, []string{evidence}, 200, "", "pdf"},
		{"a JPEG with a wrong name", jpeg, []string{evidence}, 200, "", "jpg"},
		{"a PNG", png, []string{evidence}, 200, "", "png"},
		{"the largest", pdf + strings.Repeat("x", largestEvidence-len(pdf)), []string{evidence}, 200, "", "pdf"},
		{"too large", pdf + strings.Repeat("x", largestEvidence), []string{evidence}, 400, "", "file"},
		{"too large to read", strings.Repeat("x", largestFile+2<<20), []string{evidence}, 413, "", "file"},
		{"not what its name says", "MZ program", []string{evidence}, 400, "", "file"},
		{"of another purpose", "text", []string{"purpose=identity_document"}, 200, "", ""},
		{"no purpose", pdf, nil, 400, "parameter_missing", "purpose"},
		{"unknown purpose", pdf, []string{"purpose=fun"}, 400, "", "purpose"},
		{"no file", "", []string{evidence}, 400, "parameter_missing", "file"},
		{"a file as text", "", []string{evidence, "file=%PDF-1.7"}, 400, "", "file"},
		{"unknown parameter", pdf, []string{evidence, "colour=blue"}, 400, "parameter_unknown", "colour"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			r := w.upload("proof.pdf", tt.content, tt.params...)
			if r.status != tt.status || tt.status != 200 && (text(r.body, "error", "code") != tt.code || text(r.body, "error", "param") != tt.kind) {
				t.Fatalf("%d %v %v", r.status, r.body, r.err)
			}
			if tt.status != 200 {
				return
			}
			got := w.must("GET", "files/"+text(r.body, "id"))
			if text(got, "object") != "file" || text(got, "type") != tt.kind || int(number(got, "size")) != len(tt.content) || text(got, "filename") != "proof.pdf" {
				t.Errorf("file: %v", got)
			}
			if list := w.must("GET", "files", tt.params[0]); text(list, "data", 0, "id") != text(got, "id") {
				t.Errorf("files: %v", list)
			}
		})
	}
}

func TestFileRequests(t *testing.T) {
	w := newWorld(t)
	w.refused(400, "", "POST", "files", "purpose="+purposeEvidence) // not multipart
	w.refused(404, "resource_missing", "GET", "files/file_1")
	w.refused(401, "", "GET", "files/file_1/contents", "Authorization: Bearer sk_test_wrong")
	first := w.upload("a.pdf", pdf, "purpose="+purposeEvidence, "Idempotency-Key: k")
	again := w.upload("a.pdf", pdf, "purpose="+purposeEvidence, "Idempotency-Key: k")
	other := w.upload("a.pdf", pdf+"!", "purpose="+purposeEvidence, "Idempotency-Key: k")
	if text(first.body, "id") != text(again.body, "id") || text(other.body, "error", "type") != "idempotency_error" {
		t.Errorf("first %v, again %v, other %v", first.body, again.body, other.body)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.url+"/stripe"+text(first.body, "url"), http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.SetBasicAuth(w.s.Keys().Secret, "")
	resp, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if content, err := io.ReadAll(resp.Body); err != nil || string(content) != pdf {
		t.Errorf("contents %q: %v", content, err)
	}
}

// TestRealClientUploads uploads with stripe-go, and answers a dispute with it.
func TestRealClientUploads(t *testing.T) {
	w := newWorld(t)
	id, _ := w.disputed("", Terms{})
	backend := stripego.GetBackendWithConfig(stripego.UploadsBackend, &stripego.BackendConfig{
		URL: new(w.url + "/stripe"), MaxNetworkRetries: new(int64(0)), LeveledLogger: &stripego.LeveledLogger{},
	})
	api := client.New(w.s.Keys().Secret, &stripego.Backends{API: backend, Connect: backend, Uploads: backend})
	f, err := api.Files.New(&stripego.FileParams{FileReader: strings.NewReader(pdf), Filename: new("chat.pdf"), Purpose: new(purposeEvidence)})
	if err != nil || f.Size != int64(len(pdf)) {
		t.Fatalf("%+v %v", f, err)
	}
	d, err := api.Disputes.Update(id, &stripego.DisputeParams{
		Submit: new(false), Evidence: &stripego.DisputeEvidenceParams{CustomerCommunication: &f.ID, ShippingCarrier: new("UPS")},
	})
	if err != nil || d.Evidence.CustomerCommunication.ID != f.ID || d.Status != "needs_response" || !d.EvidenceDetails.HasEvidence {
		t.Fatalf("%+v %v", d, err)
	}
	w.warned(d.Charge.ID)
	warnings := api.RadarEarlyFraudWarnings.List(&stripego.RadarEarlyFraudWarningListParams{Charge: &d.Charge.ID})
	if !warnings.Next() || warnings.RadarEarlyFraudWarning().Actionable {
		t.Errorf("a warning about a disputed charge: %+v", warnings.Current())
	}
}

func TestEvidence(t *testing.T) {
	w := newWorld(t)
	proof, other := w.uploaded(purposeEvidence, pdf), w.uploaded("identity_document", pdf)
	long := strings.Repeat("ü", mostText)
	most := []string{"submit=false"}
	for _, name := range evidenceTexts()[:7] {
		most = append(most, "evidence["+name+"]="+long)
	}
	for _, tt := range []struct {
		name   string
		params []string
		code   string
		param  string
	}{
		{"unknown field", []string{"evidence[colour]=blue"}, "parameter_unknown", "evidence[colour]"},
		{"text for a file", []string{"evidence[receipt]=I have one"}, "resource_missing", "evidence[receipt]"},
		{"a file of another purpose", []string{"evidence[shipping_documentation]=" + other}, "", "evidence[shipping_documentation]"},
		{"a long text", []string{"evidence[uncategorized_text]=" + long + "x"}, "", "evidence[uncategorized_text]"},
		{"long together", append(most, "evidence[uncategorized_text]="+long), "", "evidence"},
		{"no flag", []string{"submit=maybe"}, "", "submit"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := &world{t: t, s: w.s, url: w.url}
			id, _ := v.disputed("", Terms{})
			if e := v.refused(400, tt.code, "POST", "disputes/"+id, tt.params...); text(e, "param") != tt.param {
				t.Errorf("%v", e)
			}
			if got := v.must("GET", "disputes/"+id); at(got, "evidence_details", "has_evidence") != false || text(got, "status") != "needs_response" {
				t.Errorf("something was kept: %v", got)
			}
		})
	}

	id, _ := w.disputed("", Terms{})
	w.must("POST", "disputes/"+id, most...)
	w.must("POST", "disputes/"+id, "evidence[receipt]="+proof, "evidence[access_activity_log]=", "submit=false")
	got := w.must("POST", "disputes/"+id, "metadata[order]=1", "expand[]=evidence.receipt")
	if text(got, "status") != "under_review" || number(got, "evidence_details", "submission_count") != 1 || text(got, "evidence", "receipt", "filename") != "proof.pdf" ||
		at(got, "evidence", "access_activity_log") != nil || text(got, "evidence", "billing_address") != long {
		t.Errorf("submitted: %v", text(got, "status"))
	}
	w.refused(400, "", "POST", "disputes/"+id, "submit=false")
	if got := w.must("POST", "disputes/"+id, "metadata[order]=2"); text(got, "metadata", "order") != "2" || number(got, "evidence_details", "submission_count") != 1 {
		t.Errorf("metadata after the answer: %v", at(got, "metadata"))
	}
}

func TestEvidenceDecides(t *testing.T) {
	for _, tt := range []struct {
		words   string
		inquiry bool
		status  string
	}{
		{"winning_evidence", false, "won"},
		{"losing_evidence", false, "lost"},
		{"winning_evidence", true, "warning_closed"},
		{"losing_evidence", true, "warning_under_review"},
		{"it was delivered", false, "under_review"},
	} {
		w := newWorld(t)
		id, _ := w.disputed("", Terms{Inquiry: tt.inquiry})
		if got := w.must("POST", "disputes/"+id, "evidence[uncategorized_text]="+tt.words); text(got, "status") != tt.status {
			t.Errorf("%s: %s, want %s", tt.words, text(got, "status"), tt.status)
		}
	}
}

func TestEvidenceIsDue(t *testing.T) {
	w := newWorld(t)
	id, _ := w.disputed("", Terms{Inquiry: true})
	w.forward(answerTime + time.Second)
	w.refused(400, "", "POST", "disputes/"+id, "evidence[customer_name]=Buyer")
	w.refused(400, "", "POST", "disputes/"+id, "submit=true")
	if got := w.must("POST", "disputes/"+id, "metadata[order]=1"); text(got, "status") != "warning_needs_response" {
		t.Errorf("metadata alone: %v", got)
	}
}
