package discord

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// TestOddBodies puts a value of every type in every place of good bodies: each must be taken or
// refused, and never fail.
func TestOddBodies(t *testing.T) {
	d := newTestDiscord(t)
	d.limits.now = func() func() time.Time { // each request has a window of its own
		now := start
		return func() time.Time { now = now.Add(time.Minute); return now }
	}()
	d.mu.Lock()
	u, _ := d.world.person("buyer")
	channel := d.world.dm(u, d.world.bot).id
	d.mu.Unlock()
	bodies := map[string]any{
		"/channels/" + channel + "/messages": m{
			"content": "x", "nonce": 1, "flags": 0, "tts": false,
			"allowed_mentions":  m{"parse": []any{"roles"}, "users": []any{1, "2"}},
			"message_reference": m{"message_id": "1", "fail_if_not_exists": false},
			"embeds": []any{m{
				"title": "t", "color": 1, "footer": m{"text": "f"}, "author": m{"name": "a"},
				"image": m{"url": "https://example.com"}, "fields": []any{m{"name": "n", "value": "v", "inline": true}},
			}},
			"components": []any{
				row(button("a", "1")), row(menu(m{"min_values": 1}, choice("a", "1"))),
				row(m{"type": UserSelect, "custom_id": "u", "default_values": []any{m{"id": 1, "type": "user"}}}),
			},
			"attachments": []any{m{"id": 1, "filename": "x"}},
		},
		"/channels/" + channel + "/messages?v2": m{"flags": FlagComponentsV2, "components": []any{m{
			"type": Container, "accent_color": 1, "components": []any{
				m{"type": Section, "components": []any{m{"type": TextDisplay, "content": "x"}}, "accessory": m{"type": Thumbnail, "media": m{"url": "https://example.com"}}},
				m{"type": MediaGallery, "items": []any{m{"media": m{"url": "https://example.com"}, "description": "d"}}},
				m{"type": Separator, "divider": true, "spacing": 1},
				m{"type": FileDisplay, "file": m{"url": "attachment://x"}},
			},
		}}},
		"/applications/" + applicationID + "/commands": m{
			"name": "a", "description": "d", "type": 1, "contexts": []any{1}, "default_member_permissions": "8",
			"name_localizations": m{"de": "b"}, "options": []any{
				m{"type": 1, "name": "s", "description": "d", "options": []any{
					option(OptionString, "o", m{"required": true, "choices": []any{choiceOf("n", "v")}}),
					option(OptionInteger, "i", m{"min_value": 1, "max_value": 2, "autocomplete": true}),
				}},
			},
		},
	}
	odd := []any{nil, true, 0, -1, 1e300, 1.5, "", "x", "1", x(5000), []any{}, []any{nil}, []any{"x"}, m{}, m{"type": 4}, []any{m{}}}
	count := 0
	for path, body := range bodies {
		vary(body, odd, func() {
			count++
			data, err := json.Marshal(body)
			if err != nil {
				t.Fatal(err)
			}
			r := httptest.NewRequestWithContext(t.Context(), "POST", "/discord/api/v10"+path, bytes.NewReader(data))
			r.Header.Set("Authorization", "Bot "+d.Application().BotToken)
			r.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			d.Handler().ServeHTTP(w, r)
			if w.Code != http.StatusOK && w.Code != http.StatusCreated && w.Code != http.StatusBadRequest {
				t.Errorf("%s %s: %d %s", path, data, w.Code, w.Body)
			}
		})
	}
	for _, message := range d.Messages("buyer", DM) {
		if message.Text() == "" {
			t.Error("a message without text")
		}
	}
	t.Logf("%d bodies", count)
}

// vary puts each odd value in each place of a body, one after another.
func vary(node any, odd []any, try func()) {
	replace := func(set func(any), was any) {
		for _, v := range odd {
			set(v)
			try()
		}
		set(was)
		vary(was, odd, try)
	}
	switch node := node.(type) {
	case m:
		for key, was := range node {
			replace(func(v any) { node[key] = v }, was)
		}
	case []m:
		for _, inner := range node {
			vary(inner, odd, try)
		}
	case []any:
		for i, was := range node {
			replace(func(v any) { node[i] = v }, was)
		}
	}
}
