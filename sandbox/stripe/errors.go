package stripe

import "net/http"

// apiError is an error as Stripe answers it.
type apiError struct {
	Status     int    `json:"-"`
	Type       string `json:"type"`
	Code       string `json:"code,omitempty"`
	Param      string `json:"param,omitempty"`
	Message    string `json:"message"`
	DocURL     string `json:"doc_url,omitempty"`
	RequestLog string `json:"request_log_url,omitempty"`

	// unread marks a refusal before the endpoint began to work; such an
	// answer is not kept under the idempotency key.
	unread bool
}

func (e *apiError) Error() string { return e.Type + ": " + e.Message }

// invalid is a 400 invalid_request_error.
func invalid(code, param, message string) *apiError {
	e := &apiError{Status: http.StatusBadRequest, Type: "invalid_request_error", Code: code, Param: param, Message: message}
	if code != "" {
		e.DocURL = "https://stripe.com/docs/error-codes/" + hyphens(code)
	}
	return e
}

// malformed is a 400 about the parameters themselves, found before any work.
func malformed(code, param, message string) *apiError {
	e := invalid(code, param, message)
	e.unread = true
	return e
}

// noSuch is the answer for an object that a parameter names in vain; with
// param "id" it is the path that names it, and the status is 404.
func noSuch(kind, id, param string) *apiError {
	e := invalid("resource_missing", param, "No such "+kind+": '"+id+"'")
	if param == "id" {
		e.Status = http.StatusNotFound
	}
	return e
}

func hyphens(code string) string {
	raw := []byte(code)
	for i, b := range raw {
		if b == '_' {
			raw[i] = '-'
		}
	}
	return string(raw)
}
