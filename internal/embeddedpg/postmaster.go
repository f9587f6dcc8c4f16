package embeddedpg

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A postmaster is what a running postgres tells in its file postmaster.pid.
// The file outlives a killed one, so see alive before believing it.
type postmaster struct {
	pid       int
	socketDir string
	status    string // "starting", "ready", "stopping"
}

func readPostmaster(data string) (postmaster, bool) {
	text, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		return postmaster{}, false
	}
	lines := strings.Split(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil || pid <= 0 {
		return postmaster{}, false
	}
	p := postmaster{pid: pid}
	if len(lines) > 4 {
		p.socketDir = lines[4]
	}
	if len(lines) > 7 {
		p.status = strings.TrimSpace(lines[7])
	}
	return p, true
}

// alive tells whether the process is there and is a postgres on this data. The
// number alone proves nothing: it may have been given to another process, and
// in a container it counts otherwise. Postgres works in its data directory.
func (p postmaster) alive(data string) bool {
	if !alive(p.pid) {
		return false
	}
	if runtime.GOOS == "linux" {
		cwd, err := os.Stat(fmt.Sprintf("/proc/%d/cwd", p.pid))
		if err != nil {
			return false
		}
		here, err := os.Stat(data)
		return err == nil && os.SameFile(cwd, here)
	}
	out, err := exec.Command("ps", "-ww", "-o", "command=", "-p", strconv.Itoa(p.pid)).Output()
	return err == nil && strings.Contains(string(out), data)
}

// stopOrphan stops a postgres nobody keeps any more; waited says for how long
// it has been asked to already.
func stopOrphan(data string, waited time.Duration) {
	p, ok := readPostmaster(data)
	if !ok || !p.alive(data) {
		return
	}
	if waited < stopGrace {
		syscall.Kill(p.pid, syscall.SIGINT)
	} else {
		syscall.Kill(p.pid, syscall.SIGQUIT)
	}
}

// Running finds the server another process runs in this data directory of the
// application, for commands that may work beside it.
func Running(dir string) (url string, ok bool) {
	app, err := filepath.Abs(dir)
	if err != nil {
		return "", false
	}
	data := filepath.Join(app, "postgres", "data")
	p, ok := readPostmaster(data)
	// The children of one that was killed hold its socket open a moment longer.
	if !ok || p.status != "ready" || p.socketDir == "" || !p.alive(data) {
		return "", false
	}
	conn, err := net.DialTimeout("unix", socketPath(p.socketDir), 2*time.Second)
	if err != nil {
		return "", false
	}
	conn.Close()
	return socketURL(p.socketDir), true
}
