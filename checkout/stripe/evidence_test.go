package stripe_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	sandbox "till/sandbox/stripe"
	"till/shop"
)

// someEvidence is of a parcel, with a conversation.
func someEvidence(dispute string) shop.EvidenceRequest {
	at := time.Date(2026, 1, 2, 9, 30, 0, 0, time.UTC)
	return shop.EvidenceRequest{
		Key: "evidence:7K3M9QXD:dp", Dispute: dispute,
		Product: "2 × Mug, blue at $12.50\nTotal: $30.00\n", Agreed: "The buyer paid on 1 January.",
		Carrier: "UPS", Number: "1Z999AA10123456784", Shipped: at, Received: "The carrier delivered it on 4 January.",
		History: "1 January: The buyer paid\n2 January: The seller marked the order as shipped\n",
		Messages: []shop.EvidenceLine{
			{At: at, From: "Seller", Text: "On its way!"}, {At: at.Add(time.Hour), From: "Buyer", Text: "Thanks."},
		},
	}
}

// staged is the dispute's evidence as Stripe has it, with the files' contents.
func (w *world) staged(t *testing.T, dispute string) (status string, evidence map[string]string) {
	t.Helper()
	get := func(path string) []byte {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.url+"/stripe/v1"+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.SetBasicAuth(w.stripe.Keys().Secret, "")
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil || response.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s %s: %v", path, response.Status, body, err)
		}
		return body
	}
	var d struct {
		Status   string         `json:"status"`
		Evidence map[string]any `json:"evidence"`
	}
	if err := json.Unmarshal(get("/disputes/"+dispute), &d); err != nil {
		t.Fatal(err)
	}
	evidence = map[string]string{}
	for name, value := range d.Evidence {
		if words, ok := value.(string); ok {
			evidence[name] = words
		}
	}
	for _, name := range []string{"customer_communication", "shipping_documentation"} {
		if id := evidence[name]; id != "" {
			if content := get("/files/" + id + "/contents"); !bytes.HasPrefix(content, []byte("%PDF-")) {
				t.Errorf("%s is %.20q", name, content)
			}
			evidence[name] = "a PDF"
		}
	}
	return d.Status, evidence
}

