package e2e_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// TestReader goes the way of a journalist: through the timeline to an entry, its
// sources and its permalink.
func TestReader(t *testing.T) {
	parallel(t)
	s := newSite(t)
	for _, w := range everyWay {
		t.Run(w.name, func(t *testing.T) {
			b := newTab(t, s, w)
			b.pageThroughTheTimeline()
			b.filterTheTimeline()
			b.findNothing()
			b.readAnEntry()
			b.takeAPermalink()
			b.mistypeAnAddress()
		})
	}
}

func (b *tab) pageThroughTheTimeline() {
	b.visit("/")
	first := b.texts(".ledger h3")
	if len(first) != 50 {
		b.Errorf("the timeline shows %d entries, want 50", len(first))
	}
	b.follow("nav.pager a >> Older")
	if b.query().Get("before") == "" {
		b.Errorf("the older page is at %s, want a cursor", b.path())
	}
	older := b.texts(".ledger h3")
	if len(older) != 50 || slices.Contains(older, first[0]) {
		b.Errorf("the older page has %d entries, or those of the first", len(older))
	}
	b.follow("nav.pager a >> Newer")
	if again := b.texts(".ledger h3"); !slices.Equal(first, again) {
		b.Errorf("back on the newer page are %d other entries", len(again))
	}
	b.visit("/")
	b.follow("nav.years a >> 2019")
	if years := b.texts("h2.year"); len(years) == 0 || years[0] != "2019" {
		b.Errorf("after the jump to 2019 the years are %v", years)
	}
}

func (b *tab) filterTheTimeline() {
	b.visit("/")
	b.follow(".filters a.chip >> Huawei")
	if b.path() != "/?company=huawei" {
		b.Errorf("the chip leads to %s", b.path())
	}
	b.see(".filters a.chip.on >> Huawei", "h1 >> moves")
	all := b.count(".ledger > li")

	b.follow(".filters a >> More filters")
	b.see("input[name=company][value=huawei]:checked")
	b.click("input[name=kind][value=response]")
	b.fill("[name=from]", "2022")
	b.fill("[name=until]", "2023-13")
	b.load(400, "sending a wrong filter", b.press("form.facets button"))
	b.see(".summary a[href='#f-until']", ".field.wrong [name=until]", "input[name=company][value=huawei]:checked", "input[name=kind][value=response]:checked")
	if from, until := b.value("[name=from]"), b.value("[name=until]"); from != "2022" || until != "2023-13" {
		b.Errorf("the dates come back as %q and %q", from, until)
	}
	b.fill("[name=until]", "2023")
	b.follow("form.facets button")
	if want := "/?kind=response&company=huawei&from=2022&until=2023"; b.path() != want {
		b.Errorf("the filters lead to %s, want %s", b.path(), want)
	}
	some := b.count(".ledger > li")
	if some == 0 || some >= all || b.count(".filters a.chip.on") != 3 {
		b.Errorf("%d of %d entries under %d filters, want fewer under three", some, all, b.count(".filters a.chip.on"))
	}
	for _, when := range b.attributes(".ledger > li > .meta time", "datetime") {
		if when < "2022" || when >= "2024" {
			b.Errorf("an entry of %s is shown, outside 2022 and 2023", when)
		}
	}
	b.follow("a.chip.on[aria-label*=Huawei]")
	if b.query().Has("company") || b.query().Get("kind") != "response" || b.count(".ledger > li") <= some {
		b.Errorf("without the company the view is %s, with %d entries", b.path(), b.count(".ledger > li"))
	}
}

func (b *tab) findNothing() {
	b.visit("/")
	b.fill("header [type=search]", "zzzz qqqq")
	b.load(200, "searching", typing("\r"))
	b.see("h1 >> Nothing found", ".empty")
	b.follow(".empty a >> without any filter")
	b.see(".ledger")
}

func (b *tab) readAnEntry() {
	b.visit("/?company=huawei&kind=response&from=2023-02&until=2023-02")
	b.follow(".ledger h3 a[href='" + theClaim + "']")
	for _, hop := range []string{"Global Research", "Al Mayadeen", "Shanghai Jiao Tong", "Ren Zhengfei"} {
		b.see("#sources .hop >> " + hop)
	}
	b.see("#sources >> independent origin")
	b.follow("aside a >> Huawei")
	if b.path() != "/companies/huawei" {
		b.Errorf("the company leads to %s", b.path())
	}
	b.see("h1 >> 华为", "#lists table.bars", "#timeline .ledger")
}

func (b *tab) takeAPermalink() {
	b.visit(theClaim)
	const copying = "a[data-copied]"
	link := b.get(copying, "e.href")
	if !strings.HasPrefix(link, b.site.url+"/e/") || len(link) != len(b.site.url+"/e/")+7 {
		b.Errorf("the permalink is %s", link)
	}
	if b.way.noScripts {
		b.follow(copying)
	} else {
		b.allowClipboard()
		b.click(copying)
		b.await(copying + " >> Copied")
		b.see("[data-status] >> Copied")
		if got := b.clipboard(); got != link {
			b.Errorf("the clipboard holds %q, want %s", got, link)
		}
		b.visit(link)
	}
	if b.path() != theClaim {
		b.Errorf("the permalink leads to %s", b.path())
	}
}

func (b *tab) mistypeAnAddress() {
	b.visitFor(404, "/companies/huawai")
	b.follow(".near a >> Huawei")
	if b.path() != "/companies/huawei" {
		b.Errorf("the suggestion leads to %s", b.path())
	}
}

// attributes are one attribute of all such elements.
func (b *tab) attributes(sel, name string) []string {
	b.Helper()
	return eval[[]string](b, `(() => { `+finding+` return all(`+js(sel)+`).map((e) => e.getAttribute(`+js(name)+`)) })()`)
}

// allowClipboard answers what a browser with a window would ask the reader.
func (b *tab) allowClipboard() {
	b.Helper()
	c := chromedp.FromContext(b.ctx)
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		_, err := chromedp.CallBrowser(b.ctx, browser.SetPermission, browser.SetPermissionParams{
			Permission: &browser.PermissionDescriptor{Name: name}, Setting: browser.PermissionSettingGranted,
			Origin: b.site.url, BrowserContextID: c.BrowserContextID})
		if err != nil {
			b.Fatal(err)
		}
	}
}
