package lookup

import (
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"countermove/internal/tracker"
)

// longest is how many characters of a value are kept: as many as a document
// may hold.
const longest = 300

// clean is a value as a line that can be shown: without what is invisible, or
// turns the direction of writing, or is too much.
func clean(text string) string {
	const most = 64 << 10 // bytes; no honest value is longer
	if len(text) > most {
		text = text[:most]
	}
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d' || unicode.Is(unicode.Noncharacter_Code_Point, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) > longest {
		text = strings.TrimSpace(string([]rune(text)[:longest]))
	}
	return text
}

func firstDay(texts ...string) tracker.Date {
	for _, text := range texts {
		if d := day(text); d != "" {
			return d
		}
	}
	return ""
}

// Ways in which pages write a day. None in which 5/7 could be May or July.
var dayLayouts = []string{
	"2006-1-2", "2006/1/2", "2006.1.2", "20060102", "2006年1月2日",
	"January 2, 2006", "Jan 2, 2006", "2 January 2006", "2 Jan 2006",
	time.RFC1123, time.RFC1123Z, time.RFC850, time.ANSIC,
}

// stamped is a day with a time behind it.
var stamped = regexp.MustCompile(`^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{4}年\d{1,2}月\d{1,2}日)[T ]`)

// day is the day a text names, as its writer counts days: 23:30 in Washington
// stays that day, whatever the day in London. Empty if it names none.
func day(text string) tracker.Date {
	text = clean(text)
	if found := stamped.FindStringSubmatch(text); found != nil {
		text = found[1]
	}
	for _, layout := range dayLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return known(tracker.Date(t.Format(time.DateOnly)))
		}
	}
	if len(text) == len("2006-01") || len(text) == len("2006") {
		return known(tracker.Date(text))
	}
	return ""
}

func known(d tracker.Date) tracker.Date {
	if _, err := d.Parse(); err != nil {
		return ""
	}
	return d
}

var languageCode = regexp.MustCompile(`^([a-z]{2})([-_][A-Za-z0-9]+)*$`)

// firstLanguage is the first text that is a code of a language, without the
// country: en of en-US. Chinese keeps its script where that is said.
func firstLanguage(texts ...string) string {
	for _, text := range texts {
		text = clean(text)
		found := languageCode.FindStringSubmatch(strings.ToLower(text))
		switch lower := strings.ToLower(text); {
		case found == nil:
		case found[1] == "zh" && strings.Contains(lower, "hant"):
			return "zh-Hant"
		default:
			return found[1]
		}
	}
	return ""
}
