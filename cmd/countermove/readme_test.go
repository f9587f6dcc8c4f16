package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

var update = flag.Bool("update", false, "write the table of flags in README.md anew")

const (
	readme     = "../../README.md"
	tableBegin = "<!-- configuration, written by: go test ./cmd/countermove -update -->\n"
	tableEnd   = "<!-- /configuration -->"
)

// The table in the README and "countermove serve --help" are made from the same
// struct.
func TestConfigurationInReadme(t *testing.T) {
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begins := strings.Cut(string(text), tableBegin)
	table, after, ends := strings.Cut(rest, tableEnd)
	if !begins || !ends {
		t.Fatalf("%s has no place for the table, between\n%s%s", readme, tableBegin, tableEnd)
	}
	want := configurationTable(t)
	if table == want {
		return
	}
	if !*update {
		t.Fatalf("the table of flags in README.md is stale. Run 'go test ./cmd/countermove -update', or paste\n%s", want)
	}
	if err := os.WriteFile(readme, []byte(before+tableBegin+want+tableEnd+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

func configurationTable(t *testing.T) string {
	t.Helper()
	parser, err := newParser(io.Discard, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	var serve *kong.Node
	for _, command := range parser.Model.Children {
		if command.Name == "serve" {
			serve = command
		}
	}
	var b strings.Builder
	b.WriteString("| flag | environment | default | meaning |\n|---|---|---|---|\n")
	for _, f := range serve.Flags {
		name, value := "--"+f.Name, "–"
		switch {
		case f.Tag.Negatable != "":
			name = "--[no-]" + f.Name
		case !f.IsBool():
			name += "=" + f.PlaceHolder
		}
		if f.HasDefault {
			value = "`" + f.Default + "`"
		}
		fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s |\n", name, strings.Join(f.Envs, "`, `"), value, f.Help)
	}
	return b.String()
}
