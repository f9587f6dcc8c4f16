package main_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// These tests run the program as its users do: built, in processes of its own,
// with real signals and a PostgreSQL in a data directory.

// patience bounds every wait. It is for machines that are busy: a first start
// takes three seconds.
const patience = 60 * time.Second

var binary string

func TestMain(m *testing.M) { os.Exit(buildAndRun(m)) }

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "countermove-test-")
	if err == nil {
		defer os.RemoveAll(dir)
		binary = filepath.Join(dir, "countermove")
		err = os.Chmod(dir, 0o755) // also for the account PostgreSQL runs as
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-o", binary, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building the program: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// dataDir is a new data directory that the account of PostgreSQL can reach,
// which t.TempDir is not. No process may be left on it when the test ends.
func dataDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "countermove-data-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		noProcesses(t, dir)
		os.RemoveAll(dir)
	})
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	return dir
}

// stopped fails the test if anything still runs on a data directory whose server
// or command has ended. The keeper may be on its last instruction: it reports
// the end of PostgreSQL, and then ends itself.
func stopped(t *testing.T, dir string) {
	t.Helper()
	for _, p := range processes(t, dir) {
		if !strings.Contains(p, "postgres-keeper") {
			t.Errorf("still running on %s: %s", dir, p)
		}
	}
}

// processes are those that name a data directory in their arguments or work in
// it. The children of postgres rename themselves, but stay in its directory.
func processes(t *testing.T, dir string) []string {
	t.Helper()
	if _, err := os.Stat("/proc/self/cmdline"); err != nil {
		return nil // not Linux; that the directory can be locked again says the same
	}
	all, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, proc := range all {
		args, err := os.ReadFile(filepath.Join(proc, "cmdline"))
		if err != nil || len(args) == 0 {
			continue // it has ended
		}
		work, _ := os.Readlink(filepath.Join(proc, "cwd")) // not ours to read: not ours
		if bytes.Contains(args, []byte(dir)) || work == dir || strings.HasPrefix(work, dir+"/") {
			found = append(found, filepath.Base(proc)+" "+string(bytes.ReplaceAll(args, []byte{0}, []byte(" "))))
		}
	}
	return found
}

// noProcesses waits until nothing runs on a data directory.
func noProcesses(t *testing.T, dir string) {
	t.Helper()
	var left []string
	if !eventually(func() bool { left = processes(t, dir); return len(left) == 0 }) {
		t.Errorf("still running on %s:\n%s", dir, strings.Join(left, "\n"))
	}
}

func eventually(condition func() bool) bool {
	for deadline := time.Now().Add(patience); !condition(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			return false
		}
	}
	return true
}

// environment is ours without what configures the program.
func environment(more ...string) []string {
	var env []string
	for _, pair := range os.Environ() {
		if strings.HasPrefix(pair, "DATABASE_URL=") || strings.HasPrefix(pair, "COUNTERMOVE_") && !strings.HasPrefix(pair, "COUNTERMOVE_PG_BIN=") {
			continue
		}
		env = append(env, pair)
	}
	return append(env, more...)
}

// result is what came of a command.
type result struct {
	code     int
	out, err string
}

// command runs the program to its end.
func command(t *testing.T, args ...string) result {
	t.Helper()
	return commandOn(t, "", args...)
}

// commandOn is command with something on standard input.
func commandOn(t *testing.T, in string, args ...string) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, args...)
	var out, errOut bytes.Buffer
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = environment(), strings.NewReader(in), &out, &errOut
	err := cmd.Run()
	if _, failed := errors.AsType[*exec.ExitError](err); err != nil && !failed {
		t.Fatal(err)
	}
	return result{cmd.ProcessState.ExitCode(), out.String(), errOut.String()}
}

// succeeds runs the program and returns what it wrote to standard output.
func succeeds(t *testing.T, args ...string) string {
	t.Helper()
	r := command(t, args...)
	if r.code != 0 {
		t.Fatalf("countermove %s: exit code %d\n%s", strings.Join(args, " "), r.code, r.err)
	}
	return r.out
}

// A site is a running program, most often "countermove serve".
type site struct {
	cmd   *exec.Cmd
	said  transcript
	ended chan struct{}
}

// serve starts the site on a port that the system picks. env is added to the
// environment.
func serve(t *testing.T, env []string, args ...string) *site {
	t.Helper()
	return start(t, nil, env, append([]string{"serve", "--listen=127.0.0.1:0"}, args...)...)
}

// start starts the program.
func start(t *testing.T, in io.Reader, env []string, args ...string) *site {
	t.Helper()
	s := &site{cmd: exec.Command(binary, args...), ended: make(chan struct{})}
	s.cmd.Stdin, s.cmd.Env, s.cmd.Stdout, s.cmd.Stderr = in, environment(env...), &s.said, &s.said
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = s.cmd.Wait() // the exit code tells
		close(s.ended)
	}()
	t.Cleanup(func() {
		_ = s.cmd.Process.Kill() // does nothing where it has ended
		<-s.ended
	})
	return s
}

var ready = regexp.MustCompile(`msg=ready url=(http://127\.0\.0\.1:\d+) `)

// url waits until the site is ready.
func (s *site) url(t *testing.T) string {
	t.Helper()
	return s.waitFor(t, ready)
}

// waitFor waits until the program has written something, and returns its first
// group.
func (s *site) waitFor(t *testing.T, pattern *regexp.Regexp) string {
	t.Helper()
	var match []string
	eventually(func() bool {
		match = pattern.FindStringSubmatch(s.said.String())
		select {
		case <-s.ended:
			return true
		default:
			return match != nil
		}
	})
	if match == nil {
		t.Fatalf("%s was not written, but:\n%s", pattern, s.said.String())
	}
	return match[len(match)-1]
}

// end sends a signal and returns the exit code.
func (s *site) end(t *testing.T, signal syscall.Signal) int {
	t.Helper()
	if err := s.cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	return s.code(t)
}

// code waits for the end.
func (s *site) code(t *testing.T) int {
	t.Helper()
	select {
	case <-s.ended:
	case <-time.After(patience):
		t.Fatalf("the server goes on; it wrote:\n%s", s.said.String())
	}
	return s.cmd.ProcessState.ExitCode()
}

// get reads a page.
func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var page bytes.Buffer
	if _, err := page.ReadFrom(answer.Body); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, page.String()
}

// A transcript keeps what a process writes while a test reads it.
type transcript struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (t *transcript) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.Write(p)
}

func (t *transcript) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.String()
}

// has fails the test for each text that is missing.
func has(t *testing.T, text string, wanted ...string) {
	t.Helper()
	for _, w := range wanted {
		if !strings.Contains(text, w) {
			t.Errorf("%q is missing from:\n%s", w, text)
		}
	}
}

func hasNot(t *testing.T, text string, unwanted ...string) {
	t.Helper()
	for _, w := range unwanted {
		if strings.Contains(text, w) {
			t.Errorf("%q is in:\n%s", w, text)
		}
	}
}
