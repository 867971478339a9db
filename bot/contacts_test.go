package bot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"till/commands"
	"till/shop"
)

// TestFirstContacts: DMs are opened ten at once and then every two seconds, whoever waits; a message
// to somebody whose DM is known is not held up, and no 40003 is insisted on.
func TestFirstContacts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var opened []time.Time
		till := &fakeTill{}
		till.say(commands.Message{Text: "Paid."})
		b, err := New(Config{Token: "x", Till: till, Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.URL.Path == "/api/v9/users/@me/channels" {
				mu.Lock()
				defer mu.Unlock()
				opened = append(opened, time.Now())
				return response(200, fmt.Sprintf(`{"id":"%d"}`, 100+len(opened))), nil
			}
			return response(200, `{"id":"7"}`), nil
		})})
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		known := shop.MessageRef{Channel: "9", Message: "1"}
		if err := b.Edit(t.Context(), known, shop.Notice{To: "known"}); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				for { // as the shop does
					_, err := b.Send(context.Background(), shop.Notice{To: shop.UserID(fmt.Sprint(i))}, fmt.Sprint(i))
					if err == nil {
						return
					}
					if shop.CodeOf(err) != shop.Unavailable {
						t.Error(err)
						return
					}
					time.Sleep(time.Second) // the bubble's clock
				}
			})
		}
		synctest.Wait()
		if _, err := b.Send(t.Context(), shop.Notice{To: "known"}, "k"); err != nil || time.Since(begin) > time.Second {
			t.Errorf("whose DM is known waited %v, %v", time.Since(begin), err)
		}
		wg.Wait()
		for i, at := range opened {
			if i >= contactsAtOnce && at.Sub(opened[i-contactsAtOnce]) < contactEvery-time.Second/perSecond {
				t.Errorf("DM %d was opened %v after the tenth before it", i, at.Sub(opened[i-contactsAtOnce]))
			}
		}
		if took := opened[len(opened)-1].Sub(opened[0]); len(opened) != 40 || took < 59*time.Second || took > 65*time.Second {
			t.Errorf("%d DMs were opened in %v", len(opened), took)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := new(contacts).wait(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}
