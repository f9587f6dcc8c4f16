package server_test

import (
	"net/http"
	"strings"
	"testing"
)

// A fault of ours must not cost an editor their text, nor tell a visitor what
// is inside.
func TestAFailedSaveKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signIn()
	if _, err := s.store.DB.Exec(t.Context(), `ALTER TABLE entry_dates RENAME TO hidden`); err != nil {
		t.Fatal(err)
	}
	got := s.post("/admin/events/new/publication", eventForm("Typed with care"))
	if got.status != http.StatusInternalServerError {
		t.Fatalf("publishing without a table = %d, want 500", got.status)
	}
	for _, text := range []string{"Typed with care", "Entered in a test.", `action="/admin/events/new/publication"`} {
		if !strings.Contains(got.body, text) {
			t.Errorf("the page does not keep %q", text)
		}
	}
	if strings.Contains(got.body, "entry_dates") || strings.Contains(got.body, "SQLSTATE") {
		t.Error("the page shows what is inside")
	}
	if !strings.Contains(s.log.String(), "entry_dates") || strings.Count(s.log.String(), "level=ERROR") != 1 {
		t.Errorf("the log tells it %d times, want once", strings.Count(s.log.String(), "level=ERROR"))
	}
	s.log.Reset() // the error was wanted

	if _, err := s.store.DB.Exec(t.Context(), `ALTER TABLE hidden RENAME TO entry_dates`); err != nil {
		t.Fatal(err)
	}
	if got := s.post("/admin/events/new/publication", eventForm("Typed with care")); got.status != http.StatusSeeOther {
		t.Errorf("sent again = %d", got.status)
	}
}
