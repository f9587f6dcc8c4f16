package server

import (
	"net/http"
	"strings"

	"countermove/internal/postgres"
	"countermove/internal/tracker"
	"countermove/web/view"
)

// companiesSize is how many companies a page of the index has.
const companiesSize = 200

func (s *Server) listCompanies(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	query := postgres.CompanyQuery{Name: strings.TrimSpace(q.Get("q")), Country: q.Get("country"), After: q.Get("after"), Limit: companiesSize}
	if err := tracker.CheckIndex(query.Name, query.Country, query.After); err != nil {
		return err
	}
	companies, more, err := s.Store.Companies(r.Context(), query)
	if err != nil {
		return err
	}
	countries, err := s.Store.CompanyCountries(r.Context())
	if err != nil {
		return err
	}
	page := view.CompaniesPage{Lines: companies, More: more, Countries: countries, Country: query.Country, Name: query.Name}
	page.Base = s.base(r, "Companies", "Companies that technology sanctions hit or that answer them.", view.CompaniesURL(query.Country, query.Name, query.After))
	return render(w, r, http.StatusOK, view.Companies(page))
}

func (s *Server) showCompany(w http.ResponseWriter, r *http.Request) error {
	company, err := s.Store.Company(r.Context(), pathSlug(r))
	if err != nil {
		return err
	}
	return s.renderCompany(w, r, company, view.CompanyURL(company.Slug))
}

func (s *Server) showCompanyVersion(w http.ResponseWriter, r *http.Request) error {
	n, err := number(r)
	if err != nil {
		return err
	}
	company, err := s.Store.CompanyVersion(r.Context(), pathSlug(r), n)
	if err != nil {
		return err
	}
	if r.URL.Query().Has("compare") {
		return s.showComparison(w, r, version{tracker.KindCompany, company.ID, company.Slug, n, company.Doc, company.Names, company.Versions})
	}
	return s.renderCompany(w, r, company, view.VersionURL(tracker.KindCompany, company.Slug, n))
}

func (s *Server) renderCompany(w http.ResponseWriter, r *http.Request, company tracker.CompanyDetail, path string) error {
	lens, err := s.lens(r, tracker.FacetCompany, company.Slug)
	if err != nil {
		return err
	}
	page := view.CompanyPage{Company: company, Timeline: lens.Timeline, Window: lens.Window, Months: lens.Months, Today: s.Now().UTC()}
	page.Base = s.base(r, company.Doc.Name, company.Doc.Summary, view.WindowURL(path, lens.Window))
	if page.Editor != "" && company.ID != 0 {
		page.EditURL = view.AdminURL(tracker.KindCompany, company.ID)
	}
	return render(w, r, http.StatusOK, view.Company(page))
}

func (s *Server) showCompanyVersions(w http.ResponseWriter, r *http.Request) error {
	company, err := s.Store.Company(r.Context(), pathSlug(r))
	if err != nil {
		return err
	}
	return s.renderVersions(w, r, tracker.KindCompany, company.Slug, company.Doc.Name, company.Versions)
}
