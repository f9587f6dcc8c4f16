package view

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"strings"

	"github.com/a-h/templ"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/parser"
)

// Our own pages of text, a file a page and language: about.en.md.
//
//go:embed prose/*.md
var proseFiles embed.FS

var proses = loadProse()

func loadProse() map[string]string {
	own := goldmark.New(goldmark.WithParserOptions(parser.WithAutoHeadingID(), parser.WithAttribute()))
	entries, err := proseFiles.ReadDir("prose")
	if err != nil {
		panic(fmt.Sprintf("view: reading prose: %v", err)) // the binary itself is broken
	}
	all := map[string]string{}
	for _, entry := range entries {
		source, err := proseFiles.ReadFile("prose/" + entry.Name())
		if err != nil {
			panic(fmt.Sprintf("view: reading prose: %v", err))
		}
		var buf bytes.Buffer
		if err := own.Convert(source, &buf); err != nil {
			panic(fmt.Sprintf("view: %s: %v", entry.Name(), err))
		}
		all[strings.TrimSuffix(entry.Name(), ".md")] = buf.String()
	}
	return all
}

// prose is one of our own texts in the reader's language, or the default one.
func prose(ctx context.Context, name string) templ.Component {
	text, ok := proses[name+"."+localeOf(ctx).tag.String()]
	if !ok {
		text = proses[name+"."+locales[0].tag.String()]
	}
	return templ.Raw(text)
}
