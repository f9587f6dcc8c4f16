package e2e_test

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

func TestPrint(t *testing.T) {
	parallel(t)
	b := newTab(t, newSite(t), desk)
	for path, says := range map[string]string{"/": "Every countermove", theClaim: "Ren Zhengfei"} {
		b.visit(path)
		ctx, cancel := context.WithTimeout(b.ctx, patience)
		pdf, err := chromedp.Run(ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4)))
		cancel()
		if err != nil || !strings.HasPrefix(string(pdf), "%PDF-") || !strings.Contains(string(pdf), "/Type /Page\n") || len(pdf) < 20_000 {
			t.Errorf("printing %s: %d bytes, %v, and no page in them", path, len(pdf), err)
			continue
		}
		b.run("looking at it as printed", send(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}))
		if text := eval[string](b, "document.body.innerText"); !strings.Contains(strings.Join(strings.Fields(text), " "), says) {
			t.Errorf("%s as printed does not say %q", path, says)
		}
		for _, sel := range []string{"header.site nav", "header.site form", ".skip", ".pager", ".filters"} {
			if b.count(sel) > 0 && eval[bool](b, of(sel, "e.checkVisibility() && e.getBoundingClientRect().bottom > 0")) {
				t.Errorf("%s is printed with %s", path, sel)
			}
		}
	}
}
