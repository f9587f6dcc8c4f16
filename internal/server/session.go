package server

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"countermove/internal/postgres"
	"countermove/internal/tracker"
	"countermove/web/view"

	"github.com/alexedwards/scs/v2"
)

const (
	sessionLife = 14 * 24 * time.Hour
	sessionIdle = 3 * 24 * time.Hour
)

func (s *Server) newSessions() *scs.SessionManager {
	m := scs.New()
	m.Store = s.Store.Sessions()
	m.HashTokenInStore = true // a stolen copy of the database signs nobody in
	m.Lifetime = sessionLife
	m.IdleTimeout = sessionIdle
	m.ErrorFunc = s.answer
	m.Cookie.Name = "countermove"
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Path = "/"
	if s.secure() {
		// The prefix makes browsers refuse the cookie from anywhere but this host.
		m.Cookie.Name = "__Host-countermove"
		m.Cookie.Secure = true
	}
	return m
}

// withEditor loads the session of a reader who has one, so that public pages can
// offer them to edit. The many who have none cost no look-up.
func (s *Server) withEditor(next http.Handler) http.Handler {
	load := s.sessions.LoadAndSave(s.withUser(next))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie(s.sessions.Cookie.Name); err != nil {
			next.ServeHTTP(w, r)
			return
		}
		load.ServeHTTP(w, r)
	})
}

type userKey struct{}

// withUser puts who is signed in into the request. A session whose account is
// gone or disabled is nobody's.
func (s *Server) withUser(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := s.sessions.GetInt64(r.Context(), postgres.SessionUser)
		if id == 0 {
			next.ServeHTTP(w, r)
			return
		}
		user, err := s.Store.User(r.Context(), id)
		switch {
		case errors.Is(err, tracker.ErrNotFound) || err == nil && user.Disabled:
			next.ServeHTTP(w, r)
		case err != nil:
			s.answer(w, r, err)
		default:
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), userKey{}, user)))
		}
	})
}

// editor is who is signed in; the zero User for readers.
func editor(ctx context.Context) postgres.User {
	user, _ := ctx.Value(userKey{}).(postgres.User)
	return user
}

func (s *Server) editorName(r *http.Request) string { return editor(r.Context()).Name }

// askAgain answers a form that was sent without a session: it holds what was
// typed and can be sent again after signing in.
func (s *Server) askAgain(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return formError(err)
	}
	page := view.KeptPage{Base: s.base(r, "You were signed out", "", r.URL.Path), SignedOut: true, Action: r.URL.Path, Fields: fieldsOf(r)}
	return render(w, r, http.StatusUnauthorized, view.Kept(page))
}

// nextPath is where sign-in may lead: pages of the desk, told by their shape.
var nextPath = regexp.MustCompile(`^/admin(/[a-z0-9-]+)*$`)

func (s *Server) showSignIn(w http.ResponseWriter, r *http.Request) error {
	next := r.URL.Query().Get("next")
	if !nextPath.MatchString(next) {
		next = "/admin"
	}
	if editor(r.Context()).ID != 0 {
		return redirect(w, r, next, http.StatusSeeOther)
	}
	return render(w, r, http.StatusOK, view.SignIn(view.SignInPage{Base: s.base(r, "Sign in", "", "/admin/session"), Next: next}))
}

func (s *Server) signIn(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return formError(err)
	}
	email, password, next := r.PostForm.Get("email"), r.PostForm.Get("password"), r.PostForm.Get("next")
	if !nextPath.MatchString(next) {
		next = "/admin"
	}
	page := view.SignInPage{Base: s.base(r, "Sign in", "", "/admin/session"), Email: email, Next: next}
	user, ok, err := s.guess(r, email, password)
	switch {
	case errors.Is(err, errTooMany):
		page.Problem = tooManyGuesses
		w.Header().Set("Retry-After", strconv.Itoa(retryAfter(http.StatusTooManyRequests)))
		return render(w, r, http.StatusTooManyRequests, view.SignIn(page))
	case err != nil:
		return err
	case !ok:
		page.Problem = "Address and password do not belong together."
		return render(w, r, http.StatusUnprocessableEntity, view.SignIn(page))
	}
	if err := s.begin(r, user); err != nil {
		return err
	}
	return redirect(w, r, next, http.StatusSeeOther)
}

// begin signs a person in under a new token, so that one known before is of no
// use. It is the one way in: whatever else is to be asked is asked before.
func (s *Server) begin(r *http.Request, user postgres.User) error {
	if err := s.Store.RecordSignIn(r.Context(), user.ID, s.Now()); err != nil {
		return err
	}
	return s.renew(r, user)
}

// renew gives the request a new session of the person, and ends the one it had.
func (s *Server) renew(r *http.Request, user postgres.User) error {
	ctx := r.Context()
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	s.sessions.Put(ctx, postgres.SessionUser, user.ID)
	token, _, err := s.sessions.Commit(ctx)
	if err != nil {
		return err
	}
	return s.Store.DescribeSession(ctx, token, clientOf(r))
}

// clientOf is how the browser calls itself, as far as it is worth keeping.
func clientOf(r *http.Request) string {
	const most = 300
	client := strings.Map(func(c rune) rune {
		if c == unicode.ReplacementChar || unicode.IsControl(c) {
			return -1
		}
		return c
	}, strings.ToValidUTF8(r.UserAgent(), ""))
	for len(client) > most {
		_, size := utf8.DecodeLastRuneInString(client)
		client = client[:len(client)-size]
	}
	return client
}

func (s *Server) signOut(w http.ResponseWriter, r *http.Request) error {
	if user := editor(r.Context()); user.ID != 0 {
		if err := s.Store.RecordSignOut(r.Context(), user.ID); err != nil {
			return err
		}
	}
	if err := s.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	return redirect(w, r, "/", http.StatusSeeOther)
}
