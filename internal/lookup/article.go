package lookup

import (
	"encoding/json"
	"html"
	"slices"
	"strings"
)

// An article is what a page says of itself in JSON-LD, with the words of
// schema.org.
type article struct {
	headline, publisher, author, published, language string
}

// article finds the description of the page among all there are: that of an
// article, else that of the page. One of the site says nothing of either.
func (p *said) article() article {
	var things []map[string]any
	for _, script := range p.scripts {
		var data any
		if json.Unmarshal([]byte(script), &data) == nil {
			things = gather(things, data, 0)
		}
	}
	byID := map[string]map[string]any{}
	for _, thing := range things {
		if id, ok := thing["@id"].(string); ok && thing["name"] != nil {
			byID[id] = thing
		}
	}
	for _, kinds := range [][]string{{"Article", "Posting", "Report", "PressRelease", "Legislation"}, {"WebPage"}} {
		for _, thing := range things {
			if isKind(thing, kinds) && (thing["headline"] != nil || thing["datePublished"] != nil) {
				return describe(thing, byID)
			}
		}
	}
	return article{}
}

// gather collects the things that are described, those within @graph too.
func gather(things []map[string]any, data any, depth int) []map[string]any {
	const deepest, most = 4, 200
	if depth > deepest || len(things) > most {
		return things
	}
	switch d := data.(type) {
	case []any:
		for _, each := range d {
			things = gather(things, each, depth+1)
		}
	case map[string]any:
		things = append(things, d)
		things = gather(things, d["@graph"], depth+1)
	}
	return things
}

func isKind(thing map[string]any, kinds []string) bool {
	types, _ := thing["@type"].([]any)
	if name, ok := thing["@type"].(string); ok {
		types = []any{name}
	}
	return slices.ContainsFunc(types, func(t any) bool {
		name, _ := t.(string)
		return slices.ContainsFunc(kinds, func(kind string) bool { return strings.HasSuffix(name, kind) })
	})
}

func describe(thing map[string]any, byID map[string]map[string]any) article {
	return article{
		headline:  text(thing["headline"]),
		publisher: strings.Join(named(thing["publisher"], byID, 0), ", "),
		author:    strings.Join(named(thing["author"], byID, 0), ", "),
		published: text(thing["datePublished"]),
		language:  text(thing["inLanguage"]),
	}
}

// text is a value that is a string; some sites write entities into them.
func text(value any) string {
	s, _ := value.(string)
	return html.UnescapeString(s)
}

// named are the names of people or organizations: given as a string, as a thing
// with a name, as a reference to one, or as a list of these.
func named(value any, byID map[string]map[string]any, depth int) []string {
	var names []string
	switch v := value.(type) {
	case string:
		if name := clean(text(v)); name != "" && !strings.Contains(name, "://") {
			names = append(names, name)
		}
	case map[string]any:
		if id, ok := v["@id"].(string); ok && v["name"] == nil {
			v = byID[id]
		}
		if name := clean(text(v["name"])); name != "" {
			names = append(names, name)
		}
	case []any:
		for _, each := range v[:min(len(v), mostOfName)] {
			if depth == 0 {
				names = append(names, named(each, byID, depth+1)...)
			}
		}
	}
	return names
}
