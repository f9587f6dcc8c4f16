package view

import (
	"context"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"countermove/internal/tracker"
)

// plainNames are the places whose official short name is longer than what
// people say.
var plainNames = map[string]string{"HK": "Hong Kong", "MO": "Macao"}

type place struct {
	language language.Tag
	code     string
}

// countryNames holds what has been looked up: a few hundred at most.
var countryNames sync.Map // place → string

// country is what a country is called; the code itself where it is unknown.
func country(ctx context.Context, code string) string {
	if name, ok := plainNames[code]; ok {
		return T(ctx, name)
	}
	tag := localeOf(ctx).tag
	if name, ok := countryNames.Load(place{tag, code}); ok {
		return name.(string)
	}
	region, err := language.ParseRegion(code)
	if err != nil || !tracker.IsCountry(code) {
		return code
	}
	name := display.Regions(tag).Name(region)
	if name == "" {
		name = code
	}
	countryNames.Store(place{tag, code}, name)
	return name
}

// label is what a code of a vocabulary is called.
func label(ctx context.Context, v tracker.Vocabulary, code string) string {
	term, ok := v.Find(code)
	switch {
	case !ok:
		return code
	case localeOf(ctx).isChinese():
		return term.Chinese
	}
	return term.English
}

// meaning is what a code of a vocabulary stands for, in one line.
func meaning(ctx context.Context, v tracker.Vocabulary, code string) string {
	term, _ := v.Find(code)
	if term.Meaning == "" {
		return ""
	}
	return T(ctx, term.Meaning)
}

func (l *locale) isChinese() bool {
	base, _ := l.tag.Base()
	return base.String() == "zh"
}

// inSentence is a label as it stands in the middle of a sentence.
func inSentence(label string) string {
	first, rest, _ := strings.Cut(label, " ")
	if len(first) > 1 && strings.ToUpper(first) == first { // an acronym
		return label
	}
	first = strings.ToLower(first)
	if rest == "" {
		return first
	}
	return first + " " + rest
}

// facetName is what a facet is called.
func facetName(ctx context.Context, f tracker.Facet) string {
	switch f {
	case tracker.FacetKind:
		return T(ctx, "Side")
	case tracker.FacetJurisdiction:
		return T(ctx, "Jurisdiction")
	case tracker.FacetAuthority:
		return T(ctx, "Authority")
	case tracker.FacetCompany:
		return T(ctx, "Company")
	case tracker.FacetTechnology:
		return T(ctx, "Technology")
	case tracker.FacetInstrument:
		return T(ctx, "Instrument")
	case tracker.FacetDirection:
		return T(ctx, "Direction")
	case tracker.FacetStrategy:
		return T(ctx, "Strategy")
	case tracker.FacetList:
		return T(ctx, "List")
	case tracker.FacetEvidence:
		return T(ctx, "Evidence")
	}
	return string(f)
}

// facetValue is what a value of a facet is called. Documents bring their name
// with them; where it is missing, the slug has to do.
func facetValue(ctx context.Context, f tracker.Facet, value, name string) string {
	switch {
	case name != "":
		return name
	case f == tracker.FacetJurisdiction:
		return country(ctx, value)
	case f.Vocabulary() != nil:
		return label(ctx, f.Vocabulary(), value)
	}
	return value
}

// namedValue is the same, with the names at hand.
func namedValue(ctx context.Context, f tracker.Facet, value string, names tracker.Names) string {
	if kind, ok := f.DocumentKind(); ok {
		return names.Of(kind, value).Name
	}
	return facetValue(ctx, f, value, "")
}

// authority is a body by the name that fits a line: its acronym if it has one,
// and its country where the name does not say it.
func authority(ctx context.Context, code, name, jurisdiction string) string {
	short := name
	if len(code) <= 6 && strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" || name == "" {
		short = code
	} else {
		for _, stop := range []string{", ", " / ", " (", " of the People's Republic of China"} {
			short, _, _ = strings.Cut(short, stop)
		}
	}
	where := country(ctx, jurisdiction)
	if jurisdiction == "" || strings.Contains(short, where) {
		return short
	}
	return where + " · " + short
}

// relation is how an entry of the legal thread stands to the one at hand.
func relation(ctx context.Context, code string, reverse bool) string {
	switch {
	case code == "amends" && reverse:
		return T(ctx, "amended by")
	case code == "extends" && reverse:
		return T(ctx, "extended by")
	case code == "reverses" && reverse:
		return T(ctx, "reversed by")
	case code == "implements" && reverse:
		return T(ctx, "implemented by")
	case code == "retaliates_for" && reverse:
		return T(ctx, "retaliated against by")
	}
	return inSentence(label(ctx, tracker.EventRelations, code))
}

// kinship is what a related company is to the one at hand. A relation that the
// other company states is turned round.
func kinship(ctx context.Context, code string, reverse bool) string {
	switch code {
	case "parent":
		if reverse {
			return T(ctx, "Subsidiary")
		}
		return T(ctx, "Parent")
	case "subsidiary":
		if reverse {
			return T(ctx, "Parent")
		}
	case "former_subsidiary":
		if reverse {
			return T(ctx, "Former parent")
		}
	case "supplier":
		if reverse {
			return T(ctx, "Customer")
		}
	case "customer":
		if reverse {
			return T(ctx, "Supplier")
		}
	case "foundry":
		if reverse {
			return T(ctx, "Makes chips for")
		}
	}
	return label(ctx, tracker.CompanyRelations, code)
}

// relayWord is how a source repeats the one below it.
func relayWord(ctx context.Context, how string) string {
	if how == "syndicates" {
		return T(ctx, "republishes")
	}
	return inSentence(label(ctx, tracker.RelayKinds, how))
}
