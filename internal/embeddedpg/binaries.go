package embeddedpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// oldest is the first major version that has all we ask of it.
const oldest = 15

// extensions are those the application's schema is built on.
var extensions = []string{"btree_gin", "btree_gist", "pg_trgm", "unaccent"}

// binaries are the programs of one PostgreSQL that proved usable.
type binaries struct {
	dir     string
	version string
	major   int
}

func (b binaries) path(program string) string { return filepath.Join(b.dir, program) }

var versionPattern = regexp.MustCompile(`\(PostgreSQL\) ((\d+)\S*)`)

// probe finds out whether the programs in dir can run our cluster, by running
// them as the account that will. major is that of the data, or 0.
func (c *cluster) probe(ctx context.Context, dir string, major int) (binaries, error) {
	b := binaries{dir: dir}
	for _, program := range []string{"initdb", "postgres"} {
		if _, err := os.Stat(b.path(program)); err != nil {
			return b, fmt.Errorf("no %s there", program)
		}
		out, err := c.command(ctx, b.path(program), "--version").CombinedOutput()
		if err != nil {
			return b, fmt.Errorf("%s does not run%s: %s", program, c.account.as(), oneLine(err, out))
		}
		m := versionPattern.FindSubmatch(out)
		if m == nil {
			return b, fmt.Errorf("%s gives no version", program)
		}
		b.version = string(m[1])
		b.major, err = strconv.Atoi(string(m[2]))
		if err != nil {
			return b, err
		}
	}
	if b.major < oldest {
		return b, fmt.Errorf("is PostgreSQL %s, and %d or newer is needed", b.version, oldest)
	}
	if major != 0 && b.major != major {
		return b, fmt.Errorf("is PostgreSQL %s, and the data needs %d", b.version, major)
	}
	return b, c.probeExtensions(ctx, b)
}

// probeExtensions asks initdb where this PostgreSQL keeps its files, because
// every packager has another place for them.
func (c *cluster) probeExtensions(ctx context.Context, b binaries) error {
	out, err := c.command(ctx, b.path("initdb"), "--show", "-D", c.data()+".none").CombinedOutput()
	if err != nil {
		return fmt.Errorf("initdb does not run%s: %s", c.account.as(), oneLine(err, out))
	}
	for line := range strings.Lines(string(out)) {
		share, ok := strings.CutPrefix(strings.TrimSpace(line), "share_path=")
		if !ok {
			continue
		}
		var missing []string
		for _, name := range extensions {
			if _, err := os.Stat(filepath.Join(share, "extension", name+".control")); err != nil {
				missing = append(missing, name)
			}
		}
		if missing != nil {
			return fmt.Errorf("lacks the extensions %s (a package called contrib often has them)", strings.Join(missing, ", "))
		}
		return nil
	}
	return errors.New("initdb does not say where its files are")
}

func (a *account) as() string {
	if a == nil {
		return ""
	}
	return " as " + a.Name
}

func oneLine(err error, out []byte) string {
	line, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || line == "" {
		return err.Error()
	}
	return line
}
