package embeddedpg

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// socketPort names the socket; nothing listens on a TCP port.
const socketPort = "5432"

// maxSocketPath is what the address of a unix socket holds, less its final
// zero, on the system with the least room (macOS 103, Linux 107).
const maxSocketPath = 103

func socketPath(dir string) string { return filepath.Join(dir, ".s.PGSQL."+socketPort) }

// socketURL is understood by pgx and by libpq.
func socketURL(dir string) string {
	u := url.URL{Scheme: "postgres", User: url.User(databaseName), Path: "/" + databaseName}
	// A space must not become a plus, which neither of them turns back.
	u.RawQuery = "host=" + strings.ReplaceAll(url.QueryEscape(dir), "+", "%20") + "&port=" + socketPort
	return u.String()
}

// makeSocketDir chooses and makes the 0700 directory the socket is in: beside
// the data or, where that path is too long, in a short place of the system.
// Clients learn of it from postmaster.pid, see Running.
func (c *cluster) makeSocketDir() error {
	for _, dir := range c.socketDirs() {
		// Clients take a comma for the end of one host and the start of another.
		if len(socketPath(dir)) > maxSocketPath || strings.Contains(dir, ",") {
			continue
		}
		if err := c.claimSocketDir(dir); err != nil {
			return fmt.Errorf("making a directory for the database's socket: %w", err)
		}
		c.socketDir = dir
		return nil
	}
	return fmt.Errorf("no place for the database's socket: the path of %s is too long, and so is that of the temporary directory", c.dir)
}

func (c *cluster) socketDirs() []string {
	sum := sha256.Sum256([]byte(c.dir))
	name := fmt.Sprintf("countermove-%d-%s", os.Geteuid(), hex.EncodeToString(sum[:6]))
	dirs := []string{filepath.Join(c.dir, "run")}
	if runtimeDir := os.Getenv("XDG_RUNTIME_DIR"); c.account == nil && filepath.IsAbs(runtimeDir) {
		if info, err := os.Stat(runtimeDir); err == nil && info.IsDir() {
			dirs = append(dirs, filepath.Join(runtimeDir, name))
		}
	}
	if os.Geteuid() == 0 {
		if info, err := os.Stat("/run"); err == nil && info.IsDir() {
			dirs = append(dirs, filepath.Join("/run", name))
		}
	}
	return append(dirs, filepath.Join(os.TempDir(), name), filepath.Join("/tmp", name))
}

// claimSocketDir makes dir ours. In a directory everybody may write to, another
// account can have been there first; such a one is refused, since who owns the
// directory could put a socket of their own in it.
func (c *cluster) claimSocketDir(dir string) error {
	err := os.Mkdir(dir, 0o700)
	if err == nil {
		if err := c.account.own(dir); err != nil {
			return err
		}
	} else if !os.IsExist(err) {
		return err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	owner := info.Sys().(*syscall.Stat_t).Uid
	if !info.IsDir() || owner != c.account.id() {
		return fmt.Errorf("%s is there already and belongs to another account (%d): remove it", dir, owner)
	}
	if info.Mode().Perm() != 0o700 {
		return os.Chmod(dir, 0o700)
	}
	return c.account.reach(dir)
}
