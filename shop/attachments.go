package shop

import (
	"path"
	"slices"
	"strings"
)

// What files are passed on: as many and as large as Discord lets a bot send with
// one message in a server without boosts.
const (
	MaxFiles      = 10
	MaxFile       = 8 << 20  // bytes
	MaxFilesTotal = 10 << 20 // bytes
)

// programs are the endings of files that run, or that open as a page, when they are
// tapped: what a stranger's message should not bring.
var programs = []string{
	".apk", ".app", ".bat", ".cmd", ".com", ".cpl", ".dmg", ".exe", ".hta", ".htm", ".html", ".iso", ".jar", ".js",
	".lnk", ".mht", ".msi", ".msix", ".pif", ".pkg", ".ps1", ".reg", ".scr", ".sh", ".svg", ".url", ".vbe", ".vbs", ".wsf", ".xhtml",
}

// checkFiles refuses a message whose files cannot all be passed on. The whole of it:
// its writer still has it, and decides what to leave out.
func checkFiles(files []Attachment) error {
	total := int64(0)
	for _, f := range files {
		if slices.Contains(programs, strings.ToLower(path.Ext(strings.TrimRight(f.Name, ". ")))) {
			return refuse(Invalid, ReasonFileProgram, "a file that runs")
		}
		total += f.Size
		if f.Size > MaxFile {
			return refuse(Invalid, ReasonFilesLarge, "a file of %d bytes", f.Size)
		}
	}
	if len(files) > MaxFiles || total > MaxFilesTotal {
		return refuse(Invalid, ReasonFilesLarge, "%d files of %d bytes", len(files), total)
	}
	return nil
}
