// Package embeddedpg runs a PostgreSQL of our own: real binaries, supervised,
// on a unix socket in the data directory. No TCP, no password, nothing to
// configure. It is for trying, developing and small sites; a larger one sets
// DATABASE_URL and never comes here.
//
// Three processes take part. The application starts a keeper, which is the
// application's own binary executed again, and the keeper starts postgres. The
// keeper holds the read end of a pipe: when the application ends, however it
// ends, the keeper reads the end of the pipe and stops postgres.
//
// Below the data directory of the application:
//
//	postgres/data           the cluster; never deleted, never initialised twice
//	postgres/data.new       a cluster being made; only this may be removed
//	postgres/run            the socket, unless the path is too long for one
//	postgres/lock           held by everything that belongs to a running server
//	postgres/postgres.log   what postgres says, and postgres.log.1 before it
//	postgresql/<version>    binaries, where they had to be downloaded
package embeddedpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Options say where the cluster lives and who is told what happens.
type Options struct {
	// Dir is the data directory of the application; the cluster is in
	// Dir/postgres.
	Dir string

	// Progress is called with short sentences for a person who waits, such as
	// "Creating the database (first start only)…", one at a time and only
	// until Start returns. It may be nil.
	Progress func(line string)

	// Throwaway is for tests. The cluster lives in a new directory, which is
	// removed when the server ends. If Dir is empty, as is best, that is in
	// memory where there is room, else in the system's temporary directory.
	Throwaway bool
}

// DefaultDir is where the application keeps its state if nobody says otherwise.
// For root it is outside of any home directory, because postgres will run as
// another account and must be able to get there.
func DefaultDir() (string, error) {
	if os.Geteuid() == 0 {
		return "/var/lib/countermove", nil
	}
	if state := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(state) {
		return filepath.Join(state, "countermove"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("finding a place for the data: %w (name one with --data-dir)", err)
	}
	return filepath.Join(home, ".local", "state", "countermove"), nil
}

// Start prepares the cluster, if this is the first time, and starts it. It
// returns when connections are accepted. The context ends the waiting, not the
// server. A process that calls Start must have called RunKeeper first.
func Start(ctx context.Context, o Options) (*Server, error) {
	return start(ctx, o, newHost())
}

func start(ctx context.Context, o Options, h host) (_ *Server, err error) {
	if !keeperReady.Load() {
		return nil, errors.New("embeddedpg: RunKeeper must be the first call in main, or in TestMain")
	}
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	c, err := newCluster(o)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil && c.throwaway {
			os.RemoveAll(c.app)
		}
	}()

	if err := c.takeLock(ctx, o.Progress); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			c.releaseLock()
		}
	}()

	if c.account, err = chooseAccount(c.data()); err != nil {
		return nil, err
	}
	if err := c.account.reach(c.dir); err != nil {
		return nil, err
	}
	major, err := c.major()
	if err != nil {
		return nil, err
	}
	pg, err := h.find(ctx, c, major, o.Progress)
	if err != nil {
		return nil, err
	}
	if major == 0 {
		if err := c.create(ctx, pg, h.cache, o.Progress); err != nil {
			return nil, err
		}
	}
	if err := c.makeSocketDir(); err != nil {
		return nil, err
	}
	o.Progress(fmt.Sprintf("Starting PostgreSQL %s…", pg.version))
	return c.launch(ctx, pg, h.grace, o.Progress)
}
