package stripe

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	sdk "github.com/stripe/stripe-go/v76"

	"till/shop"
)

// longestText is how many characters Stripe takes in one of the long fields.
// All fields together may have 150,000
// (https://docs.stripe.com/api/disputes/evidence_object): four long ones and
// the short ones stay below.
const (
	longestText  = 20_000
	longestShort = 500
)

// How many pages the two files may have: Mastercard takes 19 in all
// (https://docs.stripe.com/disputes/best-practices).
const (
	pagesMessages = 14
	pagesShipping = 4
)

// Forms of instants for the people who read evidence.
const (
	formDay     = "2 January 2006"
	formInstant = "2 January 2006, 15:04 UTC"
)

// SendEvidence implements shop.Disputes. Staging may be repeated with other
// words, so that Stripe's key is of the content too. Submitting can be done
// once, and once more when an inquiry became a chargeback: the key is of the
// status, or Stripe would answer as it did before. The dispute says whether it
// was done by this act, whose answer was lost.
func (p *Provider) SendEvidence(ctx context.Context, r shop.EvidenceRequest) error {
	if r.Dispute == "" {
		return defect("send evidence: no dispute")
	}
	if err := p.checkKey(r.Key); err != nil {
		return err
	}
	d, done, err := p.submitted(ctx, r)
	if err != nil || done {
		return err
	}
	evidence := evidenceTexts(r)
	if err := p.attach(ctx, r, evidence); err != nil {
		return err
	}
	content, err := json.Marshal([]any{evidence, r.Submit, d.Status})
	if err != nil {
		return defect("send evidence: %v", err)
	}
	_, err = keyed(p, r.Key+":"+digest(content), func(key string) (*sdk.Dispute, error) {
		return p.api.Disputes.Update(r.Dispute, &sdk.DisputeParams{
			Params:   params(ctx, key),
			Evidence: evidence,
			Submit:   new(r.Submit), // Stripe submits unless it is told not to
			Metadata: map[string]string{metaKey: r.Key, metaInstallation: p.cfg.Installation},
		})
	}, func() (*sdk.Dispute, bool, error) { return p.submitted(ctx, r) })
	if err != nil {
		return failure("send evidence", err)
	}
	return nil
}

// submitted looks whether the request's evidence was submitted, and no more is
// waited for. Evidence that is only staged is not looked for: staging it again
// does no harm.
func (p *Provider) submitted(ctx context.Context, r shop.EvidenceRequest) (*sdk.Dispute, bool, error) {
	d, err := p.api.Disputes.Get(r.Dispute, &sdk.DisputeParams{Params: params(ctx, "")})
	if err != nil {
		return nil, false, failure("fetch dispute", err)
	}
	waits := d.Status == sdk.DisputeStatusNeedsResponse || d.Status == sdk.DisputeStatusWarningNeedsResponse
	sent := d.EvidenceDetails != nil && d.EvidenceDetails.SubmissionCount > 0
	return d, r.Submit && sent && !waits && p.key(d.Metadata) == r.Key, nil
}

// evidenceTexts are the request's texts in Stripe's fields. Each says a part
// where banks look for it; the statement says it all.
func evidenceTexts(r shop.EvidenceRequest) *sdk.DisputeEvidenceParams {
	e := &sdk.DisputeEvidenceParams{
		ProductDescription:     text(r.Product, longestText),
		RefundPolicyDisclosure: text(r.Agreed, longestText),
		ShippingCarrier:        text(r.Carrier, longestShort),
		ShippingTrackingNumber: text(r.Number, longestShort),
		UncategorizedText:      text(statement(r), longestText),
	}
	if !r.Shipped.IsZero() {
		e.ShippingDate = new(r.Shipped.UTC().Format(formDay))
	}
	if r.Shipped.IsZero() && r.Number == "" { // nothing that is carried
		e.AccessActivityLog = text(r.History, longestText)
	}
	return e
}

