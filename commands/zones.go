package commands

import (
	_ "embed"
	"slices"
	"strings"
	"time"
)

// The time zones that are suggested, one a line: the IANA database's zone1970.tab
// (https://www.iana.org/time-zones, public domain), and UTC.
//
//go:embed zones.txt
var zoneNames string

// zonesLike returns the names of the zones that a text may mean, those first that
// begin with it, by region or by city.
func zonesLike(text string) []string {
	key := zoneKey(text)
	var first, rest []string
	for name := range strings.FieldsSeq(zoneNames) {
		known := zoneKey(name)
		switch {
		case strings.HasPrefix(known, key), strings.HasPrefix(known[strings.LastIndexByte(known, '/')+1:], key):
			first = append(first, name)
		case strings.Contains(known, key):
			rest = append(rest, name)
		}
	}
	return slices.Concat(first, rest)
}

// zoneNamed returns the one zone that a text means: its own name, or the only one
// that has it in its name; "" when there is none, or several.
func zoneNamed(text string) string {
	text = strings.TrimSpace(text)
	like := zonesLike(text)
	for _, name := range like {
		if known := zoneKey(name); known == zoneKey(text) || strings.HasSuffix(known, "/"+zoneKey(text)) {
			return name
		}
	}
	if len(like) == 1 && text != "" {
		return like[0]
	}
	// The database has more names than are suggested, of which the case counts.
	if _, err := time.LoadLocation(text); err == nil && strings.Contains(text, "/") {
		return text
	}
	return ""
}

// zoneName is a zone's name as people read it.
func zoneName(name string) string { return strings.ReplaceAll(name, "_", " ") }

func zoneKey(text string) string {
	return strings.ToLower(strings.Join(strings.Fields(zoneName(text)), " "))
}
