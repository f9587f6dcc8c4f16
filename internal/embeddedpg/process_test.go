package embeddedpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// However the processes are killed, nothing is left running, and the next start
// finds everything that was committed.
func TestKilled(t *testing.T) {
	t.Parallel()
	dir := newDatabase(t)
	for _, killed := range []string{"application", "keeper", "application, keeper", "application, keeper, postgres"} {
		t.Run(killed, func(t *testing.T) {
			app := runApplication(t, nil, dir, "lasting")
			keeper, err := strconv.Atoi(app.read(t, "keeper"))
			if err != nil {
				t.Fatal(err)
			}
			data, url := app.read(t, "data"), app.read(t, "url")
			pid := postmasterOf(t, data)

			if found, ok := Running(dir); !ok || found != url {
				t.Errorf("Running = %q, %v", found, ok)
			}
			_, err = Start(t.Context(), Options{Dir: dir})
			if !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), fmt.Sprintf("process %d ", app.Process.Pid)) {
				t.Errorf("a second process: %v", err)
			}
			query(t, url, "CREATE TABLE IF NOT EXISTS killed (what text)", "INSERT INTO killed VALUES ('"+killed+"') RETURNING what")

			pids := map[string]int{"application": app.Process.Pid, "keeper": keeper, "postgres": pid}
			for name := range strings.SplitSeq(killed, ", ") {
				if err := syscall.Kill(pids[name], syscall.SIGKILL); err != nil {
					t.Fatal(err)
				}
			}
			if killed == "keeper" {
				if said := app.read(t, "ended"); !strings.Contains(said, "keeper") {
					t.Errorf("the application says %q", said)
				}
			}
			_ = app.Wait()
			// At once, while the others may be stopping still.
			s := startServer(t, Options{Dir: dir}, newHost())
			if pid == postmasterOf(t, data) {
				t.Error("the old postgres is running")
			}
			if got := query(t, s.URL(), "SELECT max(what) FROM killed WHERE what = '"+killed+"'"); got != killed {
				t.Errorf("found %q", got)
			}
			if err := s.Stop(); err != nil {
				t.Error(err)
			}
			orphanless(t, data, pid)
		})
	}
}

func TestThrowawayOfKilledApplication(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	app := runApplication(t, nil, dir, "throwaway")
	data := app.read(t, "data")
	pid := postmasterOf(t, data)
	if err := app.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the directory is removed", func() bool {
		entries, err := os.ReadDir(dir)
		return err == nil && len(entries) == 0
	})
	orphanless(t, data, pid)
}

// Root's tests run postgres as another account; this is the common case, which
// they would otherwise not see. An ordinary user has only that one.
func TestOrdinaryUser(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	var credential *syscall.Credential
	if os.Geteuid() == 0 {
		const id = 65534
		credential = &syscall.Credential{Uid: id, Gid: id}
		if err := os.Chown(dir, id, id); err != nil {
			t.Fatal(err)
		}
	}
	app := runApplication(t, credential, dir, "lasting")
	data := app.read(t, "data")
	pid := postmasterOf(t, data)
	owner, _, err := ownerOf(data)
	if err != nil {
		t.Fatal(err)
	}
	if credential != nil && owner != int(credential.Uid) {
		t.Errorf("the data belongs to %d", owner)
	}
	if got := query(t, app.read(t, "url"), "SELECT current_user"); got != databaseName {
		t.Errorf("current_user = %s", got)
	}
	app.stdin.Close()
	if said := app.read(t, "ended"); said != "<nil>" {
		t.Errorf("Stop: %s", said)
	}
	orphanless(t, data, pid)
}

func TestStartIsCancelled(t *testing.T) {
	t.Parallel()
	for stage, wait := range map[string]time.Duration{"Creating": 50 * time.Millisecond, "Starting": 0, "Starting it": 5 * time.Millisecond} {
		t.Run(stage, func(t *testing.T) {
			t.Parallel()
			begin := time.Now()
			dir := newDir(t)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			first, _, _ := strings.Cut(stage, " ")
			_, err := Start(ctx, Options{Dir: dir, Progress: func(line string) {
				if strings.HasPrefix(line, first) {
					time.AfterFunc(wait, cancel)
				}
			}})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("Start: %v", err)
			}
			if took := time.Since(begin); took > stopGrace/2 {
				t.Errorf("it took %v", took)
			}
			_, err = os.Stat(filepath.Join(dir, "postgres", "data"))
			if stage == "Creating" && !errors.Is(err, os.ErrNotExist) {
				t.Errorf("half a database was put in place: %v", err)
			}
		})
	}
}

// playGoCommand and playProgram are "go run" and what it runs.
func playGoCommand() {
	exe, err := self()
	if err != nil {
		fmt.Println(err)
		return
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), roleEnv+"=program under go run")
	cmd.Stdout = os.Stdout
	fmt.Println(cmd.Run())
}

func playProgram() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	gone := ParentGone(ctx)
	fmt.Println("watching")
	select {
	case <-gone:
		fmt.Println("gone")
	case <-ctx.Done():
		fmt.Println("nothing happened")
	}
}

func TestParentGone(t *testing.T) {
	t.Parallel()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := filepath.Join(newDirIn(t, os.TempDir()), "go")
	if err := os.Symlink(exe, command); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(command)
	cmd.Env = append(os.Environ(), roleEnv+"=go command")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var line string
	_, _ = fmt.Fscanln(stdout, &line)
	if line != "watching" {
		t.Errorf("the program says %q", line)
	}
	cmd.Process.Signal(syscall.SIGTERM)
	_, _ = fmt.Fscanln(stdout, &line)
	if line != "gone" {
		t.Errorf("the program says %q", line)
	}
	_ = cmd.Wait()
}
