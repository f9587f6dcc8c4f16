package tracker

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// bidi are the invisible characters that reorder what surrounds them. In a
// title they could make it read as another one (the "Trojan Source" attack,
// CVE-2021-42574), so they are refused everywhere.
const bidi = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

// line checks a text of one line, paragraphs one of several. Lengths are in
// characters, not bytes. An empty text passes: required says otherwise.
func (v *Invalid) line(field, text string, longest int) {
	v.text(field, text, longest, false)
}

func (v *Invalid) paragraphs(field, text string, longest int) {
	v.text(field, text, longest, true)
}

func (v *Invalid) text(field, text string, longest int, breaks bool) {
	if !utf8.ValidString(text) {
		v.Add(field, "This is not valid text (UTF-8). Type it again, or paste it from another program.")
		return
	}
	if n := utf8.RuneCountInString(text); n > longest {
		v.Add(field, "This is %d characters long; %d is the most.", n, longest)
	}
	for _, r := range text {
		switch {
		case strings.ContainsRune(bidi, r):
			v.Add(field, "It holds an invisible character that changes the direction of writing (U+%04X). Delete it, or type the text again.", r)
			return
		case unicode.IsControl(r) && (!breaks || r != '\n' && r != '\t'):
			v.Add(field, "It holds a control character (U+%04X) that cannot be shown. Delete it, or type the text again.", r)
			return
		}
	}
}

// required notes the message if the text is empty.
func (v *Invalid) required(field, text, message string) {
	if text == "" {
		v.Add(field, message)
	}
}

// term checks a code of a vocabulary; the empty code passes.
func (v *Invalid) term(field, code string, in Vocabulary) {
	if code != "" && !in.Has(code) {
		v.Add(field, "There is no “%s” in this list. Choose one of the others.", shorten(code))
	}
}

// choice checks a code that must be given.
func (v *Invalid) choice(field, code string, in Vocabulary) {
	if code == "" {
		v.Add(field, "Choose one of the list.")
		return
	}
	v.term(field, code, in)
}

// shorten keeps a message readable that repeats what was typed.
func shorten(s string) string {
	const most = 60
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(bidi, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "�"))
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}

// tidy is a line as documents keep it: no space around, none doubled.
func tidy(s *string) { *s = strings.Join(strings.Fields(*s), " ") }

// tidyText is a text of several paragraphs as documents keep it.
func tidyText(s *string) {
	*s = strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(*s))
}

// CheckPersonName judges the name that a person goes by here.
func CheckPersonName(name string) Invalid {
	var v Invalid
	v.required("name", name, "Give the name that others here know you by.")
	v.line("name", name, 80)
	return v
}

// CheckInvitee judges the note that tells whom an invitation is for. It may be
// empty.
func CheckInvitee(note string) Invalid {
	var v Invalid
	v.line("note", note, 80)
	return v
}

// CheckChange judges the note of a version: what changed and why. It may be
// empty; readers see it in the history.
func CheckChange(note string) Invalid {
	var v Invalid
	v.paragraphs("change", note, LongestSummary)
	return v
}
