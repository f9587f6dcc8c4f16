package server

import (
	"net/http"

	"countermove/internal/tracker"
	"countermove/web"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

// routes is the table of contents: every address, in the order a reader would
// meet the pages.
func (s *Server) routes() http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.RequestID, s.logged, s.recovered, s.headers, http.NewCrossOriginProtection().Handler)
	r.NotFound(s.html(s.notFound))
	r.MethodNotAllowed(s.html(s.methodNotAllowed))

	r.Get("/healthz", s.alive)
	r.Get("/readyz", s.ready)
	r.Handle("/static/*", web.Handler())

	r.Group(func(r chi.Router) {
		r.Use(compressed, middleware.GetHead, s.withEditor, s.revalidated)
		r.Get("/", s.html(s.showTimeline))
		r.Get("/filter", s.html(s.showFilters))
		for _, kind := range []tracker.Kind{tracker.KindEvent, tracker.KindResponse} {
			base := "/events/{slug}"
			if kind == tracker.KindResponse {
				base = "/responses/{slug}"
			}
			r.Get(base, s.html(s.showEntry(kind)))
			r.Get(base+"/versions", s.html(s.showEntryVersions(kind)))
			r.Get(base+"/versions/{number}", s.html(s.showEntryVersion(kind)))
		}
		r.Get("/e/{id}", s.html(s.followShortLink))
		r.Get("/companies", s.html(s.listCompanies))
		r.Get("/companies/{slug}", s.html(s.showCompany))
		r.Get("/companies/{slug}/versions", s.html(s.showCompanyVersions))
		r.Get("/companies/{slug}/versions/{number}", s.html(s.showCompanyVersion))
		r.Get("/lists", s.html(s.listLists))
		r.Get("/lists/{slug}", s.html(s.showList))
		r.Get("/authorities/{slug}", s.html(s.showAuthority))
		r.Get("/technologies/{slug}", s.html(s.showTechnology))
		r.Get("/instruments/{slug}", s.html(s.showTerm(tracker.FacetInstrument)))
		r.Get("/strategies/{slug}", s.html(s.showTerm(tracker.FacetStrategy)))
		r.Get("/about", s.html(s.showAbout))
		r.Get("/methodology", s.html(s.showMethodology))
	})

	r.Route("/admin", s.adminRoutes)
	return r
}
