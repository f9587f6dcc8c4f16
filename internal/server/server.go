// Package server answers requests: the route table, middleware, handlers,
// sign-in and the one place where errors become answers.
//
// It holds no SQL and no HTML: the first is postgres's, the second web/view's.
package server

import (
	"log/slog"
	"net/http"
	"strings"
	"time"

	"countermove/internal/lookup"
	"countermove/internal/postgres"

	"github.com/alexedwards/scs/v2"
)

// Options are what a server needs.
type Options struct {
	Store   *postgres.Store
	Log     *slog.Logger
	Now     func() time.Time
	BaseURL string         // "https://countermove.example": permalinks are made with it, never with a request's Host
	Proxies int            // reverse proxies that every request comes through; the last of them says for whom
	LookUp  *lookup.Client // asks the outside world for editors; nil: nobody asks
	Build   string         // names the program, so that a new one changes every ETag
}

// Server answers requests.
type Server struct {
	Options
	sessions *scs.SessionManager
	guesses  *guessLimits
}

// New returns the handler of the whole site.
func New(o Options) http.Handler {
	s := &Server{Options: o}
	s.sessions = s.newSessions()
	s.guesses = newGuessLimits(func() time.Time { return s.Now() })
	return s.routes()
}

// secure tells whether readers come over TLS.
func (s *Server) secure() bool { return strings.HasPrefix(s.BaseURL, "https://") }
