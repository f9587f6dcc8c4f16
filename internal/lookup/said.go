package lookup

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// Limits of what is kept of a page. Those who need more mean no good.
const (
	mostMetas   = 400
	mostOfName  = 20 // authors of one page, say
	mostScripts = 10
	mostTitle   = 4 << 10
)

// said is what a page says of itself, by the ways there are to say it.
type said struct {
	language  string
	title     string
	canonical string
	metas     map[string][]string // by name in small letters
	scripts   []string            // of JSON-LD
	times     []string            // <time> marked as the day of publication
	inArticle []string            // any other <time> of an article
}

func (p *said) meta(name string) string {
	if values := p.metas[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// day is when a <time> says that the page was published. One that is not marked
// so counts only if the article has no other.
func (p *said) day() string {
	if len(p.times) > 0 {
		return p.times[0]
	}
	for _, other := range p.inArticle {
		if day(other) != day(p.inArticle[0]) {
			return ""
		}
	}
	if len(p.inArticle) > 0 {
		return p.inArticle[0]
	}
	return ""
}

// read goes through a page token by token: unlike a tree, that costs no more
// for a page that was made to be costly.
func read(body []byte, contentType string) *said {
	p := &said{metas: map[string][]string{}}
	text, err := charset.NewReader(bytes.NewReader(body), contentType)
	if err != nil {
		return p
	}
	z := html.NewTokenizer(text)
	z.SetMaxBuf(mostRead)
	kept, articles := 0, 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			return p
		case html.EndTagToken:
			if name, _ := z.TagName(); atom.Lookup(name) == atom.Article {
				articles--
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			switch tag := atom.Lookup(name); tag {
			case atom.Html, atom.Meta, atom.Link, atom.Time, atom.Script:
				if kept++; kept <= mostMetas {
					p.tag(tag, attributes(z, more), articles > 0, z)
				}
			case atom.Title:
				if p.title == "" {
					p.title = textOf(z, mostTitle)
				}
			case atom.Article:
				articles++
			}
		}
	}
}

func attributes(z *html.Tokenizer, more bool) map[string]string {
	found := map[string]string{}
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		if _, twice := found[string(key)]; !twice && len(found) < 50 {
			found[string(key)] = string(value)
		}
	}
	return found
}

// textOf is the text that follows a tag, up to the next.
func textOf(z *html.Tokenizer, most int) string {
	if z.Next() != html.TextToken {
		return ""
	}
	text := z.Text()
	return string(text[:min(len(text), most)])
}

func (p *said) tag(tag atom.Atom, a map[string]string, inArticle bool, z *html.Tokenizer) {
	switch tag {
	case atom.Html:
		p.language = a["lang"]
		if p.language == "" {
			p.language = a["xml:lang"]
		}
	case atom.Meta:
		for _, way := range []string{"property", "name", "itemprop", "http-equiv"} {
			for name := range strings.FieldsSeq(strings.ToLower(a[way])) {
				if len(p.metas[name]) < mostOfName {
					p.metas[name] = append(p.metas[name], a["content"])
				}
			}
		}
	case atom.Link:
		if strings.EqualFold(a["rel"], "canonical") && p.canonical == "" {
			p.canonical = a["href"]
		}
	case atom.Time:
		_, marked := a["pubdate"]
		switch {
		case a["datetime"] == "":
		case marked || strings.EqualFold(a["itemprop"], "datePublished"):
			p.times = append(p.times, a["datetime"])
		case inArticle:
			p.inArticle = append(p.inArticle, a["datetime"])
		}
	case atom.Script:
		if strings.EqualFold(strings.TrimSpace(a["type"]), "application/ld+json") && len(p.scripts) < mostScripts {
			p.scripts = append(p.scripts, textOf(z, mostRead))
		}
	}
}
