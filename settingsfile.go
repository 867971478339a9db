package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v3"
)

// readSettings reads a configuration file: YAML whose keys are names of flags. A
// value is taken as it is written, so that an id of twenty digits, 007 or 1e3 stays
// what it is without quotes; a list stands for the values of a flag that takes
// several. No error repeats a value, which may be a secret.
func readSettings(path string, flags map[string]*kong.Flag) (map[string]setting, []error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, []error{fmt.Errorf("the configuration file: %w", err)}
	}
	return parseSettings(path, content, flags)
}

func parseSettings(path string, content []byte, flags map[string]*kong.Flag) (map[string]setting, []error) {
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	var document yaml.Node
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, []error{fmt.Errorf("%s: %w: write lines of name: value", path, err)}
	}
	root := document.Content[0]
	switch {
	case root.Kind == yaml.ScalarNode && root.Tag == "!!null":
		return nil, nil
	case root.Kind != yaml.MappingNode:
		return nil, []error{fmt.Errorf("%s: write lines of name: value, such as store: till.db", path)}
	}
	var problems []error
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		problems = append(problems, fmt.Errorf("%s: only the part before the second --- would be read: make it one", path))
	}
	found := make(map[string]setting)
	for i := 0; i < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		place := fmt.Sprintf("%s:%d", path, key.Line)
		flag, known := flags[key.Value]
		_, twice := found[key.Value]
		switch {
		case key.Kind != yaml.ScalarNode || !known:
			problems = append(problems, fmt.Errorf("%s: %w", place, unknown(key.Value, flags)))
			continue
		case twice:
			problems = append(problems, fmt.Errorf("%s: %s is set already: keep one", place, key.Value))
			continue
		}
		text, err := written(value, flag)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %s %w", place, key.Value, err))
		}
		found[key.Value] = setting{text, origin{"file", place}}
	}
	return found, problems
}

// unknown is the error about a key that no flag has.
func unknown(key string, flags map[string]*kong.Flag) error {
	name, distance := "", 0
	for _, known := range slices.Sorted(maps.Keys(flags)) {
		if d := edits(key, known); name == "" || d < distance {
			name, distance = known, d
		}
	}
	if distance > max(2, len(key)/3) {
		return fmt.Errorf("there is no setting %q: till serve --help lists them", key)
	}
	return fmt.Errorf("there is no setting %q: write %s, if you mean that", key, name)
}

// written is the value as text, the way the environment would have it.
func written(node *yaml.Node, flag *kong.Flag) (string, error) {
	if node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	switch {
	case node.Kind == yaml.ScalarNode:
		return scalar(node), nil
	case node.Kind == yaml.SequenceNode && flag.IsSlice():
		var values []string
		for _, item := range node.Content {
			if item.Kind != yaml.ScalarNode {
				return "", errors.New("is a list whose items must be plain values")
			}
			values = append(values, scalar(item))
		}
		return strings.Join(values, string(flag.Tag.Sep)), nil
	case flag.IsSlice():
		return "", errors.New("takes a value, or a list of values")
	default:
		return "", errors.New("takes one value")
	}
}

// scalar is a plain value as it is written; nothing is no value.
func scalar(node *yaml.Node) string {
	if node.Tag == "!!null" {
		return ""
	}
	return node.Value
}

// edits counts the letters to insert, delete or replace to get from one word to the
// other.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
