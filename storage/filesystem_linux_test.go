package storage

import (
	"strings"
	"testing"
)

func TestDoubtOf(t *testing.T) {
	t.Parallel()
	for magic, want := range map[int64]string{
		0x01021994: "in memory", 0x858458f6: "in memory", 0x794c7630: "container's own layer", 0x6969: "network", 0xff534d42: "network",
		-0xacb2be: "network",                          // CIFS, where the number has 32 bits and a sign
		0xef53:    "", 0x58465342: "", 0x9123683e: "", // ext4, xfs, btrfs
	} {
		if got := doubtOf(magic); (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%#x: %q, want %q", magic, got, want)
		}
	}
}
