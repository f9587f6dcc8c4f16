package server

import (
	"net/http"

	"countermove/internal/postgres"
	"countermove/web/view"
)

// An action is what somebody wants to do at the desk. Which document it is done
// to is for the handlers to judge.
type action int

const (
	write   action = iota + 1 // own drafts, and to submit them
	publish                   // all editorial work
	manage                    // people and settings
)

// may tells whether a person's role allows an action. Nothing is allowed to a
// reader, who has no role.
func may(user postgres.User, a action) bool {
	if user.ID == 0 || user.Disabled {
		return false
	}
	switch user.Role {
	case "admin":
		return true
	case "editor":
		return a == write || a == publish
	case "contributor":
		return a == write
	default:
		return false
	}
}

// only lets those pass who may do a, and asks readers to sign in. What a form
// has sent comes back in that page, so that a session that has ended costs no
// work.
func (s *Server) only(a action) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch user := editor(r.Context()); {
			case may(user, a):
				next.ServeHTTP(w, r)
			case user.ID != 0:
				s.answer(w, r, errNotAllowed)
			case r.Method == http.MethodGet || r.Method == http.MethodHead:
				http.Redirect(w, r, view.SignInURL(r.URL.Path), http.StatusSeeOther)
			default:
				s.html(s.askAgain)(w, r)
			}
		})
	}
}
