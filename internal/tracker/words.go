package tracker

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Op is what became of a run of text.
type Op int

// The three things that can become of it.
const (
	Equal Op = iota
	Deleted
	Inserted
)

// A Run is a stretch of text that stayed, went or came.
type Run struct {
	Op   Op
	Text string
}

// Words compares two texts word by word, Chinese and Japanese character by
// character. The equal and deleted runs together are the text before, the equal
// and inserted ones the text after, byte for byte. Where something went and
// came at one place, what went stands first.
func Words(before, after string) []Run {
	a, b := words(before), words(after)
	codes := map[string]int32{}
	code := func(words []string) []int32 {
		coded := make([]int32, len(words))
		for i, w := range words {
			c, ok := codes[w]
			if !ok {
				c = int32(len(codes))
				codes[w] = c
			}
			coded[i] = c
		}
		return coded
	}
	hunks := joined(difference(code(a), code(b)), a, b)
	var runs []Run
	add := func(op Op, words []string) {
		if len(words) > 0 {
			runs = append(runs, Run{op, strings.Join(words, "")})
		}
	}
	at := 0
	for _, h := range hunks {
		add(Equal, a[at:h.a.from])
		add(Deleted, a[h.a.from:h.a.to])
		add(Inserted, b[h.b.from:h.b.to])
		at = h.a.to
	}
	add(Equal, a[at:])
	return runs
}

// words cuts a text into what is compared as one: a word with what is written
// inside it (2022-10-07, 13,000, company’s), a Chinese character, some spaces, a
// line break, any other sign. Put together again they are the text.
func words(text string) []string {
	var cut []string
	for len(text) > 0 {
		n := wordLength(text)
		cut = append(cut, text[:n])
		text = text[n:]
	}
	return cut
}

func wordLength(text string) int {
	first, n := utf8.DecodeRuneInString(text)
	switch {
	case first == '\r' && strings.HasPrefix(text[n:], "\n"):
		return n + 1
	case first == '\n' || first == '\r':
		return n
	case unicode.IsSpace(first):
		for n < len(text) {
			r, size := utf8.DecodeRuneInString(text[n:])
			if r == '\n' || r == '\r' || !unicode.IsSpace(r) {
				break
			}
			n += size
		}
		return n
	}
	last := first
	for n < len(text) {
		r, size := utf8.DecodeRuneInString(text[n:])
		if belongs(r) { // whatever it stands on
			n += size
			continue
		}
		if !inWord(last) {
			return n
		}
		if !inWord(r) {
			next, _ := utf8.DecodeRuneInString(text[n+size:])
			if !joins(r, last, next) {
				return n
			}
		}
		last = r
		if !inWord(r) {
			last = 'x' // a word goes on after what joins it
		}
		n += size
	}
	return n
}

// inWord tells whether the character is part of a word of several. Scripts that
// put no space between words are compared character by character.
func inWord(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r)) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// belongs tells whether the character cannot be parted from the one before: an
// accent, or what makes one picture of several.
func belongs(r rune) bool {
	return unicode.IsMark(r) || r == '\u200d'
}

// joins tells whether a sign between two characters makes one word of them.
func joins(sign, last, next rune) bool {
	switch sign {
	case '-', '\'', '’', '.', '/', ':', '_', '@', '\u2011':
		return inWord(last) && inWord(next)
	case ',':
		return unicode.IsDigit(last) && unicode.IsDigit(next)
	}
	return false
}

// A stretch is some of the words of a text, up to but without the last.
type stretch struct{ from, to int }

// A hunk is where two texts differ.
type hunk struct{ a, b stretch }

// shortEqual is how many bytes two changes may have between them to be told as
// one: a scattered "of" and "the" help nobody to read a text that is new.
const shortEqual = 30

// joined puts changes together that have less between them than two thirds of
// what each changes, within a line.
func joined(hunks []hunk, before, after []string) []hunk {
	a, b := offsets(before), offsets(after)
	size := func(h hunk) int { return max(a[h.a.to]-a[h.a.from], b[h.b.to]-b[h.b.from]) }
	var kept []hunk
	for _, h := range hunks {
		for len(kept) > 0 {
			last := kept[len(kept)-1]
			between := stretch{last.a.to, h.a.from}
			n := a[between.to] - a[between.from]
			if n > shortEqual || 3*n > 2*min(size(last), size(h)) || slices.ContainsFunc(before[between.from:between.to], isBreak) {
				break
			}
			h = hunk{stretch{last.a.from, h.a.to}, stretch{last.b.from, h.b.to}}
			kept = kept[:len(kept)-1]
		}
		kept = append(kept, h)
	}
	return kept
}

// offsets are where each word begins, and where the last one ends.
func offsets(words []string) []int {
	at := make([]int, len(words)+1)
	for i, w := range words {
		at[i+1] = at[i] + len(w)
	}
	return at
}

func isBreak(word string) bool { return word == "\n" || word == "\r\n" || word == "\r" }
