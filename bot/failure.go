package bot

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/bwmarrin/discordgo"

	"till/shop"
)

// Discord's error codes that the bot treats apart ("Opcodes and Status Codes", JSON).
const (
	codeUnknownChannel     = 10003
	codeUnknownMessage     = 10008
	codeUnknownUser        = 10013
	codeUnknownWebhook     = 10015
	codeUnknownInteraction = 10062
	codeUnknownCommand     = 10063
	codeQuarantined        = 20026 // no message to whom the bot has not written before
	codeDMsTooFast         = 40003
	codeAnswered           = 40060
	codeNoDMs              = 50007
	codeBadWebhookToken    = 50027
	codeNoMutualServer     = 50278
)

// failure is a request that did not succeed. Its text never holds the address, which may hold an
// interaction's token, nor Discord's answer, which may hold what people wrote.
type failure struct {
	status int           // 0: no answer
	code   int           // Discord's, 0 if it told none
	body   []byte        // Discord's answer: only for what is not about people
	wait   time.Duration // nothing was sent: its turn comes after that
	err    error
}

// Error implements error.
func (f *failure) Error() string {
	switch {
	case f.status == 0:
		return "no answer from discord: " + f.err.Error()
	case f.code == 0:
		return fmt.Sprintf("discord answered %d", f.status)
	default:
		return fmt.Sprintf("discord answered %d, code %d", f.status, f.code)
	}
}

// Unwrap returns the cause, nil when Discord answered.
func (f *failure) Unwrap() error { return f.err }

// unsettled reports whether the outcome is unknown, so that the request may be repeated.
func (f *failure) unsettled() bool {
	return f.status == 0 || f.status >= 500 || f.status == http.StatusTooManyRequests && f.code != codeDMsTooFast
}

// failureOf reads an error of discordgo's. What it does not know is "no answer": repeat it.
func failureOf(err error) *failure {
	if rest, ok := errors.AsType[*discordgo.RESTError](err); ok {
		if rest.Response == nil {
			return &failure{err: errors.New("an error without a response")} // its own text would panic
		}
		f := &failure{status: rest.Response.StatusCode, body: rest.ResponseBody}
		if rest.Message != nil {
			f.code = rest.Message.Code
		}
		return f
	}
	if sent, ok := errors.AsType[*url.Error](err); ok {
		err = sent.Err // its own text is the address
	}
	if _, ok := errors.AsType[*discordgo.RateLimitError](err); ok {
		err = errLimited
	}
	return &failure{err: err}
}

// codeOf is Discord's error code in err, or 0.
func codeOf(err error) int {
	if f, ok := errors.AsType[*failure](err); ok {
		return f.code
	}
	return 0
}

// unsettled reports whether what err speaks of may be tried again.
func unsettled(err error) bool {
	f, ok := errors.AsType[*failure](err)
	return ok && f.unsettled()
}

// shopError puts err into the shop's terms for whoever delivers a notice.
func shopError(doing string, err error) error {
	if err == nil {
		return nil
	}
	f, ok := errors.AsType[*failure](err)
	if !ok {
		return fmt.Errorf("%s: %w", doing, err)
	}
	e := &shop.Error{Code: shop.Refused, Message: doing, Err: f}
	switch {
	case f.code == codeUnknownMessage || f.code == codeUnknownChannel:
		e.Code = shop.NotFound
	case f.code == codeNoDMs, f.code == codeNoMutualServer, f.code == codeDMsTooFast, f.code == codeQuarantined:
		e.Reason = shop.ReasonDMClosed
	case f.unsettled():
		e.Code, e.Wait = shop.Unavailable, f.wait
	}
	return e
}
