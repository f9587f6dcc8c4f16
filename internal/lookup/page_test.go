package lookup_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"countermove/internal/tracker"
)

func TestWhatPagesSay(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		html string
		want tracker.Source
	}{
		"nothing":       {"", tracker.Source{}},
		"only a title":  {"<title> A \n  rule &amp; more </title>", tracker.Source{Title: "A rule & more"}},
		"a title twice": {"<title>Page</title><svg><title>Icon</title></svg>", tracker.Source{Title: "Page"}},
		"Open Graph": {`<html lang="en-US"><head><meta property="og:title" content="Chip rules widened"><meta property="og:site_name" content="The Daily">
			<meta property="article:published_time" content="2023-10-17T23:30:00-04:00"><meta property="article:author" content="https://social.example/ann"><meta name="author" content="Ann Author">
			<title>Chip rules widened | The Daily</title>`,
			tracker.Source{Title: "Chip rules widened", Publisher: "The Daily", Author: "Ann Author", PublishedOn: "2023-10-17", Language: "en"}},
		"JSON-LD": {`<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"Organization","@id":"#org","name":"The Wire"},
			{"@type":"WebPage","datePublished":"2001-01-01"},
			{"@type":["NewsArticle"],"headline":"Tariffs &amp; chips","author":[{"@type":"Person","name":"A. One"},"B. Two"],"publisher":{"@id":"#org"},"datePublished":"2025-04-02","inLanguage":"de-DE"}]}</script>
			<title>Other</title>`,
			tracker.Source{Title: "Tariffs & chips", Publisher: "The Wire", Author: "A. One, B. Two", PublishedOn: "2025-04-02", Language: "de"}},
		"broken JSON-LD": {`<script type="application/ld+json">{"@type":"NewsArticle","headline":</script><title>Still here</title>`, tracker.Source{Title: "Still here"}},
		"for citing": {`<meta name="citation_title" content="Export controls"><meta name="citation_author" content="Roe, R."><meta name="citation_author" content="Doe, D.">
			<meta name="citation_publication_date" content="2021/3/5"><meta name="og:title" content="Not this">`,
			tracker.Source{Title: "Export controls", Author: "Roe, R., Doe, D.", PublishedOn: "2021-03-05"}},
		"Dublin Core": {`<meta name="DC.title" content="Notice"><meta name="DC.publisher" content="Ministry"><meta name="DC.date" content="2020-05"><meta name="DC.language" content="fr">`,
			tracker.Source{Title: "Notice", Publisher: "Ministry", PublishedOn: "2020-05", Language: "fr"}},
		"a marked time":              {`<time datetime="1999-01-01">then</time><time itemprop="datePublished" datetime="2024-02-29T10:00">29 Feb</time>`, tracker.Source{PublishedOn: "2024-02-29"}},
		"the only day of an article": {`<time datetime="2026-01-01">today</time><article><time datetime="2024-02-01T08:00Z"></time><time datetime="2024-02-01T09:00Z"></time></article>`, tracker.Source{PublishedOn: "2024-02-01"}},
		"two days of an article":     {`<article><time datetime="2024-02-01"></time><time datetime="2024-02-02"></time></article>`, tracker.Source{}},
		"a time outside":             {`<header><time datetime="2026-01-01">today</time></header>`, tracker.Source{}},
		"dates that are none": {`<meta property="article:published_time" content="yesterday"><meta name="dc.date" content="05/07/2023"><meta name="pubdate" content="2023-02-30">
			<meta name="date" content="0001-01-01T00:00:00Z"><meta name="citation_date" content="30000101">`, tracker.Source{}},
		"a date in words":         {`<meta name="publishdate" content="May 7, 2023">`, tracker.Source{PublishedOn: "2023-05-07"}},
		"a Chinese date":          {`<html lang="zh-CN"><meta name="publishdate" content="2023年5月7日 10:20">`, tracker.Source{PublishedOn: "2023-05-07", Language: "zh"}},
		"traditional Chinese":     {`<html lang="zh-Hant-TW">`, tracker.Source{Language: "zh-Hant"}},
		"a language that is none": {`<html lang="english"><meta property="og:locale" content="ja_JP">`, tracker.Source{Language: "ja"}},
		"hostile values":          {"<title>\x00Sa\u202efe\u2066 \u200btitle\x07\ufffe</title><meta name=author content=\"\u202e\">", tracker.Source{Title: "Safe title"}},
		"a script in it":          {`<title><script>alert(1)</script></title>`, tracker.Source{Title: "<script>alert(1)</script>"}}, // text, which templates escape
		"an endless title":        {"<title>" + strings.Repeat("語 ", 500_000) + "</title>", tracker.Source{Title: strings.TrimSpace(strings.Repeat("語 ", 150))}},
		"a thousand metas":        {strings.Repeat(`<meta name="x" content="y">`, 50_000) + `<title>Late</title>`, tracker.Source{Title: "Late"}},
		"deeply nested":           {strings.Repeat("<div>", 300_000) + "<title>Deep</title>", tracker.Source{Title: "Deep"}},
		"deep JSON-LD":            {`<script type="application/ld+json">` + strings.Repeat("[", 100_000) + `</script><title>Deep</title>`, tracker.Source{Title: "Deep"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, page(test.html))
			got, err := client(t, s).Page(t.Context(), s.URL+"/a?b=c#d")
			if err != nil {
				t.Fatal(err)
			}
			test.want.URL = s.URL + "/a?b=c"
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
			got.SourceKind = "news"
			if got.Title != "" && got.Validate() != nil {
				t.Error(got.Validate())
			}
		})
	}
}

