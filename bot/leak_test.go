package bot

import (
	"context"
	"runtime/pprof"
	"strings"
	"testing"
	"time"
)

// leakCheck marks the goroutines that the test starts from here on, and fails the test if any is
// left at its end. Discord's and the server's are not among them: they were started before.
func leakCheck(t *testing.T) {
	t.Helper()
	mark := "test:" + t.Name()
	pprof.SetGoroutineLabels(pprof.WithLabels(context.Background(), pprof.Labels("mark", mark)))
	t.Cleanup(func() {
		pprof.SetGoroutineLabels(context.Background())
		var left string
		for range 400 {
			if left = marked(t, mark); left == "" {
				return
			}
			<-time.After(5 * time.Millisecond) // one that has been told to end needs a moment
		}
		t.Errorf("goroutines left behind:\n%s", left)
	})
}

// marked lists the goroutines with a mark.
func marked(t *testing.T, mark string) string {
	t.Helper()
	var all strings.Builder
	if err := pprof.Lookup("goroutine").WriteTo(&all, 1); err != nil {
		t.Fatal(err)
	}
	var left []string
	for stack := range strings.SplitSeq(all.String(), "\n\n") {
		if strings.Contains(stack, `"`+mark+`"`) {
			left = append(left, stack)
		}
	}
	return strings.Join(left, "\n\n")
}
