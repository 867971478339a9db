package stripe

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// mostEvidence is how many characters all texts of a dispute's evidence may
// have together, and mostText how many a single long one
// (https://docs.stripe.com/api/disputes/evidence_object).
const (
	mostEvidence = 150_000
	mostText     = 20_000
)

// evidenceTexts are the fields that hold words.
func evidenceTexts() []string {
	return []string{
		"access_activity_log", "billing_address", "cancellation_policy_disclosure", "cancellation_rebuttal", "customer_email_address",
		"customer_name", "customer_purchase_ip", "duplicate_charge_explanation", "duplicate_charge_id", "product_description",
		"refund_policy_disclosure", "refund_refusal_explanation", "service_date", "shipping_address", "shipping_carrier",
		"shipping_date", "shipping_tracking_number", "uncategorized_text",
	}
}

// evidenceFiles are the fields that hold the id of an uploaded file.
func evidenceFiles() []string {
	return []string{
		"cancellation_policy", "customer_communication", "customer_signature", "duplicate_charge_documentation", "receipt",
		"refund_policy", "service_documentation", "shipping_documentation", "uncategorized_file",
	}
}

func disputeUpdateShape() string {
	return "metadata[*] submit" + under("evidence", strings.Join(slices.Concat(evidenceTexts(), evidenceFiles()), " "))
}

func (d *dispute) evidenceDoc() doc {
	out := doc{}
	for _, name := range evidenceTexts() {
		out[name] = orNil(d.evidence[name])
	}
	for _, name := range evidenceFiles() {
		out[name] = refTo(d.files[name])
	}
	return out
}

// updateDispute stages evidence. It is submitted to the bank unless submit is
// false; that can be done once, and not after the due date. Metadata can
// always be changed.
func (s *Stripe) updateDispute(c *call) (doc, *apiError) {
	d, ok := c.account.disputes.get(c.id)
	if !ok {
		return nil, noSuch("dispute", c.id, "id")
	}
	answers := c.form.at("evidence").has() || c.form.at("submit").has() || !c.form.at("metadata").has()
	late := c.now.After(d.due)
	switch {
	case answers && !d.unanswered():
		return nil, invalid("", "", "This dispute cannot be updated: its status is "+d.status+".")
	case answers && late:
		return nil, invalid("", "", "This dispute cannot be updated: evidence was due by "+d.due.Format(time.RFC3339)+".")
	}
	submit, err := c.form.at("submit").flag("submit", true)
	if err != nil {
		return nil, err
	}
	metadata, err := c.form.at("metadata").mergeMetadata(d.metadata)
	if err != nil {
		return nil, err
	}
	texts, files, err := s.evidence(d, c.form.at("evidence"))
	if err != nil {
		return nil, err
	}
	was := s.picture(d)
	d.metadata, d.evidence, d.files = metadata, texts, files
	submit = submit && d.unanswered() && !late
	if submit {
		d.submitted++
		d.status = strings.Replace(d.status, "needs_response", "under_review", 1)
	}
	s.emitChange(s.platform, "charge.dispute.updated", d, was, c)
	if submit {
		s.decideTest(d, c)
	}
	return d.doc(c.now), nil
}

// evidence applies the parameter to what is staged: an empty value removes a
// field.
func (s *Stripe) evidence(d *dispute, f *form) (map[string]string, map[string]*file, *apiError) {
	texts, files := copyOf(d.evidence), maps.Clone(d.files)
	if files == nil {
		files = map[string]*file{}
	}
	for _, name := range f.names() {
		value, param := f.at(name).text(), "evidence["+name+"]"
		if slices.Contains(evidenceFiles(), name) {
			found, err := s.evidenceFile(value, param)
			if err != nil {
				return nil, nil, err
			}
			if delete(files, name); found != nil {
				files[name] = found
			}
			continue
		}
		if n := utf8.RuneCountInString(value); n > mostText {
			return nil, nil, invalid("", param, fmt.Sprintf("Invalid string: %s has %d characters, and at most %d are allowed.", name, n, mostText))
		}
		if texts[name] = value; value == "" {
			delete(texts, name)
		}
	}
	total := 0
	for value := range maps.Values(texts) {
		total += utf8.RuneCountInString(value)
	}
	if total > mostEvidence {
		return nil, nil, invalid("", "evidence", fmt.Sprintf("The combined evidence has %d characters, and at most %d are allowed.", total, mostEvidence))
	}
	return texts, files, nil
}

func (s *Stripe) evidenceFile(id, param string) (*file, *apiError) {
	if id == "" {
		return nil, nil
	}
	found, ok := s.platform.files.get(id)
	switch {
	case !ok:
		return nil, noSuch("file upload", id, param)
	case found.purpose != purposeEvidence:
		return nil, invalid("", param, "The file "+id+" has the purpose "+found.purpose+" and must have "+purposeEvidence+".")
	}
	return found, nil
}

// decideTest is the bank's answer to the magic words of Stripe's test mode
// (https://docs.stripe.com/testing#disputes).
func (s *Stripe) decideTest(d *dispute, cause *call) {
	switch words := d.evidence["uncategorized_text"]; {
	case words == "winning_evidence":
		s.endDispute(d, "won", d.amount, cause)
	case words == "losing_evidence" && !d.inquiry():
		s.endDispute(d, "lost", 0, cause)
	case words == "escalate_inquiry_evidence" && d.inquiry() && d.charge.left() > 0:
		s.escalate(d, cause)
	}
}
