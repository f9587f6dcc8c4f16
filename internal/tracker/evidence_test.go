package tracker

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// graph draws sources: "a news: b reports, c quotes" is an article a that
// reports b and quotes c.
func graph(lines ...string) SourceGraph {
	g := SourceGraph{}
	for _, line := range lines {
		head, relays, _ := strings.Cut(line, ":")
		slug, kind, _ := strings.Cut(head, " ")
		s := &Source{Title: slug, SourceKind: kind}
		for _, relay := range strings.Split(relays, ",") {
			if f := strings.Fields(relay); len(f) == 2 {
				s.Relays = append(s.Relays, Relay{f[0], f[1]})
			}
		}
		g[slug] = s
	}
	return g
}

func TestAssess(t *testing.T) {
	for name, c := range map[string]struct {
		cited   []string
		graph   SourceGraph
		grade   Grade
		origins []string
	}{
		"nothing cited":   {nil, graph(), GradeSecondHand, nil},
		"official text":   {[]string{"law"}, graph("law primary"), GradePrimary, []string{"law"}},
		"own reporting":   {[]string{"wsj"}, graph("wsj news"), GradeReported, []string{"wsj"}},
		"somebody's view": {[]string{"firm"}, graph("firm analysis"), GradeReported, []string{"firm"}},
		"a press release": {[]string{"pr"}, graph("pr company_statement"), GradeCompanyClaim, []string{"pr"}},
		"article down to the law": {
			[]string{"news"}, graph("news news: law reports", "law primary"), GradePrimary, []string{"law"},
		},
		"a relay is no origin, whatever its kind": {
			[]string{"copy"}, graph("copy primary: wire syndicates", "wire news"), GradeReported, []string{"wire"},
		},
		"five reprints of one article": {
			[]string{"r1", "r2", "r3", "r4", "r5"},
			graph("r1 syndication: wire syndicates", "r2 syndication: wire syndicates", "r3 syndication: r1 syndicates",
				"r4 news: wire reports", "r5 syndication: r4 translates", "wire news"),
			GradeReported, []string{"wire"},
		},
		"a reprint beside its original": {
			[]string{"wire", "r1"}, graph("r1 syndication: wire syndicates", "wire news"), GradeReported, []string{"wire"},
		},
		"two newsrooms": {[]string{"a", "b"}, graph("a news", "b news"), GradeReported, []string{"a", "b"}},
		"several parents": {
			[]string{"a"}, graph("a news: law quotes, ceo quotes, b reports", "law primary", "ceo company_statement", "b news"),
			GradePrimary, []string{"law", "ceo", "b"},
		},
		"a diamond": {
			[]string{"top"}, graph("top news: left reports, right reports", "left news: law reports", "right news: law quotes", "law primary"),
			GradePrimary, []string{"law"},
		},
		"statement before reporting":  {[]string{"a", "b"}, graph("a company_statement", "b news"), GradeCompanyClaim, []string{"a", "b"}},
		"statement after reporting":   {[]string{"b", "a"}, graph("a company_statement", "b news"), GradeCompanyClaim, []string{"b", "a"}},
		"official text comes last":    {[]string{"b", "a", "law"}, graph("a company_statement", "b news", "law primary"), GradePrimary, []string{"b", "a", "law"}},
		"copy of who knows what":      {[]string{"r1"}, graph("r1 syndication"), GradeSecondHand, nil},
		"article on such a copy":      {[]string{"a"}, graph("a news: r1 reports", "r1 syndication"), GradeSecondHand, nil},
		"such a copy, and reporting":  {[]string{"r1", "b"}, graph("r1 syndication", "b news"), GradeReported, []string{"b"}},
		"original missing from graph": {[]string{"a"}, graph("a news: gone reports"), GradeSecondHand, nil},
		"cited one missing":           {[]string{"gone"}, graph("b news"), GradeSecondHand, nil},
		"one of two originals there":  {[]string{"a"}, graph("a news: gone reports, b reports", "b news"), GradeReported, []string{"b"}},
		"a circle has no origin":      {[]string{"a"}, graph("a news: b reports", "b news: a reports"), GradeSecondHand, nil},
		"a circle with a way out":     {[]string{"top"}, graph("top news: a reports", "a news: b reports", "b news: a reports, c reports", "c news"), GradeReported, []string{"c"}},
		"its own origin":              {[]string{"a"}, graph("a news: a quotes"), GradeSecondHand, nil},
		"relays on two matters, one cited": {
			[]string{"wsj", "a", "copy"}, graph("a news: wsj reports, speech quotes", "copy syndication: a syndicates", "wsj news", "speech primary"),
			GradeReported, []string{"wsj"},
		},
		"relays on two matters, none cited": {
			[]string{"copy"}, graph("a news: wsj reports, speech quotes", "copy syndication: a syndicates", "wsj news", "speech primary"),
			GradePrimary, []string{"wsj", "speech"},
		},
		"cited twice": {[]string{"a", "a"}, graph("a news"), GradeReported, []string{"a"}},
	} {
		got := Assess(c.cited, c.graph)
		if diff := cmp.Diff(Evidence{c.grade, c.origins}, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// An original counts that is known without an address, and though nobody here
// has read it.
func TestOriginWithoutAddress(t *testing.T) {
	with, without := graph("a news: wsj reports", "wsj news"), graph("a news: wsj reports", "wsj news")
	with["wsj"].URL, with["wsj"].Seen = "https://www.wsj.com/a", true
	if diff := cmp.Diff(Assess([]string{"a"}, with), Assess([]string{"a"}, without)); diff != "" {
		t.Error(diff)
	}
}

// drawing shows chains as indented lines.
func drawing(chains []Chain) string {
	var b strings.Builder
	var draw func(c Chain, depth int)
	draw = func(c Chain, depth int) {
		fmt.Fprintf(&b, "%s%s", strings.Repeat("  ", depth), c.Slug)
		for _, mark := range []struct {
			is   bool
			text string
		}{{c.How != "", " " + c.How}, {c.Origin, " origin"}, {c.Lost, " lost"}, {c.Above, " above"}} {
			if mark.is {
				b.WriteString(mark.text)
			}
		}
		b.WriteByte('\n')
		for _, r := range c.Relays {
			draw(r, depth+1)
		}
	}
	for _, c := range chains {
		draw(c, 0)
	}
	return b.String()
}

func TestChains(t *testing.T) {
	for name, c := range map[string]struct {
		cited []string
		graph SourceGraph
		want  string
	}{
		"nothing":   {nil, graph(), ""},
		"an origin": {[]string{"a"}, graph("a news"), "a origin\n"},
		"down to the origin": {
			[]string{"a"}, graph("a syndication: b syndicates", "b news: c translates", "c news: law quotes", "law primary"),
			"a\n  b syndicates\n    c translates\n      law quotes origin\n",
		},
		"a copy whose origin is lost": {[]string{"a"}, graph("a news: b reports", "b syndication"), "a\n  b reports lost\n"},
		"an original not on file":     {[]string{"a"}, graph("a news: b reports"), "a lost\n"},
		"two citations of one origin": {
			[]string{"a", "b"}, graph("a news: c reports", "b news: c reports", "c news: law reports", "law primary"),
			"a\n  c reports\n    law reports origin\nb\n  c reports\n    law reports origin\n",
		},
		"an origin met twice is shown twice": {
			[]string{"a", "law"}, graph("a news: law reports", "law primary"), "a\n  law reports origin\nlaw origin\n",
		},
		"a diamond": {
			[]string{"a"}, graph("a news: b reports, c quotes", "b news: d reports", "c news: d reports", "d news: law reports", "law primary"),
			"a\n  b reports\n    d reports\n      law reports origin\n  c quotes\n    d reports above\n",
		},
		"a circle": {
			[]string{"a"}, graph("a news: b reports", "b news: a quotes"), "a\n  b reports\n    a quotes above\n",
		},
		"relays on two matters": {
			[]string{"wsj", "a"}, graph("a news: wsj reports, speech quotes", "wsj news", "speech primary"),
			"wsj origin\na\n  wsj reports origin\n",
		},
		"cited, but missing": {[]string{"gone", "a"}, graph("a news"), "a origin\n"},
	} {
		if diff := cmp.Diff(c.want, drawing(Chains(c.cited, c.graph))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestCheckRelays(t *testing.T) {
	g := graph("a news", "b news: a reports", "c news: b reports, x quotes", "x primary")
	for name, c := range map[string]struct {
		slug   string
		source string
		field  string
		says   string
	}{
		"itself":            {"a", "a news: a quotes", "relays[0].source", "a → a."},
		"each other":        {"a", "a news: b reports", "relays[0].source", "a → b → a."},
		"in a wider circle": {"a", "a news: x reports, c reports", "relays[1].source", "a → c → b → a."},
	} {
		err := CheckRelays(c.slug, graph(c.source)[c.slug], g)
		t.Run(name, func(t *testing.T) { wantProblem(t, err, c.field, c.says) })
	}
	for _, source := range []string{"c news: a reports, b reports, x quotes", "new news: c reports", "a news", "a news: gone reports"} {
		slug, _, _ := strings.Cut(source, " ")
		if err := CheckRelays(slug, graph(source)[slug], g); err != nil {
			t.Errorf("%s: %v", source, err)
		}
	}
	// A circle among others, on file for whatever reason, does not hang the check.
	circle := graph("p news: q reports", "q news: p reports")
	if err := CheckRelays("a", graph("a news: p reports")["a"], circle); err != nil {
		t.Error(err)
	}
}

// Texts that part and meet again have 2⁶⁰ ways through them; none may be
// walked twice.
func TestEvidenceOfManyDiamonds(t *testing.T) {
	g := graph("n60 news")
	for i := range 60 {
		for _, line := range []string{"n%[1]d news: l%[1]d reports, r%[1]d reports", "l%[1]d news: n%[2]d reports", "r%[1]d news: n%[2]d reports"} {
			for slug, s := range graph(fmt.Sprintf(line, i, i+1)) {
				g[slug] = s
			}
		}
	}
	start := time.Now()
	if err := CheckRelays("new", graph("new news: n0 reports")["new"], g); err != nil {
		t.Error(err)
	}
	if got := Assess([]string{"n0"}, g); !slices.Equal(got.Origins, []string{"n60"}) {
		t.Errorf("the origins are %v", got.Origins)
	}
	if n := strings.Count(drawing(Chains([]string{"n0"}, g)), "\n"); n != 4*60+1 {
		t.Errorf("the chain has %d lines", n)
	}
	if took := time.Since(start); took > time.Second {
		t.Errorf("it took %s", took)
	}
}
