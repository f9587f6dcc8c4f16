package e2e_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// A way is how somebody comes to the site.
type way struct {
	name          string
	width, height int64
	phone         bool // with a finger instead of a mouse
	noScripts     bool
}

var (
	desk       = way{name: "desk", width: 1280, height: 900}
	deskPlain  = way{name: "desk without scripts", width: 1280, height: 900, noScripts: true}
	phone      = way{name: "phone", width: 390, height: 844, phone: true}
	phonePlain = way{name: "phone without scripts", width: 390, height: 844, phone: true, noScripts: true}
	everyWay   = []way{desk, deskPlain, phone, phonePlain}
)

// A tab is a window on the site. What a page complains about fails the test.
type tab struct {
	*testing.T
	site *site
	way  way
	ctx  context.Context

	pictures string // where one is kept if the test fails

	loads chan int // the status of each page, once all of it is there

	mu         sync.Mutex
	statuses   map[cdp.LoaderID]int
	complaints []string
	asked      int // how often the browser asked whether to leave what was typed
}

// newTab opens a tab with cookies of its own.
func newTab(t *testing.T, s *site, w way) *tab {
	t.Helper()
	return openTab(chromium(t), t, s, w, chromedp.WithNewBrowserContext())
}

// another is a second tab of the same person.
func (b *tab) another() *tab {
	b.Helper()
	return openTab(b.ctx, b.T, b.site, b.way)
}

func openTab(parent context.Context, t *testing.T, s *site, w way, options ...chromedp.ContextOption) *tab {
	t.Helper()
	b := &tab{T: t, site: s, way: w, pictures: t.ArtifactDir(), loads: make(chan int, 100), statuses: map[cdp.LoaderID]int{}}
	ctx, closeTab := chromedp.NewContext(parent, append(options, chromedp.WithListener(b.hear))...)
	b.ctx = ctx
	if err := chromedp.Do(ctx); err != nil { // without a deadline: it would be the tab's
		closeTab()
		t.Fatalf("no tab: %v", err)
	}
	t.Cleanup(func() {
		b.showFailure()
		closeTab()
		b.complain()
	})
	b.run("setting up the tab",
		send(log.Enable, cdp.Empty{}), send(network.Enable, network.EnableParams{}),
		send(page.SetLifecycleEventsEnabled, page.SetLifecycleEventsEnabledParams{Enabled: true}),
		send(emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}),
		send(emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: w.phone}),
		send(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: w.noScripts}))
	b.resize(w.width, w.height)
	return b
}

// resize makes the window that large, in CSS pixels.
func (b *tab) resize(width, height int64) {
	b.Helper()
	b.run("resizing", send(emulation.SetDeviceMetricsOverride,
		emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1, Mobile: b.way.phone}))
}

// send is a command of the DevTools protocol whose answer does not matter.
func send[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	})
}

