package e2e_test

import (
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"countermove/internal/dbtest"
	"countermove/internal/postgres"
	"countermove/internal/server"
)

const (
	theClaim    = "/responses/2023-02-24-huawei-13000-components-replaced"
	theResearch = "/responses/2023-05-07-chinese-firms-chip-combination-research"
	anEvent     = "/events/2022-10-07-advanced-computing-rules"
)

// A site is the whole site on a database of its own with the starter data. The
// test fails if it logs an error.
type site struct {
	url   string
	store *postgres.Store
}

func newSite(t *testing.T) *site {
	t.Helper()
	store, _ := dbtest.StarterDatabase(t)
	listening := httptest.NewUnstartedServer(nil)
	s := &site{url: "http://" + listening.Listener.Addr().String(), store: store}
	var log strings.Builder
	listening.Config.Handler = server.New(server.Options{Store: store, Now: time.Now, BaseURL: s.url, Build: "test",
		Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelError}))})
	listening.Start()
	t.Cleanup(func() {
		listening.Close()
		if log.Len() > 0 {
			t.Errorf("the server logged errors:\n%s", log.String())
		}
	})
	return s
}

// setupLink is the one-time link that the first start prints.
func (s *site) setupLink(t *testing.T) string {
	t.Helper()
	link, err := server.OfferSetup(t.Context(), s.store, s.url, time.Now())
	if err != nil || link == "" {
		t.Fatalf("no set-up link: %q, %v", link, err)
	}
	return strings.TrimPrefix(link, s.url)
}
