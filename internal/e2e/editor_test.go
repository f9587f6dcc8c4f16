package e2e_test

import (
	"slices"
	"strings"
	"testing"
)

// An editor's whole day, with scripts at a desk and without on a phone.
func TestEditorWithScripts(t *testing.T) {
	parallel(t)
	newTab(t, newSite(t), desk).editADay()
}

func TestEditorWithoutScripts(t *testing.T) {
	parallel(t)
	newTab(t, newSite(t), phonePlain).editADay()
}

const (
	ruleTitle   = "BIS widens its rule on test chips"
	ruleSummary = "The rule now covers chips that are made for tests. It was entered in one."
	rulePage    = "/events/2024-05-06-bis-widens-its-rule-on-test-chips"
	replyTitle  = "Huawei tests chips of its own"
	replyPage   = "/responses/2024-05-16-huawei-tests-chips-of-its-own"
)

func (b *tab) editADay() {
	b.makeAccount()
	b.enterWrongEvent()
	b.mendEvent()
	b.publishEvent()
	b.editEvent()
	b.saveStale()
	b.answerEvent()
	b.withdrawEvent()
	b.signOutAndIn()
}

// makeAccount opens the link that the first start prints.
func (b *tab) makeAccount() {
	link := b.site.setupLink(b.T)
	b.visit(link)
	b.fill("[name=email]", "ed@example.org")
	b.fill("[name=name]", "Ed Itor")
	b.fill("[name=password]", "short")
	b.followTo(422, "main button.primary")
	b.see(".field.wrong [name=password]", ".summary a[href='#f-password']")
	if email, name := b.value("[name=email]"), b.value("[name=name]"); email != "ed@example.org" || name != "Ed Itor" {
		b.Errorf("the account comes back as %q, %q", email, name)
	}
	b.fill("[name=password]", "correct horse battery")
	b.follow("main button.primary")
	if b.path() != "/admin" {
		b.Fatalf("the account leads to %s", b.path())
	}
	b.see("header >> Signed in as Ed Itor")
}

// dateOf is the field of a date of some kind.
func dateOf(kind string) string {
	return "#dates li:has(option[value=" + kind + "]:checked) input:not([type=hidden])"
}

func (b *tab) enterWrongEvent() {
	b.visit("/admin")
	b.follow("main a >> New event")
	b.fill("[name=summary]", ruleSummary)
	b.fill(dateOf("announced"), "2024-05-06")
	b.fill(dateOf("effective"), "2024-05-01")
	b.choose("[name=authority]", "BIS")
	b.choose("[name=instrument]", "export_control_rule")
	b.choose("[name=direction]", "imposes")
	b.followTo(422, "button >> Publish")

	if got := b.focused(); !strings.HasPrefix(got, "div.summary") {
		b.Errorf("the focus is on %s, want the summary of problems", got)
	}
	b.see(".field.wrong [name=title]", "#dates li:has(option[value=effective]:checked) .field.wrong input")
	b.keeps(ruleSummary, "2024-05-06", "2024-05-01")
	for _, field := range []string{"[name=title]", dateOf("effective")} {
		id := b.get(field, "e.id")
		if described := b.get(field, `document.getElementById(e.getAttribute("aria-describedby").split(" ").at(-1))?.textContent.trim() ?? ""`); described == "" {
			b.Errorf("no message is tied to %s", field)
		}
		b.click(".summary a[href='#" + id + "']")
		if got := b.focused(); !strings.HasPrefix(got, "input#"+id) {
			b.Errorf("the summary leads to %s, want %s", got, id)
		}
	}
}

// keeps fails the test where something that was typed is lost.
func (b *tab) keeps(summary, announced, effective string) {
	b.Helper()
	for field, want := range map[string]string{"[name=summary]": summary, dateOf("announced"): announced, dateOf("effective"): effective,
		"[name=authority]": "BIS", "[name=instrument]": "export_control_rule", "[name=direction]": "imposes"} {
		if got := b.value(field); got != want {
			b.Errorf("%s holds %q, want %q", field, got, want)
		}
	}
}

func (b *tab) mendEvent() {
	b.fill("[name=title]", ruleTitle)
	b.fill(dateOf("effective"), "2024-06-01")
	b.pressEnterIn("[name=title]")
	b.add("companies", huawei)
	b.add("citations", wsj)
	b.keeps(ruleSummary, "2024-05-06", "2024-06-01")
	if got := b.value("[name=title]"); got != ruleTitle {
		b.Errorf("the title became %q", got)
	}
}

// pressEnterIn shows that Enter sends nothing to readers and loses nothing.
func (b *tab) pressEnterIn(field string) {
	b.Helper()
	b.click(field)
	if b.way.noScripts {
		b.load(200, "Enter in "+field, typing("\r"))
	} else {
		b.changingTheForm("Enter in "+field, func() { b.keys("\r") })
	}
	if !strings.HasPrefix(b.path(), "/admin/events/new") || b.value("[name=base]") != "0" {
		b.Fatalf("Enter in %s leads to %s", field, b.path())
	}
}

// changingTheForm waits until a script has put in the server's new form.
func (b *tab) changingTheForm(what string, act func()) {
	b.Helper()
	b.get("form[data-document]", `(e.isOld = true, "")`)
	act()
	b.awaitThat(what, `document.querySelector("form[data-document]:not([inert])").isOld !== true`)
}

