package discord

import (
	"bytes"
	"image"
	_ "image/gif"  // sizes of pictures
	_ "image/jpeg" // sizes of pictures
	_ "image/png"  // sizes of pictures
	"mime"
	"net/http"
	"path"
)

// upload is a stored file.
type upload struct {
	id          string
	channelID   string
	name        string
	description string
	contentType string
	content     []byte
	width       int
	height      int
	ephemeral   bool
	inEmbed     bool // shown by an embed, and therefore not in the message's list
}

// store keeps a file. The caller holds the lock.
func (w *world) store(ch *channel, f File, description string) *upload {
	u := &upload{
		id: w.ids.next(), channelID: ch.id, name: path.Base(f.Name), description: description,
		contentType: f.ContentType, content: f.Content,
	}
	if u.contentType == "" || u.contentType == "application/octet-stream" {
		u.contentType = mime.TypeByExtension(path.Ext(u.name))
	}
	if u.contentType == "" {
		u.contentType = http.DetectContentType(f.Content)
	}
	if size, _, err := image.DecodeConfig(bytes.NewReader(f.Content)); err == nil {
		u.width, u.height = size.Width, size.Height
	}
	w.uploads[u.id] = u
	return u
}
