package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"
	"unicode"

	"till/commands"
	"till/shop"
)

const (
	fileLimit     = shop.MaxFile
	filesLimit    = shop.MaxFilesTotal
	fetchWithin   = 20 * time.Second
	contentHeader = "Content-Type"
)

// Why a file cannot be had. Any other error may pass.
var (
	errFileGone  = errors.New("the attachment is gone")
	errFileLarge = errors.New("the attachment is too large")
)

// file is a file to be sent.
type file struct {
	name, contentType string
	content           []byte
}

// compose renders a message with what the bot made for it, and fetches its other files, to send them
// anew: the links to them expire. A file that is not to be had is named in the text instead, in the
// reader's language. The error says that one may be had later; the message can be sent without it all
// the same.
func (b *Bot) compose(ctx context.Context, m commands.Message, reader commands.Person) (messageBody, []file, error) {
	var files []file
	var passing error
	left := int64(filesLimit)
	for _, f := range m.Made {
		files = append(files, file{fileName(f.Name), f.Type, f.Content})
		left -= int64(len(f.Content))
	}
	for _, a := range m.Files {
		f, err := b.api.refetch(ctx, a, min(fileLimit, left))
		if err == nil && len(files) == maxFiles {
			err = errFileLarge
		}
		if err == nil {
			left -= int64(len(f.content))
			files = append(files, f)
			continue
		}
		own := b.wordsFor(ctx, reader)
		text := own.gone
		if errors.Is(err, errFileLarge) {
			text = own.large
		} else if !errors.Is(err, errFileGone) {
			passing = &failure{err: err}
		}
		m.Text = strings.TrimSpace(m.Text + "\n" + fmt.Sprintf(text, fileName(a.Name)))
	}
	body := render(m)
	for i, f := range files {
		body.Attachments = append(body.Attachments, attachmentBody{strconv.Itoa(i), f.name})
	}
	return body, files, passing
}

// Fetch implements shop.Files.
func (b *Bot) Fetch(ctx context.Context, a shop.Attachment, limit int64) ([]byte, error) {
	f, err := b.api.fetch(ctx, a, min(limit, fileLimit))
	switch {
	case errors.Is(err, errFileLarge):
		return nil, &shop.Error{Code: shop.Invalid, Reason: shop.ReasonPhotoLarge, Message: "fetch a file", Err: err}
	case errors.Is(err, errFileGone):
		return nil, &shop.Error{Code: shop.NotFound, Reason: shop.ReasonPhotoGone, Message: "fetch a file", Err: err}
	case err != nil:
		return nil, &shop.Error{Code: shop.Unavailable, Reason: shop.ReasonPhotoGone, Message: "fetch a file", Err: err}
	}
	return f.content, nil
}

// refetch is fetch, and once more by a new link when the old one has expired: the message that the
// file came with has it.
func (c *client) refetch(ctx context.Context, a shop.Attachment, limit int64) (file, error) {
	f, err := c.fetch(ctx, a, limit)
	old, bad := url.Parse(a.URL)
	if !errors.Is(err, errFileGone) || a.From.Message == "" || bad != nil {
		return f, err
	}
	var m messagePayload
	where := "/channels/" + url.PathEscape(a.From.Channel) + "/messages/" + url.PathEscape(a.From.Message)
	err = c.call(ctx, http.MethodGet, where, nil, &m)
	if failed, ok := errors.AsType[*failure](err); ok && (failed.status == http.StatusNotFound || failed.status == http.StatusForbidden) {
		return file{}, errFileGone
	}
	if err != nil {
		return file{}, err
	}
	for _, again := range m.files() {
		if link, err := url.Parse(again.URL); err == nil && link.Path == old.Path {
			return c.fetch(ctx, again, limit)
		}
	}
	return file{}, errFileGone
}

// fetch downloads an attachment from where Discord keeps it, without the token.
func (c *client) fetch(ctx context.Context, a shop.Attachment, limit int64) (file, error) {
	address, err := url.Parse(a.URL)
	if err != nil || !c.isOurs(address) {
		return file{}, errFileGone // nobody makes the bot fetch from elsewhere
	}
	if a.Size > limit {
		return file{}, errFileLarge
	}
	ctx, cancel := context.WithTimeout(ctx, fetchWithin)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return file{}, errFileGone
	}
	resp, err := c.outside.RoundTrip(req)
	if err != nil {
		return file{}, fmt.Errorf("fetch an attachment: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	switch {
	case resp.StatusCode >= http.StatusInternalServerError || resp.StatusCode == http.StatusTooManyRequests:
		return file{}, fmt.Errorf("fetch an attachment: status %d", resp.StatusCode)
	case resp.StatusCode != http.StatusOK:
		return file{}, errFileGone
	}
	content, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	if err != nil {
		return file{}, fmt.Errorf("fetch an attachment: %w", err)
	}
	if int64(len(content)) > limit {
		return file{}, errFileLarge
	}
	return file{fileName(a.Name), resp.Header.Get(contentHeader), content}, nil
}

// isOurs reports whether an address is Discord's file store, or under the configured base's host.
func (c *client) isOurs(u *url.URL) bool {
	if c.base != nil && u.Host == c.base.Host {
		return u.Scheme == c.base.Scheme
	}
	return u.Scheme == "https" && (u.Host == "cdn.discordapp.com" || u.Host == "media.discordapp.net")
}

// fileName is a name without a path, without control characters, and short.
func fileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '"' {
			return -1
		}
		return r
	}, path.Base(strings.ReplaceAll(name, `\`, "/")))
	if name == "" || name == "." || name == "/" {
		return "file"
	}
	if runes := []rune(name); len(runes) > 100 {
		name = string(runes[len(runes)-100:]) // keeps the extension
	}
	return name
}
