package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"countermove/internal/postgres"
	"countermove/internal/tracker"
	"countermove/web/view"

	"github.com/go-chi/chi/v5"
)

const (
	// largestForm leaves room for a text far too long to come back beside the
	// message that says so, instead of being cut off.
	largestForm = 16 << 20
	smallForm   = 64 << 10
	// foundMost is how many documents a search-and-choose step offers.
	foundMost = 8
	tableMost = 200
)

// adminRoutes is the desk. Changes of state are nouns: a publication, a
// withdrawal, a draft and its end.
func (s *Server) adminRoutes(r chi.Router) {
	r.Use(private)
	r.Group(func(r chi.Router) {
		r.Use(s.clientIP(), limitBody(smallForm), s.sessions.LoadAndSave, s.withUser)
		r.Get("/session", s.html(s.showSignIn))
		r.Post("/session", s.html(s.signIn))
		r.Post("/session/end", s.html(s.signOut))
		r.Get("/setup/{token}", s.html(s.showSetup))
		r.Post("/setup/{token}", s.html(s.acceptSetup))
	})
	r.Group(func(r chi.Router) {
		r.Use(s.clientIP(), limitBody(smallForm), s.sessions.LoadAndSave, s.withUser, s.only(write))
		r.Get("/account", s.html(s.showAccount))
		r.Post("/account/name", s.html(s.rename))
		r.Post("/account/password", s.html(s.changePassword))
		r.Post("/account/sessions/end", s.html(s.endOtherSessions))
		r.Post("/account/sessions/{id}/end", s.html(s.endSession))
		r.Route("/people", func(r chi.Router) {
			r.Use(s.only(manage))
			r.Get("/", s.html(s.showPeople))
			r.Post("/invitations", s.html(s.invite))
			r.Post("/invitations/{id}/end", s.html(s.takeBackInvitation))
			r.Post("/{id}/role", s.html(s.changeRole))
			r.Post("/{id}/disablement", s.html(s.disablePerson))
			r.Post("/{id}/disablement/end", s.html(s.enablePerson))
		})
	})
	r.Group(func(r chi.Router) {
		r.Use(limitBody(largestForm), s.sessions.LoadAndSave, s.withUser, s.only(write))
		r.Get("/", s.html(s.showDesk))
		r.Route("/reviews", func(r chi.Router) {
			r.Get("/{revision}", s.html(s.showReview))
			r.Get("/{revision}/preview", s.html(s.previewReview))
			r.Group(func(r chi.Router) {
				r.Use(s.only(publish))
				r.Get("/", s.html(s.listReviews))
				r.Post("/{revision}/approval", s.html(s.approve))
				r.Post("/{revision}/schedule", s.html(s.schedule))
				r.Post("/{revision}/schedule/end", s.html(s.endSchedule))
				r.Post("/{revision}/return", s.html(s.sendBack))
			})
		})
		for _, kind := range tracker.Kinds {
			r.Get("/find/"+string(kind), s.html(s.find(kind)))
			r.Route("/"+view.Plural(kind), func(r chi.Router) {
				r.Get("/", s.html(s.listDocuments(kind)))
				r.Get("/{id}", s.html(s.editDocument(kind)))
				r.Post("/{id}/form", s.html(s.changeForm(kind)))
				r.Get("/{id}/preview", s.html(s.showPreview(kind)))
				r.Post("/{id}/preview", s.html(s.previewDocument(kind)))
				r.Post("/{id}/draft", s.html(s.saveDraft(kind)))
				r.Post("/{id}/draft/end", s.html(s.discardDraft(kind)))
				r.Post("/{id}/submission", s.html(s.submitDocument(kind)))
				r.Post("/{id}/submission/end", s.html(s.takeBackSubmission(kind)))
				r.Get("/{id}/versions", s.html(s.showVersions(kind)))
				r.Post("/{id}/versions/{number}/draft", s.html(s.draftVersion(kind)))
				r.Group(func(r chi.Router) {
					r.Use(s.only(publish))
					r.Post("/{id}/publication", s.html(s.publishDocument(kind)))
					r.Get("/{id}/withdrawal", s.html(s.askWithdrawal(kind)))
					r.Post("/{id}/withdrawal", s.html(s.withdrawDocument(kind)))
					r.Get("/{id}/withdrawal/end", s.html(s.askRestoration(kind)))
					r.Post("/{id}/withdrawal/end", s.html(s.restoreDocument(kind)))
				})
			})
		}
	})
}

// documentID is the id in the path, 0 for "new".
func documentID(r *http.Request) (int64, error) {
	key := chi.URLParam(r, "id")
	if key == "new" {
		return 0, nil
	}
	id, err := strconv.ParseInt(key, 10, 64)
	if err != nil || id < 1 {
		return 0, tracker.ErrNotFound
	}
	return id, nil
}

func (s *Server) showDesk(w http.ResponseWriter, r *http.Request) error {
	drafts, err := s.Store.Drafts(r.Context(), editor(r.Context()).ID)
	if err != nil {
		return err
	}
	recent, err := s.Store.RecentDocuments(r.Context(), 20)
	if err != nil {
		return err
	}
	recent = s.visible(r, recent)
	page := view.DeskPage{Base: s.base(r, "Desk", "", "/admin"), Drafts: deskLines(drafts), Recent: deskLines(recent)}
	if err := s.addReviews(r, &page); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, view.Desk(page))
}

func deskLines(lines []postgres.DocumentLine) []view.DeskLine {
	rows := make([]view.DeskLine, 0, len(lines))
	for _, l := range lines {
		row := view.DeskLine{Kind: l.Kind, Label: l.Label, URL: view.AdminURL(l.Kind, l.ID), Version: l.Version, At: l.At.UTC(), WithdrawnAt: l.WithdrawnAt, Draft: l.Draft}
		if l.Version > 0 && l.WithdrawnAt.IsZero() {
			row.PublicURL = publicURL(l.Kind, l.Slug)
		}
		rows = append(rows, row)
	}
	return rows
}

// publicURL is where readers see a document; sources have no page of their own.
func publicURL(kind tracker.Kind, slug string) string {
	if kind == tracker.KindSource || slug == "" {
		return ""
	}
	return view.DocumentURL(kind, slug)
}

func (s *Server) listDocuments(kind tracker.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		text := r.URL.Query().Get("q")
		if err := tracker.CheckIndex(text, "", ""); err != nil {
			return err
		}
		lines, err := s.Store.Documents(r.Context(), kind, text, editor(r.Context()).ID, tableMost)
		if err != nil {
			return err
		}
		page := view.DocumentTable{Base: s.base(r, view.KindsTitle(r.Context(), kind), "", r.URL.Path), Kind: kind, Text: text,
			Lines: deskLines(s.visible(r, lines)), NewURL: view.AdminURL(kind, 0)}
		return render(w, r, http.StatusOK, view.Documents(page))
	}
}

// find answers the pickers of the forms.
func (s *Server) find(kind tracker.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		text := r.URL.Query().Get("q")
		if err := tracker.CheckIndex(text, "", ""); err != nil {
			return err
		}
		found, err := s.Store.Find(r.Context(), kind, text, foundMost)
		if err != nil {
			return err
		}
		type option struct {
			Slug   string `json:"slug"`
			Label  string `json:"label"`
			Detail string `json:"detail"`
		}
		options := make([]option, 0, len(found))
		for _, f := range found {
			options = append(options, option{f.Slug, f.Label, f.Detail})
		}
		data, err := json.Marshal(options)
		if err != nil {
			return fmt.Errorf("encoding what was found: %w", err)
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(data) // who asked has gone: nothing to do
		return nil
	}
}
