package server

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"countermove/internal/tracker"
	"countermove/web/view"
)

func (s *Server) showAccount(w http.ResponseWriter, r *http.Request) error {
	page := view.AccountPage{Name: editor(r.Context()).Name, Done: r.URL.Query().Get("done")}
	return s.renderAccount(w, r, http.StatusOK, page)
}

func (s *Server) renderAccount(w http.ResponseWriter, r *http.Request, status int, page view.AccountPage) error {
	user := editor(r.Context())
	sessions, err := s.Store.SessionsOf(r.Context(), user.ID, s.sessions.Token(r.Context()))
	if err != nil {
		return err
	}
	page.Base = s.base(r, "Your account", "", view.AccountURL)
	page.Path = view.AccountURL // also where a form came back
	page.Email, page.Role = user.Email, user.Role
	for _, a := range sessions {
		page.Sessions = append(page.Sessions, view.Session{ID: a.ID, Browser: browserOf(a.Client), System: systemOf(a.Client),
			BegunAt: a.BegunAt, SeenAt: a.SeenAt, This: a.This})
	}
	return render(w, r, status, view.Account(page))
}

func accountDone(w http.ResponseWriter, r *http.Request, what string) error {
	return redirect(w, r, view.AccountURL+"?done="+what, http.StatusSeeOther)
}

func (s *Server) rename(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return formError(err)
	}
	page := view.AccountPage{Name: strings.TrimSpace(r.PostForm.Get("name"))}
	if page.Problems = tracker.CheckPersonName(page.Name); len(page.Problems) > 0 {
		return s.renderAccount(w, r, http.StatusUnprocessableEntity, page)
	}
	if page.Name != editor(r.Context()).Name {
		if err := s.Store.Rename(r.Context(), editor(r.Context()).ID, page.Name); err != nil {
			return err
		}
	}
	return accountDone(w, r, "name")
}

// changePassword asks for the password of today, and leaves no session but a new
// one for this browser.
func (s *Server) changePassword(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return formError(err)
	}
	user, chosen := editor(r.Context()), r.PostForm.Get("new_password")
	page := view.AccountPage{Name: user.Name}
	status, err := s.reauthenticate(w, r, &page.Problems)
	if err != nil {
		return err
	}
	page.Problems = append(page.Problems, checkPasswordChoice("new_password", chosen)...)
	if len(page.Problems) > 0 {
		return s.renderAccount(w, r, status, page)
	}
	hash, err := hashPassword(chosen)
	if err != nil {
		return err
	}
	if err := s.Store.ChangePassword(r.Context(), user.ID, hash); err != nil {
		return err
	}
	if err := s.renew(r, user); err != nil {
		return err
	}
	return accountDone(w, r, "password")
}

// reauthenticate asks for the password of who is signed in once more, from the
// field current_password: a session that was left open changes no way of signing
// in. What is wrong with it is added to the problems; the status is for a page
// that shows them.
func (s *Server) reauthenticate(w http.ResponseWriter, r *http.Request, problems *tracker.Invalid) (status int, err error) {
	current := r.PostForm.Get("current_password")
	if current == "" {
		problems.Add("current_password", "Give the password that you sign in with today.")
		return http.StatusUnprocessableEntity, nil
	}
	_, right, err := s.guess(r, editor(r.Context()).Email, current)
	switch {
	case errors.Is(err, errTooMany):
		problems.Add("current_password", tooManyGuesses)
		w.Header().Set("Retry-After", strconv.Itoa(retryAfter(http.StatusTooManyRequests)))
		return http.StatusTooManyRequests, nil
	case err != nil:
		return 0, err
	case !right:
		problems.Add("current_password", "This is not the password that you sign in with today.")
	}
	return http.StatusUnprocessableEntity, nil
}

func (s *Server) endSession(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	// One that has ended by itself meanwhile is gone, which is what was asked for.
	if err := s.Store.EndSession(r.Context(), editor(r.Context()).ID, id); err != nil && !errors.Is(err, tracker.ErrNotFound) {
		return err
	}
	return accountDone(w, r, "session")
}

func (s *Server) endOtherSessions(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.Store.EndOtherSessions(r.Context(), editor(r.Context()).ID, s.sessions.Token(r.Context())); err != nil {
		return err
	}
	return accountDone(w, r, "sessions")
}

// browserOf is what people call the browser; empty if it is none we know. Most
// claim to be others too, so the more particular name comes first.
func browserOf(client string) string {
	return firstIn(client, []string{
		"Edg", "Edge", "OPR/", "Opera", "Vivaldi/", "Vivaldi", "SamsungBrowser/", "Samsung Internet", "DuckDuckGo/", "DuckDuckGo",
		"Firefox/", "Firefox", "FxiOS/", "Firefox", "CriOS/", "Chrome", "Chromium/", "Chromium", "Chrome/", "Chrome", "Safari/", "Safari",
	})
}

// systemOf is what the browser runs on, likewise.
func systemOf(client string) string {
	return firstIn(client, []string{
		"iPhone", "iPhone", "iPad", "iPad", "Android", "Android", "Windows", "Windows", "Macintosh", "Mac", "CrOS", "ChromeOS", "Linux", "Linux",
	})
}

// firstIn is the name of the first sign that is in the text; signs and names
// take turns.
func firstIn(text string, signs []string) string {
	for i := 0; i < len(signs); i += 2 {
		if strings.Contains(text, signs[i]) {
			return signs[i+1]
		}
	}
	return ""
}
