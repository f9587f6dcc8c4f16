package e2e_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func TestKeyboardAlone(t *testing.T) {
	parallel(t)
	s := newSite(t)
	for _, w := range []way{desk, deskPlain} {
		t.Run(w.name, func(t *testing.T) {
			b := newTab(t, s, w)
			b.visit("/")
			b.keys(kb.Tab)
			if got := b.focused(); got != "a.skip Skip to content" {
				t.Fatalf("the first stop is %s, want the skip link", got)
			}
			b.seeFocus()
			b.keys("\r")
			if got := b.focused(); !strings.HasPrefix(got, "main#main") {
				t.Errorf("the skip link leads to %s", got)
			}
			b.keys(kb.Tab)
			if !eval[bool](b, `document.querySelector("main").contains(document.activeElement)`) {
				t.Errorf("after the skip link comes %s", b.focused())
			}
			b.walk("/", 40)
			b.walk("/companies/huawei", 25)
			b.walk(theClaim, 25)
			b.walk("/filter", 15)
		})
	}
}

// walk goes from stop to stop, each of which must be seen to have the focus, and
// back to where it started.
func (b *tab) walk(path string, steps int) {
	b.Helper()
	b.visit(path)
	var stops []string
	for range steps {
		b.keys(kb.Tab)
		b.seeFocus()
		stops = append(stops, b.focused())
	}
	for i := len(stops) - 2; i >= 0; i-- {
		b.run("going back", typing(kb.Tab, chromedp.ModifierShift))
		if got := b.focused(); got != stops[i] {
			b.Errorf("%s: before %s comes %s, want %s", path, stops[i+1], got, stops[i])
			return
		}
	}
}

// seeFocus fails the test where the focus cannot be seen: nothing marks it, it
// is out of the window, or something lies above it.
func (b *tab) seeFocus() {
	b.Helper()
	problem := eval[string](b, `(() => {
  const e = document.activeElement;
  if (e == document.body) return "nothing has the focus";
  const marked = (e) => { const s = getComputedStyle(e); return s.outlineStyle != "none" && parseFloat(s.outlineWidth) >= 1 };
  const shown = [e, e.querySelector("text, path"), e.labels?.[0], e.parentElement].some((e) => e && marked(e));
  if (!e.matches(":focus-visible")) return "is focused, but not visibly";
  if (!shown) return "has no mark of the focus";
  const r = [...e.getClientRects()].find((r) => r.width && r.height);
  if (!r) return "has the focus and no size";
  if (r.bottom <= 0 || r.right <= 0 || r.top >= innerHeight || r.left >= innerWidth) return "has the focus out of the window";
  const hit = document.elementFromPoint((Math.max(r.left, 0) + Math.min(r.right, innerWidth)) / 2, (Math.max(r.top, 0) + Math.min(r.bottom, innerHeight)) / 2);
  return hit && (e.contains(hit) || hit.contains(e)) ? "" : "has the focus under " + hit?.outerHTML.slice(0, 80);
})()`)
	if problem != "" {
		b.Errorf("%s: %s %s", b.path(), b.focused(), problem)
	}
}

func TestSlashSearches(t *testing.T) {
	parallel(t)
	b := newTab(t, newSite(t), desk)
	b.visit("/companies/huawei")
	b.keys("/")
	if got := b.focused(); !strings.HasPrefix(got, "input#search") {
		t.Fatalf("/ leads to %s, want the search", got)
	}
	b.keys("a/b")
	if got := b.value("#search"); got != "a/b" {
		t.Errorf("the search field holds %q after a/b", got)
	}
	b.visit("/companies/huawei")
	b.keys("/")
	b.keys("ascend")
	b.load(200, "searching", typing("\r"))
	if b.path() != "/?q=ascend" || b.count(".ledger > li") == 0 {
		t.Errorf("the search leads to %s with %d entries", b.path(), b.count(".ledger > li"))
	}
}
