package bot

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"testing"

	"github.com/bwmarrin/discordgo"
)

// TestMemory: interactions and messages that were answered leave nothing behind.
func TestMemory(t *testing.T) {
	t.Parallel()
	b, err := New(Config{
		Token: "x", Till: &forgetful{}, Logger: slog.New(slog.DiscardHandler),
		Transport: roundTrip(func(*http.Request) (*http.Response, error) { return response(http.StatusNoContent, ""), nil }),
	})
	if err != nil {
		t.Fatal(err)
	}
	limits := newLimiter(b.api.outside)
	b.api.session.Client.Transport = limits
	c := new(connection)
	c.greeted.Store(true)
	for i := range recentSize + 1000 {
		raw := fmt.Sprintf(`{"type":2,"id":"%d","application_id":"1","token":"token-%d","channel_id":"1","user":{"id":"2","username":"x"},"data":{"name":"help","type":1}}`, i, i)
		b.take(context.Background(), c, &discordgo.Event{Type: "INTERACTION_CREATE", RawData: []byte(raw)})
		if i%100 == 99 {
			for b.Busy() > 0 {
				runtime.Gosched()
			}
		}
	}
	if ids, buckets := len(b.seen.ids), len(limits.buckets); ids > recentSize || buckets != 0 {
		t.Errorf("%d ids and %d buckets are left", ids, buckets)
	}
	if n := len(b.turns.last); n != 0 {
		t.Errorf("%d turns are left", n)
	}
}

// forgetful is a fakeTill that keeps nothing.
type forgetful struct{ fakeTill }

func (*forgetful) Handle(context.Context, requestT) replyT { return replyT{} }
