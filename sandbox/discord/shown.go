package discord

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// linkLife is how long an attachment's address works, on business time.
const linkLife = 24 * time.Hour

// fileURL is a signed address of a file, good for a day from now.
func (d *Discord) fileURL(u *upload) string {
	folder := "attachments"
	if u.ephemeral {
		folder = "ephemeral-attachments"
	}
	file := "/discord/cdn/" + folder + "/" + u.channelID + "/" + u.id + "/" + url.PathEscape(u.name)
	issued := d.now().Unix()
	expires := strconv.FormatInt(issued+int64(linkLife.Seconds()), 16)
	return fmt.Sprintf("%s%s?ex=%s&is=%x&hm=%s&", d.origin, file, expires, issued, d.signature(u.id, expires))
}

func (d *Discord) signature(id, expires string) string {
	mac := hmac.New(sha256.New, []byte(d.app.BotToken))
	mac.Write([]byte(id + ":" + expires))
	return hex.EncodeToString(mac.Sum(nil))
}

// serveFile answers for the addresses that fileURL makes.
func (d *Discord) serveFile(w http.ResponseWriter, r *http.Request) {
	d.count(1)
	defer d.count(-1)
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/discord/cdn/"), "/")
	query := r.URL.Query()
	d.mu.Lock()
	var u *upload
	if len(parts) == 4 {
		u = d.world.uploads[parts[2]]
	}
	now := d.now()
	d.mu.Unlock()
	expires, _ := strconv.ParseInt(query.Get("ex"), 16, 64)
	signed := u != nil && hmac.Equal([]byte(query.Get("hm")), []byte(d.signature(u.id, query.Get("ex"))))
	if !signed || now.Unix() > expires || parts[1] != u.channelID || parts[3] != u.name {
		http.Error(w, "This content is no longer available.", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", u.contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(u.content)))
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Security-Policy", "sandbox")
	w.Write(u.content)
}

// attachmentOf is a file as a message or an option shows it.
func (d *Discord) attachmentOf(u *upload) Attachment {
	address := d.fileURL(u)
	return Attachment{
		ID: u.id, Filename: u.name, Description: u.description, ContentType: u.contentType,
		Size: len(u.content), URL: address, ProxyURL: address, Width: u.width, Height: u.height,
		Ephemeral: u.ephemeral,
	}
}

// shownAttachments are the files of a message that no embed shows.
func (d *Discord) shownAttachments(m *message) []Attachment {
	list := []Attachment{}
	for _, u := range m.attachments {
		if !u.inEmbed {
			list = append(list, d.attachmentOf(u))
		}
	}
	return list
}

// resolve turns attachment://NAME into the address of the message's file of that name.
func (d *Discord) resolve(m *message, address string) (string, *upload) {
	name, ok := strings.CutPrefix(address, "attachment://")
	if !ok {
		return address, nil
	}
	i := slices.IndexFunc(m.attachments, func(u *upload) bool { return u.name == name })
	if i < 0 {
		return address, nil
	}
	return d.fileURL(m.attachments[i]), m.attachments[i]
}

// shownEmbeds are a message's embeds with the addresses of their pictures resolved.
func (d *Discord) shownEmbeds(m *message) []Embed {
	list := []Embed{}
	media := func(in *EmbedMedia) *EmbedMedia {
		if in == nil {
			return nil
		}
		out := *in
		var u *upload
		if out.URL, u = d.resolve(m, in.URL); u != nil {
			out.Width, out.Height = u.width, u.height
		}
		out.ProxyURL = out.URL
		return &out
	}
	for _, e := range m.embeds {
		e.Image, e.Thumbnail = media(e.Image), media(e.Thumbnail)
		if e.Footer != nil {
			footer := *e.Footer
			footer.IconURL, _ = d.resolve(m, footer.IconURL)
			e.Footer = &footer
		}
		if e.Author != nil {
			author := *e.Author
			author.IconURL, _ = d.resolve(m, author.IconURL)
			e.Author = &author
		}
		list = append(list, e)
	}
	return list
}

// shownComponents are a message's components with the addresses of their pictures resolved.
func (d *Discord) shownComponents(m *message, list []Component) []Component {
	shown := append([]Component{}, list...)
	media := func(in Media) Media {
		var u *upload
		if in.URL, u = d.resolve(m, in.URL); u != nil {
			in.Width, in.Height, in.ContentType, in.AttachmentID = u.width, u.height, u.contentType, u.id
		}
		in.ProxyURL = in.URL
		return in
	}
	for i := range shown {
		c := &shown[i]
		c.Components = d.shownComponents(m, c.Components)
		if c.Accessory != nil {
			c.Accessory = &d.shownComponents(m, []Component{*c.Accessory})[0]
		}
		if c.Media != nil {
			c.Media = new(media(*c.Media))
		}
		if c.File != nil {
			name := strings.TrimPrefix(c.File.URL, "attachment://")
			c.File = new(media(*c.File))
			if u := m.attachment(c.File.AttachmentID); u != nil {
				c.Name, c.Size = name, len(u.content)
			}
		}
		c.Items = slices.Clone(c.Items)
		for n := range c.Items {
			c.Items[n].Media = media(c.Items[n].Media)
		}
	}
	return shown
}
