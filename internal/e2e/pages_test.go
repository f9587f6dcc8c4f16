package e2e_test

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// publicPages are one of each kind, and those with the most on them.
var publicPages = []string{
	"/", "/?company=huawei&kind=response", "/?q=zzzz", "/filter",
	anEvent, theClaim, theResearch, theClaim + "/versions", theClaim + "/versions/1",
	"/companies", "/companies/huawei", "/lists", "/lists/bis-entity-list",
	"/authorities/BIS", "/technologies/ai-accelerators", "/instruments/entity_listing", "/strategies/in_house_chip",
	"/about", "/methodology",
}

var problemPages = map[string]int{"/companies/huawai": 404, "/?kind=war": 400}

func TestPublicPages(t *testing.T) {
	parallel(t)
	s := newSite(t)
	b := newTab(t, s, desk)
	for _, path := range publicPages {
		b.visit(path)
		b.inspect()
	}
	for path, status := range problemPages {
		b.visitFor(status, path)
		b.inspect()
	}
}

func TestAdminPages(t *testing.T) {
	parallel(t)
	s := newSite(t)
	b := newTab(t, s, desk)
	b.visit("/admin/session")
	b.inspect()
	b.visit(s.setupLink(t))
	b.inspect()
	b.makeAccount()
	for _, path := range []string{"/admin/events", "/admin/events/new", "/admin/responses/new", "/admin/companies/new", "/admin/sources/new",
		"/admin/authorities/new", "/admin/lists/new", "/admin/technologies/new", "/admin/people", "/admin/account"} {
		b.visit(path)
		b.inspect()
	}
	b.visit("/admin/events/new")
	b.followTo(422, "button >> Publish")
	b.inspect()
	b.fill("#find-companies", "hua")
	b.await(options)
	b.accessible("with the options of a combobox in view")
	b.leave("/admin")
	for _, path := range []string{anEvent, theClaim, "/companies/huawei"} { // the longest forms
		b.visit(path)
		b.inspect() // with the editor's bar
		b.follow("nav.editor a >> Edit this page")
		b.inspect()
	}
	b.follow("aside a >> Withdraw from readers")
	b.inspect()
	b.visit("/admin")
	b.inspect()
}

// inspect looks at the page on narrow and wide screens, light and dark.
func (b *tab) inspect() {
	b.Helper()
	b.scheme("light")
	// 320 pixels are also what is left of 1280 when a reader zooms to 400 %.
	for _, width := range []int64{320, 390, 1280} {
		b.resize(width, 900)
		b.fits(width)
		if width == 390 {
			b.accessible("light, on a phone")
		}
	}
	b.scheme("dark")
	b.accessible("dark, on a desk")
}

func (b *tab) scheme(name string) {
	b.Helper()
	b.run("setting the colours", send(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}}}),
		chromedp.Evaluate[chromedp.Void](`document.getAnimations().forEach((a) => a.finish())`)) // or colours would be between the two
}

func (b *tab) fits(width int64) {
	b.Helper()
	if over := b.overhang(width); len(over) > 0 {
		b.Errorf("%s at %d pixels: %s", b.path(), width, strings.Join(over, "; "))
	}
}

// overhang names what makes the page wider than the window.
func (b *tab) overhang(width int64) []string {
	b.Helper()
	return eval[[]string](b, `(() => {
  const root = document.documentElement;
  if (root.scrollWidth <= innerWidth && innerWidth == `+js(width)+`) return [];
  const clipped = (e) => { for (let p = e.parentElement; p != document.body; p = p.parentElement) if (getComputedStyle(p).overflowX != "visible") return true };
  const out = [...document.body.querySelectorAll("*")].filter((e) => e.scrollWidth + e.getBoundingClientRect().x > root.clientWidth + .5 && !clipped(e));
  return ["it is " + root.scrollWidth + " wide", ...out.slice(-3).map((e) => e.outerHTML.slice(0, 100))];
})()`)
}

// axe is the program of axe-core.
var axe = sync.OnceValues(func() (string, error) {
	file, err := os.Open("testdata/axe.min.js.gz")
	if err != nil {
		return "", err
	}
	defer file.Close()
	plain, err := gzip.NewReader(file)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(plain)
	return string(text), err
})

type violation struct {
	ID, Help string
	Nodes    []struct{ HTML, FailureSummary string }
}

// violations are what axe-core holds against the page under WCAG 2.2, levels A
// and AA.
func (b *tab) violations() []violation {
	b.Helper()
	program, err := axe()
	if err != nil {
		b.Fatal(err)
	}
	if !eval[bool](b, `"axe" in window`) {
		b.run("loading axe-core", chromedp.Evaluate[chromedp.Void](program)) // not by the page, whose policy forbids it
	}
	report := eval[string](b, `axe.run(document, { resultTypes: ["violations"], preload: false,
  runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } }).then((r) => JSON.stringify(r.violations))`)
	var found []violation
	if err := json.Unmarshal([]byte(report), &found); err != nil {
		b.Fatal(err)
	}
	return found
}

func (b *tab) accessible(how string) {
	b.Helper()
	for _, v := range b.violations() {
		b.Errorf("%s, %s: %s (%s), %d times, such as %.160s: %s", b.path(), how, v.Help, v.ID, len(v.Nodes), v.Nodes[0].HTML,
			strings.ReplaceAll(v.Nodes[0].FailureSummary, "\n", " "))
	}
}

// TestInspectionFindsFaults shows that pages that pass were looked at.
func TestInspectionFindsFaults(t *testing.T) {
	parallel(t)
	b := newTab(t, newSite(t), desk)
	b.visit("/about")
	b.run("spoiling the page", chromedp.Evaluate[chromedp.Void](`document.querySelector("main").innerHTML = "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='><input><pre>"+"x".repeat(200)`))
	var ids []string
	for _, v := range b.violations() {
		ids = append(ids, v.ID)
	}
	if !slices.Equal(ids, []string{"image-alt", "label"}) {
		t.Errorf("axe-core found %v, want image-alt and label", ids)
	}
	b.resize(320, 900)
	if over := b.overhang(320); len(over) == 0 || !strings.Contains(over[len(over)-1], "<pre>") {
		t.Errorf("found %q sticking out, want the pre", over)
	}
}
