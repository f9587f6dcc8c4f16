package embeddedpg

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// ParentGone is for programs started by "go run", which dies of a SIGTERM
// without passing it on, so that the program and its database would run on
// unseen. The channel is closed when that parent is gone; a main treats it like
// a SIGTERM. It never fires where the parent was anything but the go command:
// a service may well outlive the shell that started it. Call it early.
func ParentGone(ctx context.Context) <-chan struct{} {
	parent := os.Getppid()
	gone := make(chan struct{})
	if filepath.Base(processName(parent)) != "go" {
		return gone
	}
	go func() {
		tick := time.NewTicker(250 * time.Millisecond)
		defer tick.Stop()
		for os.Getppid() == parent {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
		close(gone)
	}()
	return gone
}

func processName(pid int) string {
	if name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid)); err == nil {
		return strings.TrimSpace(string(name))
	}
	name, err := exec.Command("ps", "-o", "comm=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(name))
}
