package discord

import (
	"hash/fnv"
	"strconv"
	"time"
)

// epoch is the first millisecond of 2015, from which Discord counts its snowflakes.
const epoch = 1420070400000

// snowflakes makes unique ids that grow even while business time stands still.
type snowflakes struct {
	now  func() time.Time `snapshot:"-"`
	last uint64
}

func (s *snowflakes) next() string {
	ms := max(s.now().UnixMilli()-epoch, 0)
	s.last = max(uint64(ms)<<22, s.last+1)
	return strconv.FormatUint(s.last, 10)
}

// namedSnowflake is an id that depends on a name alone, with a creation time between 2017 and 2021.
func namedSnowflake(name string) string {
	h := fnv.New64a()
	h.Write([]byte(name))
	sum := h.Sum64()
	const years = 4 * 365 * 24 * 3600 * 1000
	ms := 2*365*24*3600*1000 + (sum>>22)%years
	return strconv.FormatUint(ms<<22|sum&(1<<22-1), 10)
}

// snowflakeTime is when the object with that id was made.
func snowflakeTime(id string) time.Time {
	n, _ := strconv.ParseUint(id, 10, 64)
	return time.UnixMilli(int64(n>>22) + epoch).UTC()
}

// isSnowflake tells whether s has the shape of an id.
func isSnowflake(s string) bool {
	n, err := strconv.ParseUint(s, 10, 64)
	return err == nil && n > 0 && len(s) <= 20
}
