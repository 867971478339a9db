package main

import (
	"fmt"
	"strings"
	"testing"
)

func TestReport(t *testing.T) {
	const (
		pass = `{"Action":"pass","Package":"p","Test":"TestA"}`
		fail = `{"Action":"fail","Package":"p","Test":"TestB"}`
		say  = `{"Action":"output","Package":"p","Test":"TestB","Output":"set TILL_X to run this\n"}`
		skip = `{"Action":"skip","Package":"p","Test":"TestB"}`
	)
	for _, tt := range []struct {
		name    string
		lines   []string
		without []string
		err     string // "" when the run is good
		shows   string
	}{
		{"all pass", []string{pass, `{"Action":"output","Package":"p","Output":"ok  p\n"}`}, nil, "", "ok  p\n"},
		{"one fails", []string{pass, say, fail}, nil, "1 failed", "set TILL_X"},
		{"a skip", []string{pass, say, skip}, nil, "1 skipped", "set TILL_X"},
		{"a skip for another reason", []string{pass, say, skip}, []string{"TILL_Y"}, "1 skipped", "p TestB"},
		{"an excused skip", []string{pass, say, skip}, []string{"TILL_X"}, "", "p TestB"},
		{"nothing ran", nil, nil, "no test ran", ""},
		{"does not build", []string{`{"Action":"build-output","ImportPath":"p","Output":"syntax error\n"}`, `{"Action":"build-fail","ImportPath":"p"}`}, nil, "1 failed", "syntax error"},
		{"a package dies", []string{pass, say, `{"Action":"fail","Package":"p"}`}, nil, "1 failed", "set TILL_X"},
		{"not go test", []string{"hello"}, nil, "not a line", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var shown strings.Builder
			err := report(strings.NewReader(strings.Join(tt.lines, "\n")), &shown, tt.without)
			if got := fmt.Sprint(err); (err == nil) != (tt.err == "") || !strings.Contains(got, tt.err) && err != nil {
				t.Errorf("report = %v, want %q", err, tt.err)
			}
			if !strings.Contains(shown.String(), tt.shows) {
				t.Errorf("shows %q, want %q in it", shown.String(), tt.shows)
			}
		})
	}
}
