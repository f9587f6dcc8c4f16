package view

import (
	"bytes"
	"regexp"

	"github.com/a-h/templ"
	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"countermove/internal/tracker"
)

// editorial turns what editors write into HTML. Raw HTML is dropped by goldmark,
// and whatever is left has to pass the policy.
var editorial = goldmark.New(
	goldmark.WithExtensions(extension.Table, extension.Linkify),
	goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(outward{}, 100))),
)

var policy = editorialPolicy()

func editorialPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre", "hr",
		"h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td")
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("rel").Matching(regexp.MustCompile(`^nofollow noopener$`)).OnElements("a")
	p.AllowURLSchemes("http", "https")
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(false)
	return p
}

// outward marks links as leading away and leaves the first heading level to
// the page.
type outward struct{}

func (outward) Transform(doc *ast.Document, _ text.Reader, _ parser.Context) {
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link:
			if tracker.WebAddress(string(n.Destination)) { // the policy unwraps the others
				n.SetAttributeString("rel", []byte("nofollow noopener"))
			}
		case *ast.AutoLink:
			if n.AutoLinkType == ast.AutoLinkURL {
				n.SetAttributeString("rel", []byte("nofollow noopener"))
			}
		case *ast.Heading:
			n.Level = min(n.Level+1, 6)
		}
		return ast.WalkContinue, nil
	})
}

// markdown is an entry's or company's body as HTML.
func markdown(source string) templ.Component {
	var buf bytes.Buffer
	if err := editorial.Convert([]byte(source), &buf); err != nil {
		return templ.NopComponent // a buffer takes everything; goldmark refuses nothing
	}
	return templ.Raw(string(policy.SanitizeBytes(buf.Bytes())))
}