func TestCanonicalAddresses(t *testing.T) {
	t.Parallel()
	var html string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { page(html)(w, r) })
	for link, want := range map[string]string{
		"/story":                        s.URL + "/story",
		s.URL + "/story#part":           s.URL + "/story",
		"/":                             s.URL + "/a?utm_source=x",
		"https://elsewhere.example/":    s.URL + "/a?utm_source=x",
		"javascript:alert(1)":           s.URL + "/a?utm_source=x",
		"":                              s.URL + "/a?utm_source=x",
		"\x00://":                       s.URL + "/a?utm_source=x",
		strings.Repeat("/x", 1) + "?id": s.URL + "/x?id",
	} {
		html = `<link rel="canonical" href="` + link + `"><title>x</title>`
		got, err := client(t, s).Page(t.Context(), s.URL+"/a?utm_source=x")
		if err != nil || got.URL != want {
			t.Errorf("%q: %q, %v; want %q", link, got.URL, err, want)
		}
	}
}

func TestCharsets(t *testing.T) {
	t.Parallel()
	const title = "商务部公告2023年第23号 关于对镓、锗相关物项实施出口管制的公告"
	in := func(encode func(string) (string, error), text string) string {
		t.Helper()
		encoded, err := encode(text)
		if err != nil {
			t.Fatal(err)
		}
		return encoded
	}
	gb := simplifiedchinese.GB18030.NewEncoder().String
	for name, test := range map[string]struct{ contentType, body string }{
		"GB18030, named in the header": {"text/html; charset=GB18030", in(gb, "<title>"+title+"</title>")},
		"gb2312, named in the page":    {"text/html", in(gb, `<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>`+title+"</title>")},
		"gbk, named in the page":       {"text/html", in(gb, `<meta charset="gbk"><title>`+title+"</title>")},
		"UTF-8, named nowhere":         {"text/html", "<title>" + title + "</title>"},
		"UTF-16 with its mark":         {"text/html", in(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String, "<title>"+title+"</title>")},
		"XHTML":                        {"application/xhtml+xml; charset=utf-8", `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>` + title + "</title></head></html>"},
	} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", test.contentType)
			_, _ = w.Write([]byte(test.body))
		})
		if got, err := client(t, s).Page(t.Context(), s.URL); err != nil || got.Title != title {
			t.Errorf("%s: %q, %v", name, got.Title, err)
		}
	}
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=no-such")
		_, _ = w.Write([]byte("<title>Plain</title>"))
	})
	if got, err := client(t, s).Page(t.Context(), s.URL); err != nil || got.Title != "Plain" {
		t.Errorf("an unknown charset: %q, %v", got.Title, err)
	}
}
