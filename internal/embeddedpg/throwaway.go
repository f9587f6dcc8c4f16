package embeddedpg

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// scratch is where throwaway clusters are by default. A cluster is a thousand
// small files, and so is every database made in it, which in memory takes a
// tenth of the time. Whoever sets TMPDIR decides for themselves.
func scratch() string {
	const (
		memory = "/dev/shm"
		room   = 1 << 30
	)
	var fs syscall.Statfs_t
	if os.Getenv("TMPDIR") != "" || syscall.Statfs(memory, &fs) != nil || fs.Bavail*uint64(fs.Bsize) < room {
		return os.TempDir()
	}
	return memory
}

// createThrowaway copies an initialised cluster that an earlier run left in the
// cache, which is several times quicker than making one. The cache is only a
// help: where it cannot be used, every run makes its own.
func (c *cluster) createThrowaway(ctx context.Context, pg binaries, cache, fresh string) error {
	template, err := c.template(pg, cache)
	if err == nil {
		err = c.copyTree(template, fresh)
	}
	if err != nil {
		os.RemoveAll(fresh)
		if err := c.initialise(ctx, pg, fresh); err != nil {
			return err
		}
		c.keepTemplate(ctx, pg, fresh, template)
	}
	return os.Rename(fresh, c.data())
}

// template is where the cache has, or would have, a cluster made by these
// binaries for this account.
func (c *cluster) template(pg binaries, cache string) (string, error) {
	if cache == "" {
		return "", fs.ErrNotExist
	}
	info, err := os.Stat(pg.path("postgres"))
	if err != nil {
		return "", err
	}
	key := fmt.Sprintln(settings(pg.major, true), pg.dir, pg.version, info.ModTime().UnixNano(), c.account.id())
	sum := sha256.Sum256([]byte(key))
	return filepath.Join(cache, "throwaway-"+hex.EncodeToString(sum[:8])), nil
}

// keepTemplate puts a copy into the cache for the next run, whole or not at
// all; several test binaries may do so at once.
func (c *cluster) keepTemplate(ctx context.Context, pg binaries, fresh, template string) {
	if template == "" || makeDir(filepath.Dir(template), 0o755) != nil {
		return
	}
	work, err := os.MkdirTemp(filepath.Dir(template), ".throwaway-")
	if err != nil {
		return
	}
	defer os.RemoveAll(work)
	whole := filepath.Join(work, "data")
	if os.Chmod(work, 0o755) != nil || c.copyTree(fresh, whole) != nil {
		return
	}
	// A template with holes from a power cut would spoil every later run.
	if c.command(ctx, pg.path("initdb"), "--sync-only", "-D", whole).Run() == nil {
		_ = os.Rename(whole, template) // another run may have made it meanwhile
	}
}

// copyTree copies directories and files, all there is in a cluster at rest, and
// gives them to the account.
func (c *cluster) copyTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, relative)
		if d.IsDir() {
			err = os.Mkdir(target, 0o700)
		} else {
			err = copyFile(path, target)
		}
		if err != nil {
			return err
		}
		return c.account.own(target)
	})
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
