package e2e_test
import ("testing";"time")
func TestZZ(t *testing.T) {
	parallel(t)
	b := newTab(t, newSite(t), desk)
	b.visit("/about"); b.violations()
	for _, p := range []string{"/", "/companies", "/filter", theClaim} {
		s := time.Now(); b.visit(p); t.Log(p, "visit", time.Since(s))
		s = time.Now(); b.violations(); t.Log("axe first", time.Since(s))
		s = time.Now(); b.violations(); t.Log("axe again", time.Since(s))
		s = time.Now(); b.resize(390, 900); b.fits(390); t.Log("resize", time.Since(s))
		s = time.Now(); eval[string](b, `axe.run(document, { resultTypes: ["violations"], preload: false, runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } }).then((r) => JSON.stringify(r.violations))`); t.Log("axe colour", time.Since(s))
	}
}