// statement is what speaks for the seller, as one text. What the two said is in
// it only when the file cannot show all of it.
func statement(r shop.EvidenceRequest) string {
	said := strings.Join(messages(r.Messages), "\n")
	if showable(said) == said {
		said = ""
	}
	var parts []string
	for _, part := range [][2]string{
		{"How the buyer agreed", r.Agreed},
		{"How it is known that it arrived", r.Received},
		{"What happened to the order", r.History},
		{"What the two said to each other", said},
	} {
		if words := strings.TrimSpace(part[1]); words != "" {
			parts = append(parts, part[0]+":\n"+words)
		}
	}
	return strings.Join(parts, "\n\n")
}

// messages are the lines of the conversation.
func messages(said []shop.EvidenceLine) []string {
	lines := make([]string, len(said))
	for i, m := range said {
		lines[i] = fmt.Sprintf("%s  %s: %s", m.At.UTC().Format(formInstant), m.From, strings.TrimSpace(m.Text))
	}
	return lines
}

// attach uploads what Stripe takes as files only.
func (p *Provider) attach(ctx context.Context, r shop.EvidenceRequest, e *sdk.DisputeEvidenceParams) error {
	var err error
	if n := len(r.Messages); n > 0 {
		e.CustomerCommunication, err = p.upload(ctx, r.Key, "conversation.pdf", document{
			title: "What buyer and seller said to each other", at: r.Messages[n-1].At, lines: messages(r.Messages), pages: pagesMessages,
		})
		if err != nil {
			return err
		}
	}
	if r.Number == "" {
		return nil
	}
	lines := []string{"Carrier: " + r.Carrier, "Tracking number: " + r.Number}
	if !r.Shipped.IsZero() {
		lines = append(lines, "Shipped: "+r.Shipped.UTC().Format(formInstant))
	}
	if r.Received != "" {
		lines = append(lines, "", r.Received)
	}
	if r.History != "" {
		lines = append(lines, "", "What happened to the order:")
		lines = append(lines, strings.Split(strings.TrimSpace(r.History), "\n")...)
	}
	e.ShippingDocumentation, err = p.upload(ctx, r.Key, "shipping.pdf", document{
		title: "Shipment", at: r.Shipped, lines: lines, pages: pagesShipping,
	})
	return err
}

// upload makes a document a file of Stripe's and returns its id. Its key is of
// the content, so that the same document is the same file for a day.
func (p *Provider) upload(ctx context.Context, key, name string, d document) (*string, error) {
	content, err := d.pdf()
	if err != nil {
		return nil, err
	}
	mark := digest(content)
	file, err := keyed(p, key+":"+mark, func(key string) (*sdk.File, error) {
		body, err := uploadBody(name, mark, content)
		if err != nil {
			return nil, err
		}
		file, carried := &sdk.File{}, params(ctx, key)
		return file, p.api.Files.BUploads.CallMultipart(http.MethodPost, "/v1/files", p.cfg.Key, mark, body, &carried, file)
	}, nowhere)
	if err != nil {
		return nil, failure("upload "+name, err)
	}
	return new(file.ID), nil
}

// uploadBody is the form in which a file travels. The library makes up another
// boundary at every try, and Stripe refuses a key under which something else
// comes: here the same document has the same body.
func uploadBody(name, boundary string, content []byte) (*bytes.Buffer, error) {
	body := &bytes.Buffer{}
	form := multipart.NewWriter(body)
	err := form.SetBoundary(boundary)
	if err == nil {
		err = form.WriteField("purpose", string(sdk.FilePurposeDisputeEvidence))
	}
	var file io.Writer
	if err == nil {
		file, err = form.CreateFormFile("file", name)
	}
	if err == nil {
		_, err = file.Write(content)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		return nil, defect("upload %s: %v", name, err)
	}
	return body, nil
}

// text is what goes into a field: nil for nothing, and at most so many
// characters, with a note of what is missing.
func text(words string, most int) *string {
	words = strings.TrimSpace(words)
	if words == "" {
		return nil
	}
	n := utf8.RuneCountInString(words)
	if n <= most {
		return new(words)
	}
	note := fmt.Sprintf("\n[Cut here, of %d characters in all.]", n)
	return new(string([]rune(words)[:most-utf8.RuneCountInString(note)]) + note)
}

// moment is an instant for a document, which must not be the present: the same
// document is to have the same bytes.
func moment(t time.Time) time.Time {
	if t.IsZero() {
		return time.Unix(0, 0).UTC()
	}
	return t.UTC()
}
