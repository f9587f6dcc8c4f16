package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"countermove/internal/dbtest"

	"github.com/chromedp/chromedp"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// patience is how long anything may take before the test fails.
const patience = 20 * time.Second

// theBrowser is the one Chromium of the run. It starts when a test first asks for
// it and stops with the last test that holds it.
var theBrowser struct {
	mu      sync.Mutex
	holders int
	ctx     context.Context
	stop    func() error
	err     error
}

// slots are few: a browser that does many things at once does each late.
var slots = make(chan struct{}, 2)

// parallel lets a test run beside one other. It is the first thing a test does:
// as all tests take hold of the browser before any goes on, there is only one.
func parallel(t *testing.T) {
	t.Helper()
	theBrowser.mu.Lock()
	theBrowser.holders++
	theBrowser.mu.Unlock()
	t.Cleanup(func() { letGo(t) })
	t.Parallel()
	slots <- struct{}{}
	t.Cleanup(func() { <-slots })
}

func letGo(t *testing.T) {
	theBrowser.mu.Lock()
	defer theBrowser.mu.Unlock()
	theBrowser.holders--
	if theBrowser.holders > 0 || theBrowser.stop == nil {
		return
	}
	if err := theBrowser.stop(); err != nil {
		t.Errorf("stopping Chromium: %v", err)
	}
	theBrowser.ctx, theBrowser.stop = nil, nil
}

// chromium is the context of the browser.
func chromium(t *testing.T) context.Context {
	t.Helper()
	theBrowser.mu.Lock()
	defer theBrowser.mu.Unlock()
	if theBrowser.ctx == nil && theBrowser.err == nil {
		theBrowser.ctx, theBrowser.stop, theBrowser.err = startChromium()
	}
	if theBrowser.err != nil {
		t.Fatal(theBrowser.err)
	}
	return theBrowser.ctx
}

func startChromium() (context.Context, func() error, error) {
	program, err := findChromium()
	if err != nil {
		return nil, nil, err
	}
	flags := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", "en-US"), chromedp.WSURLReadTimeout(patience))
	if os.Geteuid() == 0 {
		flags = append(flags, chromedp.NoSandbox) // Chromium has no sandbox for root
	}
	// Not a test's context: the browser outlives the test that started it.
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), flags...)
	ctx, stop := chromedp.NewContext(allocator)
	if err := chromedp.Do(ctx); err != nil {
		stop()
		stopAllocator()
		return nil, nil, fmt.Errorf("%s does not start: %w", program, err)
	}
	return ctx, func() error {
		defer stopAllocator()
		ending, giveUp := context.WithTimeout(ctx, patience)
		defer giveUp()
		return chromedp.Cancel(ending)
	}, nil
}

// findChromium looks where scripts/need looks.
func findChromium() (string, error) {
	if named := os.Getenv("COUNTERMOVE_CHROMIUM"); named != "" {
		path, err := exec.LookPath(named)
		if err != nil {
			return "", fmt.Errorf("COUNTERMOVE_CHROMIUM is %s, which is not a program: %w", named, err)
		}
		return path, nil
	}
	for _, name := range []string{
		"chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
		"/Applications/Chromium.app/Contents/MacOS/Chromium",
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
	} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("these tests need Chromium, and there is none. On Debian: apt-get install chromium; " +
		"elsewhere run scripts/need chromium, or set COUNTERMOVE_CHROMIUM to the program of a Chromium or Chrome")
}
