package server

import (
	"errors"
	"net/http"

	"countermove/internal/tracker"
	"countermove/web/view"
)

func (s *Server) askWithdrawal(kind tracker.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := documentID(r)
		if err != nil {
			return err
		}
		page, err := s.withdrawPage(r, kind, id)
		if err != nil {
			return err
		}
		return render(w, r, http.StatusOK, view.Withdraw(page))
	}
}

func (s *Server) withdrawPage(r *http.Request, kind tracker.Kind, id int64) (view.WithdrawPage, error) {
	current, err := s.Store.Published(r.Context(), kind, id)
	if err != nil {
		return view.WithdrawPage{}, err
	}
	if !current.WithdrawnAt.IsZero() {
		return view.WithdrawPage{}, tracker.ErrNotFound
	}
	return view.WithdrawPage{Base: s.base(r, "Withdraw", "", r.URL.Path), Kind: kind, Label: current.Doc.Label(),
		Action: view.AdminURL(kind, id), PublicURL: publicURL(kind, current.Slug), Version: current.Version}, nil
}

func (s *Server) withdrawDocument(kind tracker.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		sub, err := readForm(r, kind)
		if err != nil {
			return err
		}
		reason := sub.fields.Get("reason")
		err = s.Store.Withdraw(r.Context(), kind, sub.id, sub.base, reason, editor(r.Context()).ID)
		if err == nil {
			return redirect(w, r, view.AdminURL(kind, sub.id), http.StatusSeeOther)
		}
		problems, ok := errors.AsType[tracker.Invalid](err)
		if errors.Is(err, tracker.ErrConflict) {
			problems.Add("reason", "A newer version was published meanwhile. Look at it, then withdraw it if you still want to.")
		} else if !ok {
			return err
		}
		page, err := s.withdrawPage(r, kind, sub.id)
		if err != nil {
			return err
		}
		page.Reason, page.Problems = reason, problems
		return render(w, r, http.StatusUnprocessableEntity, view.Withdraw(page))
	}
}
