package postgres

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// fold brings a text to the form in which it is looked for: marks off, small
// letters, full-width forms narrow. It depends on no locale of the database.
func fold(text string) string {
	// A transformer has state: a new one for each call.
	unmarked, _, err := transform.String(transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), text)
	if err != nil {
		unmarked = text
	}
	return strings.ToLower(unmarked)
}

// nameKey is a name as it is looked for: folded, letters and digits only.
func nameKey(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, fold(name))
}

// words cuts a text into what is searched for: words of letters and digits,
// and of Han each character and each pair of neighbours, since Chinese puts no
// spaces between words.
func words(text string) []string {
	var list []string
	for _, run := range strings.FieldsFunc(fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		var word, han []rune
		flush := func() {
			if len(word) > 0 {
				list = append(list, string(word))
			}
			for i, r := range han {
				list = append(list, string(r))
				if i+1 < len(han) {
					list = append(list, string(han[i:i+2]))
				}
			}
			word, han = nil, nil
		}
		for _, r := range run {
			if unicode.Is(unicode.Han, r) != (len(han) > 0) {
				flush()
			}
			if unicode.Is(unicode.Han, r) {
				han = append(han, r)
			} else {
				word = append(word, r)
			}
		}
		flush()
	}
	return list
}

const (
	longestWord = 60     // bytes; longer ones are no words
	mostWords   = 16_000 // positions that a tsvector holds
)

// vector writes the words of some texts as a tsvector, the first text with
// weight A, the second B, the rest C.
func vector(texts ...string) string {
	places := map[string][]string{}
	place := 0
	for i, text := range texts {
		weight := string("ABC"[min(i, 2)])
		for _, word := range words(text) {
			if len(word) > longestWord || place >= mostWords {
				continue
			}
			place++
			if len(places[word]) < 200 { // a lexeme holds 255 at most
				places[word] = append(places[word], fmt.Sprint(place, weight))
			}
		}
	}
	parts := make([]string, 0, len(places))
	for word, at := range places {
		parts = append(parts, "'"+word+"':"+strings.Join(at, ","))
	}
	slices.Sort(parts)
	return strings.Join(parts, " ")
}

// query writes what a reader typed as a tsquery: every word must occur; a Latin
// word may go on. It is empty if nothing in the text can be searched for.
func query(text string) string {
	var parts []string
	for _, word := range words(text) {
		if len(word) > longestWord {
			word = word[:longestWord]
		}
		part := "'" + strings.ToValidUTF8(word, "") + "'"
		if r := []rune(word); !unicode.Is(unicode.Han, r[0]) {
			part += ":*"
		} else if len(r) == 1 && len(words(text)) > 1 {
			continue // its pairs say more
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, " & ")
}

// escapeLike makes the characters of a text stand for themselves in LIKE.
func escapeLike(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`, "\x00", "").Replace(text)
}
