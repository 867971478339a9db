package commands

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"
)

func TestZones(t *testing.T) {
	t.Parallel()
	for name := range strings.FieldsSeq(zoneNames) {
		if _, err := time.LoadLocation(name); err != nil {
			t.Errorf("%s is suggested: %v", name, err)
		}
		if got := zoneNamed(name); got != name {
			t.Errorf("%s is taken for %q", name, got)
		}
	}
	for text, want := range map[string]string{
		"berlin": "Europe/Berlin", " New  york ": "America/New_York", "sao paulo": "America/Sao_Paulo", "utc": "UTC",
		"Europe/Zagreb": "Europe/Zagreb", "honol": "Pacific/Honolulu", "north": "", "": "", "Local": "", "../etc/passwd": "", "Atlantis": "",
	} {
		if got := zoneNamed(text); got != want {
			t.Errorf("%q is taken for %q, not %q", text, got, want)
		}
	}
	if got := zonesLike("europe/b"); len(got) < 4 || !strings.HasPrefix(got[0], "Europe/B") {
		t.Errorf("suggested: %q", got)
	}
}

func TestWesternDigits(t *testing.T) {
	t.Parallel()
	for _, text := range []string{" 12 ", "١٢", "۱۲", "１２"} {
		if got := westernDigits(text); got != "12" {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}
