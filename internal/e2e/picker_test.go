package e2e_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// TestPicker is the combobox by the keyboard, as the ARIA practices have it.
func TestPicker(t *testing.T) {
	parallel(t)
	b := newTab(t, newSite(t), desk)
	b.makeAccount()
	b.visit("/admin/events/new")
	const find = "#find-companies"
	expanded := func(want string) {
		t.Helper()
		if got := b.get(find, `e.getAttribute("aria-expanded")`); got != want || (b.count(options) > 0) != (want == "true") {
			t.Errorf("aria-expanded is %s with %d options in view, want %s", got, b.count(options), want)
		}
	}
	expanded("false")
	b.fill(find, "hua")
	b.await(options)
	expanded("true")
	n := b.count(options)
	if n < 3 {
		t.Fatalf("hua finds %d companies, want more", n)
	}
	first := b.activeOption(find)
	seen := map[string]bool{first: true}
	for range n - 1 {
		b.keys(kb.ArrowDown)
		seen[b.activeOption(find)] = true
		if got := b.count(options + "[aria-selected=true]"); got != 1 {
			t.Errorf("%d options are selected, want one", got)
		}
	}
	if len(seen) != n {
		t.Errorf("the arrow meets %d of %d options", len(seen), n)
	}
	b.keys(kb.ArrowDown)
	if got := b.activeOption(find); got != first {
		t.Errorf("after the last option comes %q, want the first", got)
	}
	b.keys(kb.ArrowUp + kb.ArrowDown)
	b.keys(kb.Escape)
	expanded("false")
	if got := b.value(find); got != "hua" {
		t.Errorf("after Escape the field holds %q", got)
	}
	b.keys(kb.ArrowDown) // opens it again
	b.await(options)
	b.keys(kb.Tab)
	expanded("false")

	b.fill(find, "华为")
	b.await(options + " >> Huawei")
	b.changingTheForm("the choice", func() { b.keys("\r") })
	b.await("[data-status] >> Huawei was added.")
	if got := b.focused(); !strings.HasPrefix(got, "input"+find) {
		t.Errorf("after the choice the focus is on %s", got)
	}
	b.see("#companies .named >> Huawei")
	b.fill(find, "baidu")
	b.await(options + " >> Baidu")
	b.changingTheForm("the choice by the mouse", func() { b.click(options + " >> Baidu") })
	b.see("#companies .named >> Huawei", "#companies .named >> Baidu")
	b.changingTheForm("the removal", func() { b.click("#companies button[aria-label='Remove Huawei']") })
	b.miss("#companies .named >> Huawei")
	b.see("#companies .named >> Baidu")

	b.fill(find, "zzzzqqqq")
	b.await("#companies .none")
	expanded("false")
	b.keys("\r")
	if b.path() != "/admin/events/new" {
		t.Errorf("Enter on nothing found leads to %s", b.path())
	}
	b.leave("/admin")
}

// A pick is a document that a test picks: by what it is found, and what the
// form calls it then.
type pick struct{ slug, text, name string }

var (
	huawei   = pick{"huawei", "华为", "Huawei"}
	wsj      = pick{"wsj-2023-05-07", "Wall Street Journal", "U.S. sanctions drive Chinese firms to advance AI"}
	testRule = pick{rulePage[len("/events/"):], "mine came", "Mine came second"}
)

// options are what a combobox offers, once it does.
const options = "[role=listbox]:not([hidden]) [role=option]"

// add finds a document and adds it to a list: with the keyboard where scripts
// make a combobox of the field, else with two buttons.
func (b *tab) add(list string, p pick) {
	b.Helper()
	find := "#find-" + list
	b.fill(find, p.text)
	if b.way.noScripts {
		b.follow("#" + list + " .find button")
		if got := b.value(find); got != p.text {
			b.Errorf("%s holds %q after finding %q", find, got, p.text)
		}
		b.follow("#" + list + " [value='choose." + list + "." + p.slug + "']")
	} else {
		b.await(options + " >> " + p.name)
		for range b.count(options) {
			if strings.Contains(b.activeOption(find), p.name) {
				break
			}
			b.keys(kb.ArrowDown)
		}
		b.changingTheForm("the choice of "+p.slug, func() { b.keys("\r") })
	}
	b.see("#"+list+" input[type=hidden][value='"+p.slug+"']", "#"+list+" .named >> "+p.name)
	if got := b.value(find); got != "" {
		b.Errorf("%s still holds %q after the choice", find, got)
	}
}

// activeOption is what the combobox would choose.
func (b *tab) activeOption(combobox string) string {
	b.Helper()
	return b.get(combobox, `document.getElementById(e.getAttribute("aria-activedescendant"))?.textContent ?? ""`)
}
