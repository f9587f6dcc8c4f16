package server

import (
	"net/http"

	"countermove/web/view"
)

func (s *Server) showAbout(w http.ResponseWriter, r *http.Request) error {
	base := s.base(r, "About", "What Countermove is, who it is for, and how its data may be used.", "/about")
	return render(w, r, http.StatusOK, view.About(view.ProsePage{Base: base}))
}

func (s *Server) showMethodology(w http.ResponseWriter, r *http.Request) error {
	base := s.base(r, "Methodology", "How evidence is graded, what lag means, and what the figures count.", "/methodology")
	return render(w, r, http.StatusOK, view.Methodology(view.ProsePage{Base: base}))
}
