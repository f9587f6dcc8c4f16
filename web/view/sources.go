package view

import (
	"context"
	"strings"

	"countermove/internal/tracker"
)

// A citedChain is a chain with the place in its first source that is cited.
type citedChain struct {
	tracker.Chain
	Locator, Quote string
}

// citedChains joins the chains with the citations they begin at. Both stand in
// the same order; a citation of a source that is not on file has no chain.
func citedChains(e tracker.EntryDetail) []citedChain {
	var citations []tracker.Citation
	switch doc := e.Doc.(type) {
	case *tracker.Event:
		citations = doc.Citations
	case *tracker.Response:
		citations = doc.Citations
	}
	cited := make([]citedChain, 0, len(e.Chains))
	next := 0
	for _, chain := range e.Chains {
		c := citedChain{Chain: chain}
		for i := next; i < len(citations); i++ {
			if citations[i].Source == chain.Slug {
				c.Locator, c.Quote = citations[i].Locator, citations[i].Quote
				next = i + 1
				break
			}
		}
		cited = append(cited, c)
	}
	return cited
}

// countSources is the number of texts in all chains, each once.
func countSources(chains []tracker.Chain) int {
	seen := map[string]bool{}
	var walk func([]tracker.Chain)
	walk = func(chains []tracker.Chain) {
		for _, c := range chains {
			seen[c.Slug] = true
			walk(c.Relays)
		}
	}
	walk(chains)
	return len(seen)
}

// sourceLine is who published a source, and when, to be put after its title.
func sourceLine(ctx context.Context, s *tracker.Source) string {
	var parts []string
	for _, part := range []string{s.Author, s.Publisher} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if s.PublishedOn != "" {
		parts = append(parts, dayText(ctx, parsed(s.PublishedOn)))
	}
	if len(parts) == 0 {
		return ""
	}
	return T(ctx, ", ") + strings.Join(parts, T(ctx, ", "))
}

// remarks say what a reader should know of a source's place in its chain.
func remarks(ctx context.Context, c tracker.Chain) []string {
	var texts []string
	if c.Source.URL == "" {
		texts = append(texts, T(ctx, "no address on file"))
	}
	if !c.Source.Seen {
		texts = append(texts, T(ctx, "wording not checked by us"))
	}
	switch {
	case c.Above:
		texts = append(texts, T(ctx, "see above"))
	case c.Origin && c.How != "":
		texts = append(texts, T(ctx, "origin of the claim"))
	case c.Lost:
		texts = append(texts, T(ctx, "its origin is not on file"))
	}
	return texts
}
