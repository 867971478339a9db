package discord

import (
	"time"
	"unicode/utf8"
)

// Discord's limits for embeds ("Embed Limits").
const (
	maxEmbeds      = 10
	maxEmbedTitle  = 256
	maxDescription = 4096
	maxEmbedFields = 25
	maxFieldName   = 256
	maxFieldValue  = 1024
	maxFooter      = 2048
	maxAuthor      = 256
	maxEmbedSize   = 6000 // all texts of all embeds of a message together
	maxMediaURL    = 2048
)

// readEmbeds checks the embeds of a message.
func readEmbeds(f form) []Embed {
	total := 0
	for _, e := range f.forms("embeds", 0, maxEmbeds) {
		size := func(s string) { total += utf8.RuneCountInString(s) }
		size(e.text("title", 0, maxEmbedTitle))
		size(e.text("description", 0, maxDescription))
		e.address("url", maxMediaURL, "http", "https")
		e.integer("color", 0, 0xffffff)
		if t := e.text("timestamp", 0, 64); t != "" {
			if _, err := time.Parse(time.RFC3339, t); err != nil {
				e.add("timestamp", "DATE_TIME_TYPE_PARSE", "Could not parse "+t+". Should be ISO8601.")
			}
		}
		if footer, ok := e.object("footer"); ok {
			footer.require("text")
			size(footer.text("text", 0, maxFooter))
			footer.address("icon_url", maxMediaURL, "http", "https", "attachment")
		}
		if author, ok := e.object("author"); ok {
			author.require("name")
			size(author.text("name", 0, maxAuthor))
			author.address("url", maxMediaURL, "http", "https")
			author.address("icon_url", maxMediaURL, "http", "https", "attachment")
		}
		for _, key := range []string{"image", "thumbnail"} {
			if media, ok := e.object(key); ok {
				media.require("url")
				media.address("url", maxMediaURL, "http", "https", "attachment")
			}
		}
		for _, field := range e.forms("fields", 0, maxEmbedFields) {
			field.require("name")
			field.require("value")
			size(field.filled("name", maxFieldName))
			size(field.filled("value", maxFieldValue))
			field.truth("inline")
		}
	}
	if total > maxEmbedSize {
		f.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")
	}
	var embeds []Embed
	f.decode("embeds", &embeds)
	for i := range embeds {
		embeds[i].Type = "rich"
	}
	return embeds
}

// filled reads a string that must not be empty, nor longer than most.
func (f form) filled(key string, most int) string {
	s := f.text(key, 0, most)
	if f.has(key) && s == "" {
		f.add(key, "BASE_TYPE_REQUIRED", "This field is required")
	}
	return s
}
