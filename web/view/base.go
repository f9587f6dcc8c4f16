package view

import (
	"strings"
	"time"
)

// Base is what every page says of itself.
type Base struct {
	Title       string    // of the page alone; the site's name is added
	Description string    // one sentence for search engines and shared links
	Canonical   string    // absolute address of this view
	BaseURL     string    // "https://countermove.example", without a slash at its end
	Path        string    // of the request, for the navigation
	PublishedAt time.Time // of the newest publication; zero if there was none
	Editor      string    // name of the signed-in editor, empty for readers
	Publishes   bool      // that editor may review and publish
	Manages     bool      // the signed-in person is an admin
	EditURL     string    // form of the document on the page, if an editor may open it
	NoIndex     bool      // keep it out of search engines

	searched string // text the timeline is filtered by, for the search field
}

func (b Base) windowTitle() string {
	if b.Title == "" || b.Path == "/" && b.Title == siteName {
		return siteName
	}
	return b.Title + " · " + siteName
}

const siteName = "Countermove"

// current is what aria-current says of a part of the navigation: whether it is
// the page itself, or one that the page belongs to.
func (b Base) current(part string) string {
	switch {
	case b.Path == part:
		return "page"
	case part == "/" && (b.Path == "/filter" || strings.HasPrefix(b.Path, "/events/") || strings.HasPrefix(b.Path, "/responses/")),
		strings.HasPrefix(b.Path, part+"/"):
		return "true"
	}
	return ""
}

func (b Base) searching(text string) Base {
	b.searched = text
	return b
}
