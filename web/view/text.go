package view

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"

	"countermove/internal/tracker"
)

// The catalogue: a file a language, named by its tag. A key is the English
// format itself, so English lists only what depends on a number:
//
//	"%d sources": {"one": "%d source", "other": "%d sources"}
//
// A plural goes by the first argument unless "arg" names another (from 1).
// Layouts of dates are keys too: "2 Jan 2006" is "2006年1月2日" in Chinese.
//
//go:embed messages/*.json
var messageFiles embed.FS

// A locale is a language that pages are written in.
type locale struct {
	tag     language.Tag
	printer *message.Printer
	has     map[string]bool // keys with a message of their own
}

// The first locale is the default.
var locales = loadLocales(language.English)

type localeKey struct{}

// WithLanguage gives pages rendered under the context the language nearest to
// the wanted ones, the most wanted first. Without it they are in English.
func WithLanguage(ctx context.Context, wanted ...language.Tag) context.Context {
	tags := make([]language.Tag, len(locales))
	for i, l := range locales {
		tags[i] = l.tag
	}
	_, i, _ := language.NewMatcher(tags).Match(wanted...)
	return context.WithValue(ctx, localeKey{}, locales[i])
}

func localeOf(ctx context.Context) *locale {
	if l, ok := ctx.Value(localeKey{}).(*locale); ok {
		return l
	}
	return locales[0]
}

// T is a string of a page in the reader's language. The key is its English
// format, as in package fmt, except that numbers are grouped: 1,284.
func T(ctx context.Context, key string, args ...any) string {
	l := localeOf(ctx)
	if len(args) == 0 && !l.has[key] {
		return key
	}
	return l.printer.Sprintf(key, args...)
}

// Sentence is what is wrong with an input, in the reader's language.
func Sentence(ctx context.Context, p tracker.Problem) string {
	return T(ctx, p.Message, p.Args...)
}

func loadLocales(source language.Tag) []*locale {
	entries, err := messageFiles.ReadDir("messages")
	if err != nil {
		panic(fmt.Sprintf("view: reading messages: %v", err)) // the binary itself is broken
	}
	builder := catalog.NewBuilder(catalog.Fallback(source))
	var all []*locale
	for _, entry := range entries {
		data, err := messageFiles.ReadFile(path.Join("messages", entry.Name()))
		if err != nil {
			panic(fmt.Sprintf("view: reading messages: %v", err))
		}
		tag := language.MustParse(strings.TrimSuffix(entry.Name(), ".json"))
		keys, err := addMessages(builder, tag, data)
		if err != nil {
			panic(fmt.Sprintf("view: messages of %s: %v", tag, err))
		}
		l := &locale{tag: tag, printer: message.NewPrinter(tag, message.Catalog(builder)), has: keys}
		if tag == source {
			all = append([]*locale{l}, all...)
		} else {
			all = append(all, l)
		}
	}
	return all
}

// addMessages puts the messages of one file into the catalogue and returns their keys.
func addMessages(builder *catalog.Builder, tag language.Tag, data []byte) (map[string]bool, error) {
	var messages map[string]json.RawMessage
	if err := json.Unmarshal(data, &messages); err != nil {
		return nil, err
	}
	keys := map[string]bool{}
	for key, raw := range messages {
		keys[key] = true
		var text string
		if json.Unmarshal(raw, &text) == nil {
			if err := builder.SetString(tag, key, text); err != nil {
				return nil, fmt.Errorf("%q: %w", key, err)
			}
			continue
		}
		var forms struct {
			Arg                              int
			Zero, One, Two, Few, Many, Other string
		}
		if err := json.Unmarshal(raw, &forms); err != nil {
			return nil, fmt.Errorf("%q: %w", key, err)
		}
		var cases []any
		for _, c := range []struct{ form, text string }{
			{"=0", forms.Zero}, {"one", forms.One}, {"two", forms.Two}, {"few", forms.Few}, {"many", forms.Many}, {"other", forms.Other},
		} {
			if c.text != "" {
				cases = append(cases, c.form, c.text)
			}
		}
		if err := builder.Set(tag, key, plural.Selectf(max(forms.Arg, 1), "", cases...)); err != nil {
			return nil, fmt.Errorf("%q: %w", key, err)
		}
	}
	return keys, nil
}
