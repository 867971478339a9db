package main

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// bar shows on a terminal how far long work is. Anywhere else it shows nothing.
type bar struct {
	to    io.Writer // nil: nobody looks
	shown string
}

// newBar returns a bar on the writer, if that is a terminal.
func newBar(to io.Writer) *bar {
	file, ok := to.(*os.File)
	if !ok {
		return new(bar)
	}
	if info, err := file.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return new(bar)
	}
	return &bar{to: to}
}

// show draws how much is done; 0 of 0 is the examination at the end.
func (b *bar) show(done, total int64) {
	const width = 40
	text := "examining the copy"
	if total > 0 {
		full := int(done * width / total)
		text = fmt.Sprintf("[%s%s] %3d%%", strings.Repeat("=", full), strings.Repeat(" ", width-full), done*100/total)
	}
	if b.to == nil || text == b.shown {
		return
	}
	b.shown = text
	fmt.Fprintf(b.to, "\r\x1b[K%s", text)
}

// end takes the bar away.
func (b *bar) end() {
	if b.to != nil && b.shown != "" {
		fmt.Fprint(b.to, "\r\x1b[K")
	}
}
