package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// entry is what is to be written to a configuration file; no value takes the setting
// out.
type entry struct {
	name   string
	values []string // several: a list
}

// writeSettings puts entries into a configuration file, in the place of what it says
// about them, and leaves the rest with its comments. The file is made if it is not
// there. It takes its name when it is whole, and only its owner can read it.
func writeSettings(path string, entries []entry) error {
	content, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the configuration file: %w", err)
	}
	if content, err = editSettings(content, entries); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return replaceFile(path, content)
}

// editSettings is writeSettings on what a file holds.
func editSettings(content []byte, entries []entry) ([]byte, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(content, &document); err != nil {
		return nil, err
	}
	root := &yaml.Node{Kind: yaml.MappingNode}
	switch {
	case len(document.Content) == 0 || document.Content[0].Tag == "!!null":
		root.HeadComment = remarks(content)
		document = yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{root}}
	case document.Content[0].Kind != yaml.MappingNode:
		return nil, errors.New("has no lines of name: value")
	default:
		root = document.Content[0]
	}
	for _, e := range entries {
		at := 0
		for at < len(root.Content) && root.Content[at].Value != e.name {
			at += 2
		}
		switch {
		case len(e.values) == 0 && at < len(root.Content):
			root.Content = slices.Delete(root.Content, at, at+2)
		case len(e.values) == 0:
		case at < len(root.Content):
			comment := root.Content[at+1].LineComment
			root.Content[at+1] = e.node()
			root.Content[at+1].LineComment = comment
		default:
			root.Content = append(root.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: e.name}, e.node())
		}
	}
	var out bytes.Buffer
	to := yaml.NewEncoder(&out)
	to.SetIndent(2)
	if err := to.Encode(&document); err != nil {
		return nil, err
	}
	return out.Bytes(), to.Close()
}

// remarks are the comments of a file that says nothing else.
func remarks(content []byte) string {
	var lines []string
	for line := range strings.Lines(string(content)) {
		if strings.HasPrefix(line, "#") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return strings.Join(lines, "\n")
}

// node is the value as YAML. It is read as it is written: see readSettings.
func (e entry) node() *yaml.Node {
	if len(e.values) == 1 {
		return scalarNode(e.values[0])
	}
	list := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	for _, v := range e.values {
		list.Content = append(list.Content, scalarNode(v))
	}
	return list
}

func scalarNode(value string) *yaml.Node {
	n := new(yaml.Node)
	n.SetString(value)
	return n
}

// replaceFile gives a file a new content, whole or not at all, that only its owner
// can read.
func replaceFile(path string, content []byte) (err error) {
	part, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part") // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(part.Name())
		}
	}()
	if _, err := part.Write(content); err != nil {
		return errors.Join(err, part.Close())
	}
	if err := errors.Join(part.Sync(), part.Close()); err != nil {
		return err
	}
	return os.Rename(part.Name(), path)
}

// modeOf is who may do what with a file.
func modeOf(path string) (fs.FileMode, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	return info.Mode().Perm(), nil
}

// restrict lets only a file's owner read it.
func restrict(path string) error { return os.Chmod(path, 0o600) }

// keepSecret writes a secret where `till serve` will find it, and says where that is:
// to the configuration file, if there is one and nothing comes before it, else to a
// file of its own beside the store.
func (d *doctor) keepSecret(flag, secret string) (where string, err error) {
	from, set := d.settings.origins[flag]
	if path := d.settings.path; path != "" && (!set || from.kind == "file") {
		if err := writeSettings(path, []entry{{flag, []string{secret}}}); err != nil {
			return "", err
		}
		return "its secret is in " + path, nil
	}
	path := d.serve.Store + "." + flag
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	if err := replaceFile(path, []byte(secret+"\n")); err != nil {
		return "", err
	}
	where = fmt.Sprintf("its secret is in %s: set %s_FILE to that", path, variable(flag))
	if set && !strings.HasSuffix(from.place, "_FILE") {
		where += ", and take " + from.place + " out"
	}
	return where, nil
}
