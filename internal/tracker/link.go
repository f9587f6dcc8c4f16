package tracker

import (
	"net/url"
	"strings"
)

// longestURL is what browsers and archives still take.
const longestURL = 2000

// WebAddress tells whether the text is an absolute http or https address with
// a host, the only kind of link that documents may hold.
func WebAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil &&
		!strings.ContainsAny(text, " \t\r\n\"<>\\")
}

func (v *Invalid) address(field, text string) {
	if text == "" {
		return
	}
	v.line(field, text, longestURL)
	if !WebAddress(text) {
		v.Add(field, "Give a whole web address that starts with https:// or http://.")
	}
}
