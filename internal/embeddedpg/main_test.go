package embeddedpg

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// roleEnv makes this test binary play another program, in a process of its own.
const roleEnv = "EMBEDDEDPG_TEST_ROLE"

func TestMain(m *testing.M) {
	RunKeeper()
	switch os.Getenv(roleEnv) {
	case "application":
		os.Exit(playApplication())
	case "go command":
		playGoCommand()
		os.Exit(0)
	case "program under go run":
		playProgram()
		os.Exit(0)
	}
	code := m.Run()
	os.RemoveAll(preparedDir)
	os.Exit(code)
}

// playApplication serves from the directory it is given until its input ends,
// and says what happens in lines of "word argument".
func playApplication() int {
	s, err := Start(context.Background(), Options{Dir: os.Args[1], Throwaway: os.Args[2] == "throwaway"})
	if err != nil {
		fmt.Println("failed", strings.ReplaceAll(err.Error(), "\n", " "))
		return 1
	}
	fmt.Println("keeper", s.keeper)
	fmt.Println("data", s.cluster.data())
	fmt.Println("url", s.URL())
	ended := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		close(ended)
	}()
	select {
	case <-ended:
		err = s.Stop()
	case <-s.Done():
		err = s.Err()
	}
	fmt.Println("ended", strings.ReplaceAll(fmt.Sprint(err), "\n", " "))
	return 0
}

// An application is playApplication seen from outside.
type application struct {
	*exec.Cmd
	stdin io.Closer
	lines *bufio.Scanner
}

// runApplication starts one; to end it, close its stdin or kill it.
func runApplication(t *testing.T, credential *syscall.Credential, args ...string) *application {
	t.Helper()
	exe, err := self()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, args...)
	// The race detector would make it sleep for a second at its end.
	cmd.Env = append(os.Environ(), roleEnv+"=application", "GORACE=atexit_sleep_ms=0")
	cmd.Dir = "/"
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: credential}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close()
		_ = cmd.Wait()
	})
	return &application{Cmd: cmd, stdin: stdin, lines: bufio.NewScanner(stdout)}
}

// read waits for the line that begins with the word and returns the rest.
func (a *application) read(t *testing.T, word string) string {
	t.Helper()
	for a.lines.Scan() {
		if rest, ok := strings.CutPrefix(a.lines.Text(), word+" "); ok {
			return rest
		}
		if strings.HasPrefix(a.lines.Text(), "failed") {
			t.Fatal(a.lines.Text())
		}
	}
	t.Fatalf("the application ended and said nothing of %q", word)
	return ""
}

// newDir is for a data directory. What t.TempDir makes is closed to the account
// that postgres runs as when root runs the tests.
func newDir(t *testing.T) string {
	t.Helper()
	return newDirIn(t, scratch())
}

// newDirIn is for a directory in another place, such as one programs may be run
// from; memory often is not.
func newDirIn(t *testing.T, parent string) string {
	t.Helper()
	dir, err := os.MkdirTemp(parent, "countermove-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// prepared is a cluster made once, as a first start makes it. Its directory is
// removed when all tests are done.
var prepared = sync.OnceValues(func() (*cluster, error) {
	dir, err := os.MkdirTemp(scratch(), "countermove-test-")
	if err != nil {
		return nil, err
	}
	preparedDir = dir
	if err := os.Chmod(dir, 0o711); err != nil {
		return nil, err
	}
	s, err := Start(context.Background(), Options{Dir: dir})
	if err != nil {
		return nil, err
	}
	return s.cluster, s.Stop()
})

var preparedDir string

// newDatabase is a new directory with a database in it, for tests that are not
// about the first start, which takes a second.
func newDatabase(t *testing.T) string {
	t.Helper()
	dir := newDir(t)
	putDatabase(t, dir)
	return dir
}

func putDatabase(t *testing.T, dir string) {
	t.Helper()
	c, err := prepared()
	if err != nil {
		t.Fatal(err)
	}
	if err := makeDir(filepath.Join(dir, "postgres"), 0o711); err != nil {
		t.Fatal(err)
	}
	if err := c.copyTree(c.data(), filepath.Join(dir, "postgres", "data")); err != nil {
		t.Fatal(err)
	}
}

// startServer stops the server at the end of the test, if it isn't by then.
func startServer(t *testing.T, o Options, h host) *Server {
	t.Helper()
	if o.Progress == nil {
		o.Progress = func(line string) { t.Log(line) }
	}
	s, err := start(t.Context(), o, h)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Stop() })
	return s
}

// query runs statements and returns the first column of the last one's first row.
func query(t *testing.T, url string, statements ...string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	var answer string
	for i, statement := range statements {
		if i < len(statements)-1 {
			_, err = conn.Exec(t.Context(), statement)
		} else {
			err = conn.QueryRow(t.Context(), statement).Scan(&answer)
		}
		if err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	return answer
}

// eventually polls, because what it asks about happens in another process that
// tells nobody.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

func orphanless(t *testing.T, data string, pid int) {
	t.Helper()
	eventually(t, fmt.Sprintf("postgres %d is gone", pid), func() bool {
		return !(postmaster{pid: pid}).alive(data) && (runtime.GOOS != "linux" || !working(data))
	})
}

// working tells whether any process at all works in the directory, as each
// of postgres's does in its data.
func working(data string) bool {
	here, err := os.Stat(data)
	if err != nil {
		return false
	}
	processes, _ := filepath.Glob("/proc/[0-9]*/cwd")
	for _, cwd := range processes {
		if there, err := os.Stat(cwd); err == nil && os.SameFile(here, there) {
			return true
		}
	}
	return false
}

func postmasterOf(t *testing.T, data string) int {
	t.Helper()
	p, ok := readPostmaster(data)
	if !ok {
		t.Fatal("no postmaster.pid")
	}
	return p.pid
}
