package postgres_test

import (
	"bytes"
	"io"
	"iter"
	"testing"

	"countermove/internal/dbtest"
	"countermove/internal/exchange"
	"countermove/internal/postgres"
	"countermove/internal/starter"
	"countermove/internal/tracker"
)

func TestStarterDataRoundTrip(t *testing.T) {
	t.Parallel()
	store, _ := dbtest.StarterDatabase(t)
	var out bytes.Buffer
	err := store.Export(t.Context(), func(counts map[tracker.Kind]int, records iter.Seq2[tracker.Record, error]) error {
		return exchange.WriteBundle(&out, counts, records)
	})
	if err != nil {
		t.Fatal(err)
	}
	in, err := io.ReadAll(starter.Bundle())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out.Bytes(), in) {
		t.Errorf("what was exported (%d bytes) differs from what was imported (%d bytes)", out.Len(), len(in))
	}
	before, _, err := store.DataVersion(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	again, err := store.Import(t.Context(), exchange.ReadBundle("again", bytes.NewReader(out.Bytes())), nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := (postgres.Imported{Unchanged: 1184}); again != want {
		t.Errorf("importing again did %+v, want %+v", again, want)
	}
	if after, _, _ := store.DataVersion(t.Context()); after != before {
		t.Errorf("importing again went from data version %d to %d", before, after)
	}
}
