package discord

import (
	"fmt"
	"net/http"
	"strings"
)

// apiError is a refusal as Discord words it: an HTTP status, Discord's own code, its message, and
// for code 50035 the tree of what is wrong where.
type apiError struct {
	status  int
	code    int
	message string
	form    *problems
}

func (e *apiError) Error() string {
	if e.form != nil {
		return fmt.Sprintf("%d %s: %s", e.code, e.message, e.form)
	}
	return fmt.Sprintf("%d %s", e.code, e.message)
}

// body is the error as JSON.
func (e *apiError) body() map[string]any {
	b := map[string]any{"message": e.message, "code": e.code}
	if e.form != nil {
		b["errors"] = e.form.tree()
	}
	return b
}

func refuse(status, code int, message string) *apiError {
	return &apiError{status: status, code: code, message: message}
}

func errUnauthorized() *apiError { return refuse(http.StatusUnauthorized, 0, "401: Unauthorized") }
func errNotFound() *apiError     { return refuse(http.StatusNotFound, 0, "404: Not Found") }
func errMethod() *apiError       { return refuse(http.StatusMethodNotAllowed, 0, "405: Method Not Allowed") }

func errUnknownChannel() *apiError     { return refuse(404, 10003, "Unknown Channel") }
func errUnknownGuild() *apiError       { return refuse(404, 10004, "Unknown Guild") }
func errUnknownMember() *apiError      { return refuse(404, 10007, "Unknown Member") }
func errUnknownMessage() *apiError     { return refuse(404, 10008, "Unknown Message") }
func errUnknownUser() *apiError        { return refuse(404, 10013, "Unknown User") }
func errUnknownWebhook() *apiError     { return refuse(404, 10015, "Unknown Webhook") }
func errUnknownInteraction() *apiError { return refuse(404, 10062, "Unknown interaction") }
func errUnknownCommand() *apiError     { return refuse(404, 10063, "Unknown application command") }
func errAcknowledged() *apiError {
	return refuse(400, 40060, "Interaction has already been acknowledged.")
}
func errMissingAccess() *apiError { return refuse(403, 50001, "Missing Access") }
func errNotAuthor() *apiError {
	return refuse(403, 50005, "Cannot edit a message authored by another user")
}
func errEmptyMessage() *apiError      { return refuse(400, 50006, "Cannot send an empty message") }
func errClosedDM() *apiError          { return refuse(403, 50007, "Cannot send messages to this user") }
func errMissingPermission() *apiError { return refuse(403, 50013, "Missing Permissions") }
func errWebhookToken() *apiError      { return refuse(401, 50027, "Invalid Webhook Token") }
func errRecipient() *apiError         { return refuse(400, 50033, "Invalid Recipient(s)") }
func errNoMutual() *apiError {
	return refuse(403, 50278, "Cannot send messages to this user due to having no mutual guilds")
}

func errTooFast() *apiError {
	return refuse(429, 40003, "You are opening direct messages too fast.")
}

func errQuarantined() *apiError {
	return refuse(403, 20026, "Your bot has been flagged by our anti-spam system for abusive behavior.")
}

func errFollowups() *apiError {
	return refuse(400, 40094, "Maximum number of follow-up messages for this interaction reached")
}
func errBadJSON() *apiError { return refuse(400, 50109, "The request body contains invalid JSON.") }

// problems collects what is wrong with a form, each by its path.
type problems struct {
	list []problem
}

type problem struct{ path, code, message string }

func (p *problems) add(path, code, message string) {
	p.list = append(p.list, problem{path, code, message})
}

// err is the refusal, nil if nothing is wrong.
func (p *problems) err() error {
	if len(p.list) == 0 {
		return nil
	}
	return &apiError{status: http.StatusBadRequest, code: 50035, message: "Invalid Form Body", form: p}
}

// String lists the problems for a log line.
func (p *problems) String() string {
	var lines []string
	for _, one := range p.list {
		lines = append(lines, one.path+": "+one.code)
	}
	return strings.Join(lines, ", ")
}

// tree is the nested form in which Discord tells them: each key of the path is a level, and
// "_errors" holds the list at its end.
func (p *problems) tree() map[string]any {
	root := map[string]any{}
	for _, one := range p.list {
		at := root
		for key := range strings.SplitSeq(one.path, ".") {
			if key == "" {
				continue
			}
			next, ok := at[key].(map[string]any)
			if !ok {
				next = map[string]any{}
				at[key] = next
			}
			at = next
		}
		list, _ := at["_errors"].([]any)
		at["_errors"] = append(list, map[string]any{"code": one.code, "message": one.message})
	}
	return root
}
