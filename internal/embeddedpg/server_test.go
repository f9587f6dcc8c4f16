package embeddedpg

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func TestServer(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	var told []string
	o := Options{Dir: dir, Progress: func(line string) { told = append(told, line) }}
	const creating = "Creating the database (first start only)…"

	// What an interrupted first start left is in nobody's way.
	leftover := filepath.Join(dir, "postgres", "data.new", "base")
	if err := makeDir(leftover, 0o711); err != nil {
		t.Fatal(err)
	}
	s := startServer(t, o, newHost())
	if !slices.Contains(told, creating) {
		t.Errorf("nobody was told that the database is made: %q", told)
	}
	if _, err := os.Stat(filepath.Dir(leftover)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("data.new is still there: %v", err)
	}

	for setting, want := range map[string]string{
		"SHOW data_checksums":       "on",
		"SHOW listen_addresses":     "",
		"SHOW server_encoding":      "UTF8",
		"SHOW timezone":             "UTC",
		"SHOW fsync":                "on",
		"SELECT current_database()": databaseName,
		"SELECT current_user":       databaseName,
		"SELECT upper('é')":         "É",
		"SELECT ('Z' < 'a')::text":  "true", // the order of code points
	} {
		if got := query(t, s.URL(), setting); got != want {
			t.Errorf("%s = %q, want %q", setting, got, want)
		}
	}
	var create []string
	for _, name := range extensions {
		create = append(create, "CREATE EXTENSION "+name)
	}
	if got := query(t, s.URL(), append(create, "SELECT array_length(show_trgm('華為'), 1)::text")...); got != "3" {
		t.Errorf("pg_trgm finds %s trigrams in 華為, want 3", got)
	}
	query(t, s.URL(), "CREATE TABLE note (text text)", "INSERT INTO note VALUES ('kept') RETURNING text")

	if url, ok := Running(dir); !ok || url != s.URL() {
		t.Errorf("Running = %q, %v, want %q", url, ok, s.URL())
	}
	_, err := Start(t.Context(), Options{Dir: dir})
	if !errors.Is(err, ErrInUse) || !strings.Contains(fmt.Sprint(err), fmt.Sprintf("process %d ", os.Getpid())) {
		t.Errorf("a second server: %v", err)
	}
	if err := s.Stop(); err != nil {
		t.Errorf("Stop: %v", err)
	}
	<-s.Done()
	if err := s.Err(); err != nil {
		t.Errorf("Err after Stop: %v", err)
	}
	if url, ok := Running(dir); ok {
		t.Errorf("Running after Stop = %q", url)
	}

	told = nil
	again := startServer(t, o, newHost())
	if slices.Contains(told, creating) {
		t.Error("the database was made a second time")
	}
	if got := query(t, again.URL(), "SELECT text FROM note"); got != "kept" {
		t.Errorf("the second start finds %q", got)
	}

	// A terminal or a service manager signals every process it knows, while the
	// application may have work for postgres still.
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		if err := syscall.Kill(again.keeper, sig); err != nil {
			t.Fatal(err)
		}
	}
	query(t, again.URL(), "SHOW fsync")
	if err := again.Stop(); err != nil {
		t.Error(err)
	}
}

func TestThrowaway(t *testing.T) {
	t.Parallel()
	s := startServer(t, Options{Throwaway: true}, newHost())
	if got := query(t, s.URL(), "SHOW fsync"); got != "off" {
		t.Errorf("fsync = %s", got)
	}
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(s.cluster.app); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the directory is still there: %v", err)
	}
	if err := s.Stop(); err != nil {
		t.Errorf("a second Stop: %v", err)
	}
}

func TestPostgresEndsByItself(t *testing.T) {
	t.Parallel()
	dir := newDatabase(t)
	s := startServer(t, Options{Dir: dir}, newHost())
	query(t, s.URL(), "CREATE TABLE note (text text)", "INSERT INTO note VALUES ('kept') RETURNING text")
	if err := s.Err(); err != nil {
		t.Errorf("Err of a server that runs: %v", err)
	}
	syscall.Kill(postmasterOf(t, s.cluster.data()), syscall.SIGKILL)
	<-s.Done()
	if err := s.Err(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Errorf("Err: %v", err)
	}
	if err := s.Stop(); err == nil {
		t.Error("Stop has nothing to say")
	}
	// It left its postmaster.pid and socket behind.
	if _, ok := Running(dir); ok {
		t.Error("Running finds a dead server")
	}
	again := startServer(t, Options{Dir: dir}, newHost())
	if got := query(t, again.URL(), "SELECT text FROM note"); got != "kept" {
		t.Errorf("after the crash: %q", got)
	}
}

// A server that cannot start says so in postgres's own words.
func TestStartFails(t *testing.T) {
	t.Parallel()
	dir := newDatabase(t)
	s := startServer(t, Options{Dir: dir}, newHost())
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	conf := filepath.Join(s.cluster.data(), "postgresql.conf")
	if err := appendTo(conf, "max_connections = many\n"); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), Options{Dir: dir})
	if err == nil || !strings.Contains(err.Error(), `"max_connections": "many"`) {
		t.Errorf("Start: %v", err)
	}
	if err := appendTo(conf, "max_connections = 20\n"); err != nil {
		t.Fatal(err)
	}
	again := startServer(t, Options{Dir: dir}, newHost())
	if got := query(t, again.URL(), "SHOW max_connections"); got != "20" {
		t.Errorf("an operator's setting became %s", got)
	}
}

// A connection that does not end when told to delays the stop, not for ever.
func TestForcedStop(t *testing.T) {
	t.Parallel()
	h := newHost()
	h.grace = 200 * time.Millisecond
	s := startServer(t, Options{Throwaway: true}, h)
	conn, err := pgx.Connect(t.Context(), s.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	if err := syscall.Kill(int(conn.PgConn().PID()), syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	if err := s.Stop(); err == nil || !strings.Contains(err.Error(), "did not stop in time") {
		t.Errorf("Stop: %v", err)
	}
}

func TestLongPath(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(newDir(t), strings.Repeat("long", 20), "with, comma and \"quotes\"")
	if err := makeDir(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	s := startServer(t, Options{Dir: dir, Throwaway: true}, newHost())
	if len(socketPath(s.cluster.socketDir)) > maxSocketPath {
		t.Errorf("%s is too long", s.cluster.socketDir)
	}
	info, err := os.Stat(s.cluster.socketDir)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the socket's directory: %v, %v", info.Mode(), err)
	}
	if found, ok := Running(s.cluster.app); !ok || found != s.URL() {
		t.Errorf("Running = %q, %v", found, ok)
	}
	query(t, s.URL(), "SHOW fsync")
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(s.cluster.socketDir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket's directory is still there: %v", err)
	}
}

func TestSocketURL(t *testing.T) {
	t.Parallel()
	const dir = `/srv/a b&c=d%/ü?#`
	u, err := url.Parse(socketURL(dir))
	if err != nil {
		t.Fatal(err)
	}
	config, err := pgx.ParseConfig(u.String())
	if err != nil {
		t.Fatal(err)
	}
	if config.Host != dir || config.User != databaseName || config.Database != databaseName {
		t.Errorf("host %q, user %q, database %q", config.Host, config.User, config.Database)
	}
}
