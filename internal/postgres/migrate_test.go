package postgres_test

import (
	"errors"
	"slices"
	"testing"

	"countermove/internal/dbtest"
	"countermove/internal/postgres"

	"github.com/jackc/pgx/v5"
)

func TestMigrate(t *testing.T) {
	t.Parallel()
	url := dbtest.Blank(t)
	blank := status(t, url)
	if blank.Current != 0 || blank.Latest == 0 || blank.Dirty || blank.UpToDate() {
		t.Fatalf("a blank database is at %+v", blank)
	}
	up := func() {
		t.Helper()
		if err := postgres.Migrate(t.Context(), url); err != nil {
			t.Fatalf("up: %v", err)
		}
		if got := status(t, url); got.Current != got.Latest || !got.UpToDate() {
			t.Fatalf("after up the schema is at %+v", got)
		}
	}
	up()
	up() // does nothing
	first := objects(t, url)
	if len(first) == 0 {
		t.Fatal("the migrations have made nothing")
	}

	if err := postgres.MigrateDown(t.Context(), url, -1); err != nil {
		t.Fatalf("down: %v", err)
	}
	if got := status(t, url); got != blank {
		t.Errorf("after down the schema is at %+v, want %+v", got, blank)
	}
	if left := objects(t, url); len(left) > 0 {
		t.Errorf("down has left %v", left)
	}
	up()
	if again := objects(t, url); !slices.Equal(again, first) {
		t.Errorf("up, down and up again made\n%v\ninstead of\n%v", again, first)
	}
}

// One step at a time: the way back of each migration needs none of another.
func TestMigrateStepByStep(t *testing.T) {
	t.Parallel()
	_, url := dbtest.Database(t)
	latest := status(t, url).Latest
	for n := latest; n > 0; n-- {
		if err := postgres.MigrateDown(t.Context(), url, 1); err != nil {
			t.Fatalf("taking back migration %d: %v", n, err)
		}
		if got := status(t, url).Current; got != n-1 {
			t.Fatalf("after migration %d was taken back the schema is at %d", n, got)
		}
	}
	if left := objects(t, url); len(left) > 0 {
		t.Errorf("one step after another has left %v", left)
	}
}

// Servers that start at once on a new database do not get in each other's way.
func TestMigrateAtOnce(t *testing.T) {
	t.Parallel()
	url := dbtest.Blank(t)
	const servers = 4
	results := make(chan error, servers)
	for range servers {
		go func() { results <- postgres.Migrate(t.Context(), url) }()
	}
	var err error
	for range servers {
		err = errors.Join(err, <-results)
	}
	if err != nil {
		t.Fatal(err)
	}
	if got := status(t, url); !got.UpToDate() {
		t.Errorf("the schema is at %+v", got)
	}
}

func status(t *testing.T, url string) postgres.SchemaStatus {
	t.Helper()
	status, err := postgres.Status(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	return status
}

// objects are the tables, functions, types and extensions of a database that
// did not come with PostgreSQL. schema_migrations is the migration tool's.
func objects(t *testing.T, url string) []string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := conn.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}()
	rows, _ := conn.Query(t.Context(), `
		SELECT pg_describe_object(d.classid, d.objid, 0)
		FROM (SELECT 'pg_class'::regclass::oid AS classid, oid AS objid, relnamespace AS namespace FROM pg_class
		          WHERE relname NOT LIKE 'schema_migrations%'
		      UNION ALL SELECT 'pg_proc'::regclass, oid, pronamespace FROM pg_proc
		      UNION ALL SELECT 'pg_type'::regclass, oid, typnamespace FROM pg_type WHERE typname NOT LIKE '%schema_migrations'
		      UNION ALL SELECT 'pg_extension'::regclass, oid, 'public'::regnamespace FROM pg_extension WHERE extname <> 'plpgsql') d
		WHERE namespace = 'public'::regnamespace
		ORDER BY 1`)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return list
}
