package server

import (
	"net/http"
)

// alive tells that the process answers; it asks nothing of the database.
func (s *Server) alive(w http.ResponseWriter, _ *http.Request) {
	plain(w, http.StatusOK, "alive\n")
}

// ready tells whether requests can be answered: the database is there and has
// the schema.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	status, err := s.Store.Migrated(r.Context())
	switch {
	case err != nil:
		s.Log.WarnContext(r.Context(), "not ready", "err", err)
		plain(w, http.StatusServiceUnavailable, "the database does not answer\n")
	case !status.UpToDate():
		plain(w, http.StatusServiceUnavailable, "the database schema is not up to date\n")
	default:
		plain(w, http.StatusOK, "ready\n")
	}
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // who asked has gone: nothing to do
}
