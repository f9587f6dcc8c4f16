package embeddedpg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// Both the superuser of the cluster and the database in it have this name.
// There is no password: who may open the socket may use it.
const databaseName = "countermove"

// A cluster is one PostgreSQL's files: where they are and who owns them.
type cluster struct {
	app       string // the data directory of the application
	dir       string // app/postgres, where everything but binaries is
	socketDir string
	account   *account // nil where postgres runs as ourselves
	lock      *os.File // see takeLock
	throwaway bool
}

func (c *cluster) data() string { return filepath.Join(c.dir, "data") }
func (c *cluster) log() string  { return filepath.Join(c.dir, "postgres.log") }

// newCluster makes the directories that belong to nobody but us.
func newCluster(o Options) (*cluster, error) {
	// Root's directories must be passed through by the account postgres runs
	// as; the ones in them that hold anything are 0700.
	mode := os.FileMode(0o700)
	if os.Geteuid() == 0 {
		mode = 0o711
	}
	if o.Throwaway {
		if o.Dir == "" {
			o.Dir = scratch()
		}
		app, err := os.MkdirTemp(o.Dir, "countermove-pg-")
		if err != nil {
			return nil, fmt.Errorf("making a directory for a throwaway database: %w", err)
		}
		o.Dir = app
		if err := os.Chmod(app, mode); err != nil {
			return nil, err
		}
	}
	if o.Dir == "" {
		return nil, errors.New("embeddedpg: no data directory was named")
	}
	app, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, err
	}
	c := &cluster{app: app, dir: filepath.Join(app, "postgres"), throwaway: o.Throwaway}
	for _, dir := range []string{c.app, c.dir} {
		if err := makeDir(dir, mode); err != nil {
			return nil, fmt.Errorf("making the data directory: %w (name another with --data-dir)", err)
		}
	}
	return c, nil
}

// makeDir gives a new directory, and new ones above it, their mode whatever the
// umask; existing ones keep the mode somebody gave them.
func makeDir(dir string, mode os.FileMode) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if parent := filepath.Dir(dir); parent != dir {
		if err := makeDir(parent, mode); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, mode); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return os.Chmod(dir, mode)
}

// major is the version of PostgreSQL that made the data, or 0 if there is none
// yet. A data directory that is there but isn't one is left alone.
func (c *cluster) major() (int, error) {
	if _, err := os.Lstat(c.data()); errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	text, err := os.ReadFile(filepath.Join(c.data(), "PG_VERSION"))
	if errors.Is(err, os.ErrNotExist) {
		return 0, fmt.Errorf("%s exists but holds no PostgreSQL database (it has no PG_VERSION); "+
			"nothing was changed: restore it from a backup, or move it away to begin anew", c.data())
	}
	if err != nil {
		return 0, fmt.Errorf("reading the version of the database: %w", err)
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0, fmt.Errorf("%s: not a version of PostgreSQL: %q", filepath.Join(c.data(), "PG_VERSION"), text)
	}
	return major, nil
}

// create makes the cluster and the database in it under another name and
// renames them when they are complete and on disk. So what is called data is
// always whole, and a leftover of a start that was cut short may be removed.
func (c *cluster) create(ctx context.Context, pg binaries, cache string, progress func(string)) error {
	fresh := c.data() + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return fmt.Errorf("removing what an interrupted first start left: %w", err)
	}
	if c.throwaway {
		return c.createThrowaway(ctx, pg, cache, fresh)
	}
	progress("Creating the database (first start only)…")
	if err := c.initialise(ctx, pg, fresh); err != nil {
		return err
	}
	if err := os.Rename(fresh, c.data()); err != nil {
		return fmt.Errorf("putting the new database in place: %w", err)
	}
	return syncDir(c.dir)
}

// initialise fills dir with a new cluster that has our settings and database.
func (c *cluster) initialise(ctx context.Context, pg binaries, dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	if err := c.account.own(dir); err != nil {
		return err
	}
	if err := c.initdb(ctx, pg, dir); err != nil {
		return err
	}
	if err := appendTo(filepath.Join(dir, "postgresql.conf"), settings(pg.major, c.throwaway)); err != nil {
		return fmt.Errorf("writing the settings of the database: %w", err)
	}
	// Single-user mode makes the database without a server or a client.
	args := []string{"--single", "-D", dir, "-c", "exit_on_error=true"}
	if c.throwaway {
		args = append(args, "-c", "fsync=off")
	}
	cmd := c.command(ctx, pg.path("postgres"), append(args, "template1")...)
	cmd.Stdin = strings.NewReader("CREATE DATABASE " + databaseName + ";\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("creating the database: %w", commandError(ctx, cmd, err, out))
	}
	return nil
}

// characterTypes are locales that know which characters are letters in every
// script, best first. Which of them exist depends on the system. Plain C is no
// substitute: pg_trgm finds nothing in Chinese under it, and on PostgreSQL 17
// it still asks this locale even with the builtin provider.
var characterTypes = []string{"C.UTF-8", "en_US.UTF-8", "UTF-8"}

func (c *cluster) initdb(ctx context.Context, pg binaries, dir string) error {
	var failure error
	for _, ctype := range characterTypes {
		args := []string{"-D", dir, "-U", databaseName, "--no-instructions", "--data-checksums",
			"--auth-local=trust", "--auth-host=reject",
			"--encoding=UTF8", "--locale=C", "--lc-ctype=" + ctype}
		if pg.major >= 17 {
			args = append(args, "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
		}
		if c.throwaway {
			args = append(args, "--no-sync", "--wal-segsize=1")
		}
		cmd := c.command(ctx, pg.path("initdb"), args...)
		out, err := cmd.CombinedOutput()
		if err == nil {
			return nil
		}
		failure = fmt.Errorf("initialising the database: %w", commandError(ctx, cmd, err, out))
		if !bytes.Contains(out, []byte("invalid locale")) {
			return failure
		}
	}
	return failure
}

// command prepares a program of PostgreSQL to run as the right account, in a
// directory that account can be in, with nothing of our environment that would
// change its behaviour (PGDATA, PGPORT, LC_ALL and their like).
func (c *cluster) command(ctx context.Context, path string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir = c.dir
	cmd.Env = cleanEnv()
	cmd.SysProcAttr = attributes(c.account)
	// If we are killed, initdb works on; nobody else may begin before it ends.
	cmd.ExtraFiles = []*os.File{c.lock}
	return cmd
}

func cleanEnv() []string {
	var env []string
	for _, name := range []string{"PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LOCPATH"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return append(env, "LC_ALL=C", "TZ=UTC")
}

// commandError adds the last lines a program wrote to the reason it failed.
func commandError(ctx context.Context, cmd *exec.Cmd, err error, out []byte) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fmt.Errorf("%s: %w\n%s", cmd.Path, err, lastLines(out, 8))
}

func lastLines(text []byte, n int) string {
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// syncDir makes a rename in dir survive a power cut.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
