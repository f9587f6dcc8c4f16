package embeddedpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// ErrInUse reports that another process runs a server on the same directory.
var ErrInUse = errors.New("the database is in use")

// abandonedWait is how long a start waits for the postgres of an application
// that died: its keeper stops it, in this time at the most.
const abandonedWait = stopGrace + killGrace + 5*time.Second

// takeLock takes the cluster for this process and for the keeper, postgres and
// initdb, who all inherit the lock: it is free again when the last of them has
// ended, not before.
func (c *cluster) takeLock(ctx context.Context, progress func(string)) error {
	path := filepath.Join(c.dir, "lock")
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("locking the database: %w (does it belong to another account? --data-dir names another place)", err)
	}
	begin := time.Now()
	for round := 0; ; round++ {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			break
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			f.Close()
			return fmt.Errorf("locking %s: %w", path, err)
		}
		owner := lockOwner(path)
		if alive(owner) || time.Since(begin) > abandonedWait {
			f.Close()
			return c.inUse(owner)
		}
		// Who took it is dead, so what holds it is a keeper at work or, where
		// that was killed too, an orphan. Not so in the first round: a new
		// owner may not have written its name yet.
		if round == 1 {
			progress("Waiting for the last server on this directory to stop…")
		}
		if round > 0 {
			stopOrphan(c.data(), time.Since(begin))
		}
		select {
		case <-ctx.Done():
			f.Close()
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	if err := c.awaitPostmaster(ctx); err != nil {
		f.Close()
		return err
	}
	err = f.Truncate(0)
	if err == nil {
		_, err = f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
	if err != nil {
		f.Close()
		return fmt.Errorf("writing %s: %w", path, err)
	}
	c.lock = f
	return nil
}

// awaitPostmaster looks for a postgres that runs on the data without the lock,
// which somebody must have started by hand. It also gives the system a moment
// to clear away one that was killed: postgres refuses to start while there is
// a process, be it dead, with the number its predecessor left behind.
func (c *cluster) awaitPostmaster(ctx context.Context) error {
	p, ok := readPostmaster(c.data())
	for begin := time.Now(); ok && alive(p.pid) && time.Since(begin) < 3*time.Second; {
		if p.alive(c.data()) {
			return c.inUse(p.pid)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	return nil
}

func (c *cluster) inUse(pid int) error {
	return fmt.Errorf("%w: process %d already runs a server on %s. "+
		"Stop that one first, or give this one a directory of its own with --data-dir", ErrInUse, pid, c.app)
}

// releaseLock forgets who we are and closes our handle. Some process of a
// postgres that was killed may hold its own for a moment more.
func (c *cluster) releaseLock() {
	_ = c.lock.Truncate(0) // a stale number misleads nobody: the lock is what counts
	c.lock.Close()
}

func lockOwner(path string) int {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0
	}
	return pid
}

func alive(pid int) bool {
	if pid <= 0 {
		return false
	}
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