func (b *tab) publishEvent() {
	b.fill("[name=change]", "First version")
	b.follow("button >> Publish")
	if b.path() != rulePage {
		b.Fatalf("publishing leads to %s, want %s", b.path(), rulePage)
	}
	b.see("h1 >> "+ruleTitle, ".standfirst >> "+ruleSummary, "aside a[href='/companies/huawei']", "#sources >> The Wall Street Journal", "#history >> First version")
	link := b.get("a[data-copied]", "e.href")
	b.visit("/")
	b.fill("header [type=search]", "test chips")
	b.load(200, "searching", typing("\r"))
	b.follow(".ledger h3 a[href='" + rulePage + "']")
	b.visit(link)
	if b.path() != rulePage {
		b.Errorf("the permalink leads to %s", b.path())
	}
}

func (b *tab) editEvent() {
	b.follow("nav.editor a >> Edit this page")
	b.fill("[name=summary]", "Version two.")
	b.fill("[name=change]", "A shorter summary")
	b.follow("button >> Publish")
	b.see(".standfirst >> Version two.", "#history >> Version 2", "#history >> A shorter summary")
	b.follow("#history a >> Version 1")
	b.see(".notice >> version 1 of 2", ".standfirst >> "+ruleSummary)
	b.visit(rulePage + "/versions")
	if got := b.texts(".versions li > a:first-child"); !slices.Equal(got, []string{"Version 2", "Version 1"}) {
		b.Errorf("the versions are %v", got)
	}
}

// saveStale saves in one tab what was changed in another meanwhile.
func (b *tab) saveStale() {
	b.visit(rulePage)
	b.follow("nav.editor a >> Edit this page")
	other := b.another()
	other.visit(rulePage)
	other.follow("nav.editor a >> Edit this page")
	other.fill("[name=title]", "Theirs came first")
	other.follow("button >> Publish")

	b.fill("[name=title]", "Mine came second")
	b.fill("[name=change]", "Changed at the same time")
	b.fill(dateOf("effective"), "2024-07-01")
	b.followTo(409, "button >> Publish")
	b.see(".conflict >> Theirs came first", ".conflict >> Mine came second", ".conflict >> Keep yours")
	b.keeps("Version two.", "2024-05-06", "2024-07-01")
	if title, change := b.value("[name=title]"), b.value("[name=change]"); title != "Mine came second" || change != "Changed at the same time" {
		b.Errorf("after the conflict the form holds %q, %q", title, change)
	}
	other.visit(rulePage)
	other.see("h1 >> Theirs came first")
	b.follow("button >> Publish")
	b.see("h1 >> Mine came second", "#history >> Version 4")
}

func (b *tab) answerEvent() {
	b.visit("/admin")
	b.follow("main a >> New response")
	b.fill("[name=title]", replyTitle)
	b.fill("[name=summary]", "It tests them too.")
	b.fill("[name=occurred]", "2024-05-16")
	b.choose("[name=strategy]", "in_house_chip")
	b.add("companies", huawei)
	b.add("answers", testRule)
	b.add("citations", wsj)
	b.follow("button >> Publish")
	if b.path() != replyPage {
		b.Fatalf("publishing leads to %s, want %s", b.path(), replyPage)
	}
	b.see("#answers a[href='" + rulePage + "']")
	b.reads("#answers .lag", "10 days after")
	b.visit(rulePage)
	b.see("#next a[href='" + replyPage + "']")
	b.reads("#next .lag", "10 days")
	b.visit("/?company=huawei&from=2024-05&until=2024-05")
	b.reads(".ledger li:has(h3 a[href='"+rulePage+"']) .answers li:has(a[href='"+replyPage+"']) .lag", "10 days")
}

func (b *tab) withdrawEvent() {
	b.visit(rulePage)
	b.follow("nav.editor a >> Edit this page")
	b.follow("aside a >> Withdraw from readers")
	b.followTo(422, "main button >> Withdraw")
	b.see(".field.wrong [name=reason]")
	b.fill("[name=reason]", "It was made up for a test.")
	b.follow("main button >> Withdraw")
	b.see(".notice >> It was made up for a test.")
	b.visitFor(410, rulePage)
	b.see("main >> It was made up for a test.", "main >> Mine came second")
	b.visit("/?q=mine+came+second")
	b.miss(".ledger a[href='" + rulePage + "']")
	b.visit(replyPage)
	b.miss("#answers a[href='" + rulePage + "']")
}

func (b *tab) signOutAndIn() {
	b.visit("/admin/events")
	b.follow("header button >> Sign out")
	b.miss("nav.editor")
	b.visit("/admin/events")
	if b.path() != "/admin/session?next=%2Fadmin%2Fevents" {
		b.Errorf("the desk of somebody signed out is at %s", b.path())
	}
	b.fill("[name=email]", "ed@example.org")
	b.fill("[name=password]", "wrong horse battery")
	b.followTo(422, "main button >> Sign in")
	b.see("[role=alert]")
	b.fill("[name=password]", "correct horse battery")
	b.follow("main button >> Sign in")
	if b.path() != "/admin/events" {
		b.Errorf("signing in leads to %s", b.path())
	}
}
