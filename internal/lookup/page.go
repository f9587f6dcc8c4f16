package lookup

import (
	"context"
	"mime"
	"net/url"
	"slices"
	"strings"

	"countermove/internal/tracker"
)

// Page reads what the page at an address says of itself: title, publisher,
// author, day, language and the address it wants to be known by. What it does
// not say stays empty. Nothing of it is checked: an editor reads it.
func (c *Client) Page(ctx context.Context, address string) (tracker.Source, error) {
	got, err := c.fetch(ctx, strings.TrimSpace(address), "text/html, application/xhtml+xml")
	if err != nil {
		return tracker.Source{}, err
	}
	switch kind, _, _ := mime.ParseMediaType(got.contentType); kind {
	case "text/html", "application/xhtml+xml":
	case "application/pdf":
		return tracker.Source{}, ErrPDF
	default:
		return tracker.Source{}, ErrNotPage
	}
	said := read(got.body, got.contentType)
	source := said.source(got.url)
	if source.Title == "" && got.cut {
		return tracker.Source{}, ErrTooLarge
	}
	return source, nil
}

// source chooses among what a page says. Most sites say the same in several
// ways; what was made for citing comes first, what search engines read next,
// what social media show after it.
func (p *said) source(at *url.URL) tracker.Source {
	article := p.article()
	return tracker.Source{
		Title: first(p.meta("citation_title"), article.headline, p.meta("og:title"), p.meta("dc.title"), p.meta("dcterms.title"),
			p.meta("twitter:title"), p.title),
		Publisher: first(p.meta("og:site_name"), article.publisher, p.meta("citation_publisher"), p.meta("dc.publisher"),
			p.meta("dcterms.publisher"), p.meta("application-name")),
		Author: first(article.author, p.names("citation_author"), p.names("article:author"), p.names("author"), p.names("dc.creator"),
			p.names("dcterms.creator"), p.names("parsely-author")),
		PublishedOn: firstDay(p.meta("citation_publication_date"), p.meta("article:published_time"), article.published, p.meta("datepublished"),
			p.meta("citation_date"), p.meta("citation_online_date"), p.meta("dcterms.issued"), p.meta("dc.date.issued"), p.meta("dc.date"),
			p.meta("parsely-pub-date"), p.meta("publishdate"), p.meta("pubdate"), p.meta("publish-date"), p.day()),
		Language: firstLanguage(p.language, article.language, p.meta("og:locale"), p.meta("dc.language"), p.meta("content-language")),
		URL:      p.address(at),
	}
}

func first(texts ...string) string {
	for _, text := range texts {
		if text = clean(text); text != "" {
			return text
		}
	}
	return ""
}

// names are all values of a name that are no links: some sites put a profile's
// address where the author belongs.
func (p *said) names(name string) string {
	var names []string
	for _, value := range p.metas[name] {
		if value = clean(value); value != "" && !strings.Contains(value, "://") && !slices.Contains(names, value) {
			names = append(names, value)
		}
	}
	return strings.Join(names, ", ")
}

// address is where the page is: where it says it belongs, if that is a page of
// the same site. A sign of a badly set-up site is that every page names its
// front page.
func (p *said) address(at *url.URL) string {
	for _, text := range []string{p.canonical, p.meta("og:url")} {
		named, err := at.Parse(strings.TrimSpace(text))
		if text == "" || err != nil || !tracker.WebAddress(named.String()) || !strings.EqualFold(site(named), site(at)) {
			continue
		}
		if strings.Trim(named.Path, "/") == "" && (strings.Trim(at.Path, "/") != "" || at.RawQuery != "") {
			continue
		}
		named.Fragment = ""
		return named.String()
	}
	plain := *at
	plain.Fragment = ""
	return plain.String()
}

// site is a host without what only says how it is served.
func site(u *url.URL) string {
	host := strings.ToLower(u.Host)
	for _, prefix := range []string{"www.", "m.", "amp."} {
		host = strings.TrimPrefix(host, prefix)
	}
	return host
}
