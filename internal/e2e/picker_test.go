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
