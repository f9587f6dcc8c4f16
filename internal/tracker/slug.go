package tracker

import "regexp"

// longestSlug keeps addresses shareable; the starter data's longest has 68.
const longestSlug = 100

var (
	slugPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	codePattern = regexp.MustCompile(`^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$`)
	// Crockford's base 32 in small letters: none can be misread for another.
	publicIDPattern = regexp.MustCompile(`^[0-9a-hjkmnp-tv-z]{7}$`)
)

// IsPublicID tells whether a text can be the id of an entry's short permalink.
func IsPublicID(text string) bool { return publicIDPattern.MatchString(text) }

// CheckSlug judges the last part of a document's address. Authorities are
// addressed by their code in capitals ("BIS"), all else in lower case.
func CheckSlug(kind Kind, slug string) error {
	var v Invalid
	switch {
	case slug == "":
		v.Add("slug", "Give it an address.")
	case len(slug) > longestSlug:
		v.Add("slug", "The address is %d characters long; %d is the most.", len(slug), longestSlug)
	case kind == KindAuthority && !codePattern.MatchString(slug):
		v.Add("slug", "A code is made of capital letters and digits, with single hyphens between: BIS, NL-GOV.")
	case kind != KindAuthority && !slugPattern.MatchString(slug):
		v.Add("slug", "An address is made of small letters a to z and digits, with single hyphens between.")
	}
	return v.Err()
}
