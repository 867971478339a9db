package bot

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"regexp"
	"runtime"
	"runtime/debug"
	"strconv"
	"testing"

	"github.com/bwmarrin/discordgo"
)

var memoryAnswers = flag.Int("memory.answers", 0, "answer so many interactions and see that the memory stays as it was at a tenth of them (0: do not)")

// TestMemoryFlat answers 200,000 interactions (make soak), each with a token of its own: anonymous
// resident memory stays within 10 MiB of where it was at 20,000.
func TestMemoryFlat(t *testing.T) {
	if *memoryAnswers == 0 || runtime.GOOS != "linux" {
		return // make soak asks for it
	}
	b, err := New(Config{
		Token: "x", Till: &forgetful{}, Logger: slog.New(slog.DiscardHandler),
		Transport: roundTrip(func(*http.Request) (*http.Response, error) {
			return response(http.StatusOK, "{}", "X-RateLimit-Limit", "5", "X-RateLimit-Remaining", "4", "X-RateLimit-Reset-After", "1", "X-RateLimit-Bucket", "b"), nil
		}),
	})
	if err != nil {
		t.Fatal(err)
	}
	before, greeted := 0, new(connection)
	greeted.greeted.Store(true)
	for i := range *memoryAnswers {
		if i == *memoryAnswers/10 {
			before = resident(t)
		}
		raw := fmt.Sprintf(`{"type":2,"id":"%d","application_id":"1","token":"token-%d","channel_id":"%d","user":{"id":"2%d","username":"x"},"data":{"name":"help","type":1}}`, i, i, i%5000, i%5000)
		b.take(context.Background(), greeted, &discordgo.Event{Type: "INTERACTION_CREATE", RawData: []byte(raw)})
		for b.Busy() > 100 {
			runtime.Gosched()
		}
	}
	for b.Busy() > 0 {
		runtime.Gosched()
	}
	after := resident(t)
	t.Logf("%d KiB after %d answers, %d KiB after %d", before, *memoryAnswers/10, after, *memoryAnswers)
	if after-before > 10<<10 {
		t.Errorf("%d KiB more", after-before)
	}
}

// resident is the process's anonymous resident memory in KiB.
func resident(t *testing.T) int {
	t.Helper()
	debug.FreeOSMemory()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`RssAnon:\s+(\d+) kB`).FindSubmatch(status)
	if found == nil {
		t.Fatal("the system does not tell RssAnon")
	}
	n, err := strconv.Atoi(string(found[1]))
	if err != nil {
		t.Fatal(err)
	}
	return n
}