// TestEvidence stages evidence, stages more, and submits it: once.
func TestEvidence(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	charge := w.sell(t, "7K3M9QXD").Charge
	id, err := w.stripe.Dispute(t.Context(), charge, sandbox.Terms{})
	if err != nil {
		t.Fatal(err)
	}
	r := someEvidence(id)
	for range 2 { // the second is the first again
		if err := w.SendEvidence(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	status, got := w.staged(t, id)
	want := map[string]string{
		"product_description":      "2 × Mug, blue at $12.50\nTotal: $30.00",
		"refund_policy_disclosure": "The buyer paid on 1 January.",
		"shipping_carrier":         "UPS",
		"shipping_tracking_number": "1Z999AA10123456784",
		"shipping_date":            "2 January 2026",
		"uncategorized_text": "How the buyer agreed:\nThe buyer paid on 1 January.\n\nHow it is known that it arrived:\nThe carrier delivered it on 4 January.\n\n" +
			"What happened to the order:\n1 January: The buyer paid\n2 January: The seller marked the order as shipped",
		"customer_communication": "a PDF", "shipping_documentation": "a PDF",
	}
	if diff := cmp.Diff(want, got); diff != "" || status != "needs_response" {
		t.Errorf("staged, %s (-want +got):\n%s", status, diff)
	}
	if got := w.dispute(t, charge); got.State != shop.DisputeOpen {
		t.Errorf("after staging the dispute is %+v", got)
	}
	first, uploads := w.sent.all("POST /stripe/v1/disputes/"+id), w.sent.all("POST /stripe/v1/files")
	if len(first) != 2 || first[0].key != first[1].key || !strings.Contains(first[0].body, "submit=false") || first[0].status != 200 || first[1].status != 200 {
		t.Errorf("staging was sent as %+v", first)
	}
	if len(uploads) != 4 || uploads[0].key != uploads[2].key || uploads[1].key != uploads[3].key || uploads[0].key == uploads[1].key || uploads[0].body != uploads[2].body ||
		!strings.HasPrefix(uploads[0].key, r.Key) || !strings.HasSuffix(uploads[0].key, "@test") {
		t.Errorf("%d files were uploaded, the first under %s", len(uploads), uploads[0].key)
	}

	// More was said meanwhile, and some of it no font has.
	r.Messages = append(r.Messages, shop.EvidenceLine{At: r.Messages[1].At, From: "Buyer", Text: "青い 👍"})
	if err := w.SendEvidence(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if _, got := w.staged(t, id); !strings.HasSuffix(got["uncategorized_text"], "2 January 2026, 10:30 UTC  Buyer: 青い 👍") {
		t.Errorf("staged again it says %q", got["uncategorized_text"])
	}

	// It is submitted, and the answer is lost for so long that the key is
	// forgotten.
	r.Submit = true
	if err := w.stripe.Fault(sandbox.FaultDropAfter+"@disputes", 1); err != nil {
		t.Fatal(err)
	}
	if err := w.SendEvidence(t.Context(), r); shop.CodeOf(err) != shop.Unavailable {
		t.Errorf("error is %v", err)
	}
	if got := w.dispute(t, charge); got.State != shop.DisputeInReview || !got.DueBy.IsZero() {
		t.Errorf("submitted the dispute is %+v", got)
	}
	w.wait(t, 48*time.Hour)
	if err := w.SendEvidence(t.Context(), r); err != nil {
		t.Errorf("submitted again: %v", err)
	}
	r.Key += "0"
	if err := w.SendEvidence(t.Context(), r); shop.CodeOf(err) != shop.Refused {
		t.Errorf("another act after it was submitted: error is %v", err)
	}
}

// TestEvidenceDigital: nothing is carried, so that the history is the proof.
func TestEvidenceDigital(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, err := w.stripe.Dispute(t.Context(), w.sell(t, "7K3M9QXD").Charge, sandbox.Terms{Inquiry: true})
	if err != nil {
		t.Fatal(err)
	}
	r := shop.EvidenceRequest{
		Key: "evidence:7K3M9QXD:1", Dispute: id, Submit: true,
		Product: strings.Repeat("é", 30_000), Agreed: strings.Repeat("a", 30_000), History: strings.Repeat("h\n", 30_000), Received: "The buyer said so.",
	}
	if err := w.SendEvidence(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	status, got := w.staged(t, id)
	if status != "warning_under_review" || len(got) != 4 || got["access_activity_log"] == "" || len(w.sent.all("POST /stripe/v1/files")) != 0 {
		t.Errorf("submitted, %s, with %d fields", status, len(got))
	}
	for name, words := range got {
		if !strings.HasSuffix(words, "characters in all.]") {
			t.Errorf("%s is not cut: %d bytes", name, len(words))
		}
	}
	if err := w.SendEvidence(t.Context(), shop.EvidenceRequest{Key: "evidence:7K3M9QXD:2", Dispute: "dp_none"}); shop.CodeOf(err) != shop.Refused {
		t.Errorf("for no dispute: error is %v", err)
	}
}

// TestEvidenceHosts: files have a host of their own, unless the address is set.
func TestEvidenceHosts(t *testing.T) {
	t.Parallel()
	var hosts []string
	p := answering(t, func(r *http.Request) (*http.Response, error) {
		hosts = append(hosts, r.URL.Host+r.URL.Path)
		return says(200, `{"id":"file_1"}`)(r)
	})
	if err := p.SendEvidence(t.Context(), someEvidence("dp_1")); err != nil {
		t.Fatal(err)
	}
	want := []string{"api.stripe.com/v1/disputes/dp_1", "files.stripe.com/v1/files", "files.stripe.com/v1/files", "api.stripe.com/v1/disputes/dp_1"}
	if diff := cmp.Diff(want, hosts); diff != "" {
		t.Errorf("called (-want +got):\n%s", diff)
	}
}