// hear listens to what the browser tells about the tab. It runs beside the test.
func (b *tab) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	complain := func(format string, args ...any) {
		b.complaints = append(b.complaints, fmt.Sprintf(format, args...))
	}
	switch e := event.(type) {
	case *network.EventResponseReceived:
		if e.Type == network.ResourceTypeDocument {
			b.statuses[e.LoaderID] = int(e.Response.Status)
		} else if e.Response.Status >= 400 {
			complain("%s answered %d", e.Response.URL, e.Response.Status)
		}
	case *network.EventLoadingFailed:
		if !e.Canceled && e.ErrorText != "net::ERR_ABORTED" { // the page was left before all of it had come
			complain("a request failed: %s %s", e.ErrorText, e.BlockedReason)
		}
	case *page.EventLifecycleEvent:
		if status, ok := b.statuses[e.LoaderID]; ok && e.Name == "load" { // the page that a tab begins with has none
			b.loads <- status
		}
	case *page.EventJavascriptDialogOpening:
		b.asked++
		go func() { // a listener must not wait for an answer
			_, _ = chromedp.Call(b.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true}) // the tab may be gone
		}()
	case *runtime.EventExceptionThrown:
		complain("the page threw: %s %s", e.ExceptionDetails.Text, objectText(e.ExceptionDetails.Exception))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning || e.Type == runtime.ConsoleAPICalledTypeAssert {
			complain("the console says (%s): %s", e.Type, objectText(e.Args...))
		}
	case *log.EventEntryAdded:
		// The statuses of answers are looked at above.
		if e.Entry.Source != log.EntrySourceNetwork && (e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning) {
			complain("the browser says (%s): %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	}
}

func objectText(objects ...*runtime.RemoteObject) string {
	var words []string
	for _, o := range objects {
		if o != nil {
			words = append(words, strings.TrimSpace(string(o.Value)+" "+o.Description))
		}
	}
	return strings.Join(words, " ")
}

// complain fails the test for what was heard.
func (b *tab) complain() {
	b.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, complaint := range b.complaints {
		b.Error(complaint)
	}
	if b.asked > 0 {
		b.Errorf("the browser asked whether to leave what was typed")
	}
	b.complaints, b.asked = nil, 0
}

// leave opens another address from a form that holds what is stored nowhere: the
// browser asks first, where scripts tell it to.
func (b *tab) leave(path string) {
	b.Helper()
	b.forgetLoads()
	b.run("leaving for "+path, send(page.Navigate, page.NavigateParams{URL: b.site.url + path}))
	b.arrive(200, "leaving for "+path)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.asked != 1 {
		b.Errorf("on leaving for %s, the browser asked %d times whether to lose what was typed, want once", path, b.asked)
	}
	b.asked = 0
}

// run does something with the tab, or ends the test.
func (b *tab) run(what string, actions ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		b.Fatalf("%s: %v", what, err)
	}
}

// load does what leads to another page, which must answer with the status.
func (b *tab) load(status int, what string, actions ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	b.forgetLoads()
	b.run(what, actions...)
	b.arrive(status, what)
	b.complain()
}

func (b *tab) forgetLoads() {
	for len(b.loads) > 0 {
		<-b.loads
	}
}

// arrive waits for all of the next page.
func (b *tab) arrive(status int, what string) {
	b.Helper()
	select {
	case got := <-b.loads:
		if got != status {
			b.Fatalf("%s: %s answered %d, want %d", what, b.path(), got, status)
		}
	case <-time.After(patience):
		b.Fatalf("%s: no other page came", what)
	}
}

// visit opens an address of the site.
func (b *tab) visit(path string) {
	b.Helper()
	b.visitFor(200, path)
}

func (b *tab) visitFor(status int, path string) {
	b.Helper()
	address := path
	if !strings.HasPrefix(path, "http") {
		address = b.site.url + path
	}
	b.load(status, "opening "+path, send(page.Navigate, page.NavigateParams{URL: address}))
}

// eval is the value of an expression in the page. It works without scripts too:
// those are the page's.
func eval[T any](b *tab, expression string) T {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatalf("evaluating %s: %v", expression, err)
	}
	return value
}

// path is where the tab is, with the query.
func (b *tab) path() string {
	b.Helper()
	return eval[string](b, `location.pathname + location.search`)
}

func (b *tab) query() url.Values {
	b.Helper()
	values, err := url.ParseQuery(strings.TrimPrefix(eval[string](b, `location.search`), "?"))
	if err != nil {
		b.Fatal(err)
	}
	return values
}

// showFailure keeps a picture of the page on which the test failed.
func (b *tab) showFailure() {
	if !b.Failed() {
		return
	}
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	where, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + " “" + (document.querySelector("h1, h2")?.innerText ?? "") + "”"`))
	if err != nil {
		b.Logf("the page cannot be seen: %v", err)
		return
	}
	b.Logf("the page was %s", where)
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.Logf("no picture of the page: %v", err)
		return
	}
	name := string(chromedp.FromContext(b.ctx).Target.TargetID) + ".png"
	if err := os.WriteFile(filepath.Join(b.pictures, name), picture, 0o600); err != nil {
		b.Log(err)
	}
}
