package tracker

import (
	"fmt"
	"slices"
	"strings"
)

// A Grade says how near to the origin the evidence of an entry comes. It is
// computed from the origins of its sources, never typed in.
type Grade string

// The grades, from the nearest to the farthest.
const (
	GradePrimary      Grade = "primary"
	GradeCompanyClaim Grade = "company_claim"
	GradeReported     Grade = "reported"
	GradeSecondHand   Grade = "second_hand"
)

// Grades is the vocabulary of evidence grades, strongest first.
var Grades = Vocabulary{
	{string(GradePrimary), "Primary source", "原始文件", "An official text is among the origins: a law, notice, filing, court paper or transcript."},
	{string(GradeCompanyClaim), "Company’s claim", "公司声明", "The nearest origin is what a company says of itself."},
	{string(GradeReported), "Reported", "新闻报道", "The nearest origin is original reporting or analysis."},
	{string(GradeSecondHand), "Second-hand", "转述", "Only copies are on file; the text they were made from is not."},
}

// Evidence is what an entry rests on.
type Evidence struct {
	Grade Grade
	// Origins are the sources on file where the chains end, each once, in the
	// order they are met: five reprints of one article have one origin.
	Origins []string
}

// SourceGraph holds sources by slug: those an entry cites and all that they
// relay, directly or not.
type SourceGraph map[string]*Source

// isOrigin tells whether a chain ends at a source, with an origin on file. A
// syndication that names nothing it copies has its origin off file; any other
// source without relays, an analysis too, is somebody's own account. Whether
// it has an address, or whether we have read it, does not matter: The Wall
// Street Journal's article is the origin of its reprints all the same.
func (s *Source) isOrigin() bool { return len(s.Relays) == 0 && s.SourceKind != "syndication" }

// relaysFor picks the relays that matter to an entry. A text that relays
// several others may have each on another matter: an article took what it says
// of chips from a newspaper and what it says of components from a speech. An
// entry that cites one of them itself tells which; if it cites none, all count.
// So an entry never gains a better grade from a text on something else.
func (s *Source) relaysFor(cited []string) []Relay {
	named := slices.DeleteFunc(slices.Clone(s.Relays), func(r Relay) bool { return !slices.Contains(cited, r.Source) })
	if len(named) > 0 {
		return named
	}
	return s.Relays
}

// Assess follows the relays of every cited source to the end and grades what
// it finds there. A source missing from the graph counts as not on file.
func Assess(cited []string, graph SourceGraph) Evidence {
	var origins []string
	seen := map[string]bool{}
	var follow func(slug string)
	follow = func(slug string) {
		source := graph[slug]
		if seen[slug] || source == nil {
			return
		}
		seen[slug] = true
		if source.isOrigin() {
			origins = append(origins, slug)
		}
		for _, r := range source.relaysFor(cited) {
			follow(r.Source)
		}
	}
	for _, slug := range cited {
		follow(slug)
	}
	return Evidence{Grade: grade(origins, graph), Origins: origins}
}

func grade(origins []string, graph SourceGraph) Grade {
	best := GradeSecondHand
	for _, slug := range origins {
		switch graph[slug].SourceKind {
		case "primary":
			return GradePrimary
		case "company_statement":
			best = GradeCompanyClaim
		default:
			if best == GradeSecondHand {
				best = GradeReported
			}
		}
	}
	return best
}

// A Chain is a source with the sources it relays, down to the origins.
type Chain struct {
	Slug   string
	Source *Source
	How    string // of RelayKinds: how the one above repeats this one; empty at the top
	Relays []Chain
	Origin bool // the chain ends here, at somebody's own account
	Lost   bool // the chain ends here, at a copy whose origin is not on file
	Above  bool // shown in full already, further up in this chain: the same text reached by another way
}

// Chains lays out the chain of each cited source, whole. In one chain each
// source is unfolded once; where it is met again, its row refers up.
func Chains(cited []string, graph SourceGraph) []Chain {
	var seen map[string]bool
	var unfold func(slug, how string) (Chain, bool)
	unfold = func(slug, how string) (Chain, bool) {
		source := graph[slug]
		if source == nil {
			return Chain{}, false
		}
		c := Chain{Slug: slug, Source: source, How: how, Origin: source.isOrigin()}
		if seen[slug] {
			c.Above = len(source.Relays) > 0
			return c, true
		}
		seen[slug] = true
		for _, r := range source.relaysFor(cited) {
			if child, ok := unfold(r.Source, r.How); ok {
				c.Relays = append(c.Relays, child)
			}
		}
		c.Lost = !c.Origin && len(c.Relays) == 0
		return c, true
	}
	chains := make([]Chain, 0, len(cited))
	for _, slug := range cited {
		seen = map[string]bool{}
		if c, ok := unfold(slug, ""); ok {
			chains = append(chains, c)
		}
	}
	return chains
}

// CheckRelays refuses a source whose relays, followed through the graph, come
// back to it: a text cannot be its own origin. The message shows the circle.
func CheckRelays(slug string, source *Source, graph SourceGraph) error {
	var v Invalid
	for i, r := range source.Relays {
		if path := pathTo(slug, r.Source, graph, map[string]bool{}); path != nil {
			v.Add(fmt.Sprintf("relays[%d].source", i),
				"This closes a circle: %s. A text cannot be its own origin; remove one of the relays.",
				strings.Join(append([]string{slug}, path...), " → "))
		}
	}
	return v.Err()
}

// pathTo is the way from one source to another along relays, nil if none.
// Sources in dead keep none: without it, texts that meet again and again would
// be walked along each of their many ways.
func pathTo(to, from string, graph SourceGraph, dead map[string]bool) []string {
	if from == to {
		return []string{to}
	}
	source := graph[from]
	if source == nil || dead[from] {
		return nil
	}
	dead[from] = true
	for _, r := range source.Relays {
		if path := pathTo(to, r.Source, graph, dead); path != nil {
			return append([]string{from}, path...)
		}
	}
	return nil
}
