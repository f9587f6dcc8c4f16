package main

import (
	"os"
	"testing"

	"countermove/internal/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func TestSchemaIsFresh(t *testing.T) {
	t.Parallel()
	got, err := schema(t.Context(), dbtest.Blank(t))
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("../../../" + file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is stale: run 'make schema' and commit it with the migration", file)
	}
}
