package server

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"countermove/internal/postgres"
	"countermove/internal/tracker"
	"countermove/web/view"

	"github.com/go-chi/chi/v5"
)

// SetupLife is how long a set-up link can be used.
const SetupLife = 24 * time.Hour

// OfferSetup makes the one-time link by which the first account is made. It is
// empty when somebody has an account already.
func OfferSetup(ctx context.Context, store *postgres.Store, baseURL string, now time.Time) (string, error) {
	has, err := store.HasUsers(ctx)
	if err != nil || has {
		return "", err
	}
	token := rand.Text()
	if err := store.OfferSetup(ctx, token, now.Add(SetupLife)); err != nil {
		return "", err
	}
	return baseURL + "/admin/setup/" + token, nil
}

func (s *Server) showSetup(w http.ResponseWriter, r *http.Request) error {
	token := chi.URLParam(r, "token")
	open, err := s.Store.Invited(r.Context(), token, s.Now())
	if err != nil {
		return err
	}
	if !open {
		return s.linkUsed(w, r)
	}
	return render(w, r, http.StatusOK, view.Setup(view.SetupPage{Base: s.setupBase(r), Token: token}))
}

func (s *Server) setupBase(r *http.Request) view.Base {
	return s.base(r, "Make your account", "", "/admin")
}

// linkUsed explains a set-up link that leads nowhere any more.
func (s *Server) linkUsed(w http.ResponseWriter, r *http.Request) error {
	var v tracker.Invalid
	v.Add("link", "This link was used, or is older than 24 hours. Restart the server to get a new one, as long as nobody has an account; or sign in.")
	page := view.ProblemPage{Base: s.base(r, "", "", "/admin"), Status: http.StatusNotFound, Invalid: v}
	page.NoIndex = true
	return render(w, r, http.StatusNotFound, view.Problem(page))
}

func (s *Server) acceptSetup(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return formError(err)
	}
	page := view.SetupPage{Base: s.setupBase(r), Token: chi.URLParam(r, "token"),
		Email: strings.TrimSpace(r.PostForm.Get("email")), Name: strings.TrimSpace(r.PostForm.Get("name"))}
	password := r.PostForm.Get("password")
	page.Problems = checkAccount(page.Email, page.Name, password)
	if len(page.Problems) > 0 {
		return render(w, r, http.StatusUnprocessableEntity, view.Setup(page))
	}
	// Before the cost of hashing: who has no link gets none.
	if open, err := s.Store.Invited(r.Context(), page.Token, s.Now()); err != nil {
		return err
	} else if !open {
		return s.linkUsed(w, r)
	}
	hash, err := hashPassword(password)
	if err != nil {
		return err
	}
	user, err := s.Store.Accept(r.Context(), page.Token, postgres.User{Email: page.Email, Name: page.Name, PasswordHash: hash}, s.Now())
	if errors.As(err, &page.Problems) {
		return render(w, r, http.StatusUnprocessableEntity, view.Setup(page))
	}
	if errors.Is(err, tracker.ErrNotFound) {
		return s.linkUsed(w, r)
	}
	if err != nil {
		return err
	}
	if err := s.begin(r.Context(), user); err != nil {
		return err
	}
	return redirect(w, r, "/admin", http.StatusSeeOther)
}

func checkAccount(email, name, password string) tracker.Invalid {
	var v tracker.Invalid
	if address, err := mail.ParseAddress(email); err != nil || address.Address != email || len(email) > 254 {
		v.Add("email", "Give your e-mail address, such as you@example.org.")
	}
	v = append(v, tracker.CheckPersonName(name)...)
	switch {
	case utf8.RuneCountInString(password) < shortestPassword:
		v.Add("password", "Use at least %d characters. Several words in a row are easy to remember.", shortestPassword)
	case len(password) > longestPassword || !utf8.ValidString(password):
		v.Add("password", "Use at most %d characters.", longestPassword)
	}
	return v
}
