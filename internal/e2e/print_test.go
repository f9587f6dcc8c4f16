package e2e_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
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
		b.printed(pdf, says)
		b.run("looking at it as printed", send(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}))
		for _, sel := range []string{"header.site nav", "header.site form", ".skip", ".pager", ".filters"} {
			if b.count(sel) > 0 && eval[bool](b, of(sel, "e.checkVisibility() && e.getBoundingClientRect().bottom > 0")) {
				t.Errorf("%s is printed with %s", path, sel)
			}
		}
	}
}

// printed reads the PDF with Poppler, where that is there.
func (b *tab) printed(pdf []byte, says string) {
	b.Helper()
	reader, err := exec.LookPath("pdftotext")
	if err != nil {
		return // the size alone has to do
	}
	name := filepath.Join(b.TempDir(), "page.pdf")
	if err := os.WriteFile(name, pdf, 0o600); err != nil {
		b.Fatal(err)
	}
	text, err := exec.CommandContext(b.Context(), reader, name, "-").Output()
	if err != nil || !strings.Contains(strings.Join(strings.Fields(string(text)), " "), says) {
		b.Errorf("the printed page does not say %q (%v)", says, err)
	}
}
