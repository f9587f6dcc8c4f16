package e2e_test

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// What a person does with a page. An element is named by a CSS selector, and
// where that is not enough by a text it holds: "nav a >> Older".

const finding = `const all = (sel) => {
  const [css, text] = sel.split(" >> ");
  return [...document.querySelectorAll(css)].filter((e) => !text || e.textContent.replace(/\s+/g, " ").includes(text));
};
`

// of evaluates an expression about e, the first element that is so named.
func of(sel, expression string) string {
	return `(() => { ` + finding + `const e = all(` + js(sel) + `)[0]; if (!e) return null; return ` + expression + ` })()`
}

// count is how many elements there are.
func (b *tab) count(sel string) int {
	b.Helper()
	return eval[int](b, `(() => { `+finding+` return all(`+js(sel)+`).length })()`)
}

// see fails the test where an element is not there.
func (b *tab) see(sels ...string) {
	b.Helper()
	for _, sel := range sels {
		if b.count(sel) == 0 {
			b.Errorf("%s: there is no %s", b.path(), sel)
		}
	}
}

// miss fails the test where an element is there.
func (b *tab) miss(sels ...string) {
	b.Helper()
	for _, sel := range sels {
		if n := b.count(sel); n > 0 {
			b.Errorf("%s: there is %s, %d times", b.path(), sel, n)
		}
	}
}

// reads fails the test where an element says anything else, spaces aside.
func (b *tab) reads(sel, want string) {
	b.Helper()
	if got := b.get(sel, `e.textContent.replace(/\s+/g, " ").trim()`); got != want {
		b.Errorf("%s: %s reads %q, want %q", b.path(), sel, got, want)
	}
}

// get is the value of an expression about the element e.
func (b *tab) get(sel, expression string) string {
	b.Helper()
	value := eval[*string](b, of(sel, expression))
	if value == nil {
		b.Fatalf("%s: there is no %s", b.path(), sel)
	}
	return *value
}

func (b *tab) value(sel string) string {
	b.Helper()
	return b.get(sel, `e.value`)
}

// texts are what all such elements say.
func (b *tab) texts(sel string) []string {
	b.Helper()
	return eval[[]string](b, `(() => { `+finding+` return all(`+js(sel)+`).map((e) => e.textContent.replace(/\s+/g, " ").trim()) })()`)
}

// await waits until there is such an element: for what scripts change.
func (b *tab) await(sel string) {
	b.Helper()
	b.awaitThat(sel, `all(`+js(sel)+`).length > 0`)
}

// awaitThat waits until an expression holds. It asks at each change of the page
// and of the focus, and looks again now and then for what makes no event.
func (b *tab) awaitThat(what, expression string) {
	b.Helper()
	ok := eval[bool](b, fmt.Sprintf(`new Promise((resolve) => { %s
  const holds = () => { try { return Boolean(%s) } catch { return false } };
  const end = performance.now() + %d;
  const look = () => { if (holds()) resolve(true); else if (performance.now() > end) resolve(false); else setTimeout(look, 15); };
  look();
})`, finding, expression, (patience*9/10).Milliseconds()))
	if !ok {
		b.Fatalf("%s: waited in vain for %s", b.path(), what)
	}
}

// point is the middle of an element, after scrolling to it. What something else
// covers cannot be clicked.
func (b *tab) point(sel string) (x, y float64) {
	b.Helper()
	got := eval[*struct {
		X       float64 `json:"x"`
		Y       float64 `json:"y"`
		Problem string  `json:"problem"`
	}](b, of(sel, `(() => {
  e.scrollIntoView({ block: "center", behavior: "instant" });
  const r = [...e.getClientRects()].find((r) => r.width && r.height);
  if (!r) return { problem: "has no size" };
  const x = r.x + r.width / 2, y = r.y + r.height / 2, hit = document.elementFromPoint(x, y);
  const ours = hit && (e.contains(hit) || hit.closest("label")?.control === e);
  return { x, y, problem: ours ? "" : "is covered by " + (hit?.outerHTML.slice(0, 120) ?? "nothing: it is outside the window") };
})()`))
	if got == nil {
		b.Fatalf("%s: there is no %s", b.path(), sel)
	}
	if got.Problem != "" {
		b.Fatalf("%s: %s %s", b.path(), sel, got.Problem)
	}
	return got.X, got.Y
}

// press touches an element, or clicks on it.
func (b *tab) press(sel string) chromedp.Action[chromedp.Void] {
	b.Helper()
	x, y := b.point(sel)
	if b.way.phone {
		return chromedp.TapXY(x, y)
	}
	return chromedp.MouseClickXY(x, y)
}

// click presses what leads to no other page.
func (b *tab) click(sel string) {
	b.Helper()
	b.run("clicking "+sel, b.press(sel))
}

// follow presses what leads to another page.
func (b *tab) follow(sel string) {
	b.Helper()
	b.followTo(200, sel)
}

func (b *tab) followTo(status int, sel string) {
	b.Helper()
	b.load(status, "following "+sel, b.press(sel))
}

// fill puts a text into a field in the place of what is there.
func (b *tab) fill(sel, text string) {
	b.Helper()
	b.click(sel)
	b.get(sel, `(e.select(), "")`)
	if text == "" {
		b.keys(kb.Delete)
		return
	}
	b.run("typing into "+sel, send(input.InsertText, input.InsertTextParams{Text: text}))
	if got := b.value(sel); got != text {
		b.Fatalf("%s holds %q after typing %q", sel, got, text)
	}
}

// choose takes an option of a select by its value.
func (b *tab) choose(sel, value string) {
	b.Helper()
	got := b.get(sel, `(e.value = `+js(value)+`, e.dispatchEvent(new Event("input", { bubbles: true })), e.dispatchEvent(new Event("change", { bubbles: true })), e.value)`)
	if got != value {
		b.Fatalf("%s has no option %q", sel, value)
	}
}

// keys presses keys, or types a text, where the focus is.
func (b *tab) keys(keys string) {
	b.Helper()
	b.run("typing", typing(keys))
}

// typing presses keys one after the other. A character comes with the key that
// goes down, as from a keyboard, so that a page can keep it from coming:
// chromedp.KeyEvent sends it by itself.
func typing(keys string, modifiers ...chromedp.Modifier) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for _, r := range keys {
			var text string
			for _, key := range kb.Encode(r) {
				if key.Type == kb.KeyChar {
					text = key.Text
				}
			}
			for _, key := range kb.Encode(r) {
				chromedp.KeyModifiers(modifiers...)(key)
				if key.Type == kb.KeyDown {
					key.Text = text
				}
				if key.Type == kb.KeyChar {
					continue
				}
				if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, *key); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// focused names the element that has the focus, and says what it reads.
func (b *tab) focused() string {
	b.Helper()
	return eval[string](b, `(() => { const e = document.activeElement;
  return [e.localName, e.id && "#" + e.id, e.className && "." + e.className, " ", e.getAttribute("aria-label") ?? e.textContent.replace(/\s+/g, " ").trim().slice(0, 60)].filter(Boolean).join("") })()`)
}

// clipboard is the text it holds.
func (b *tab) clipboard() string {
	b.Helper()
	return eval[string](b, `navigator.clipboard.readText()`)
}

// js is a value as JavaScript writes it.
func js(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // a string, number or slice of them can be written
	}
	return string(text)
}
