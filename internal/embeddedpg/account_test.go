package embeddedpg

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReach(t *testing.T) {
	t.Parallel()
	top := newDir(t)
	closed := filepath.Join(top, "closed")
	inside := filepath.Join(closed, "postgres")
	if err := makeDir(inside, 0o711); err != nil {
		t.Fatal(err)
	}
	stranger := &account{Name: "stranger", UID: 1234567, GID: 1234567}
	for mode, open := range map[os.FileMode]bool{0o700: false, 0o750: false, 0o766: false, 0o711: true, 0o755: true} {
		if err := os.Chmod(closed, mode); err != nil {
			t.Fatal(err)
		}
		err := stranger.reach(inside)
		if open && err != nil {
			t.Errorf("mode %o: %v", mode, err)
		}
		if !open && (err == nil || !strings.Contains(err.Error(), "stranger, which may not enter "+closed+" ")) {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
	if err := (*account)(nil).reach(filepath.Join(top, "missing")); err != nil {
		t.Errorf("ourselves: %v", err)
	}
}

// As root, and only then, another account is chosen: the owner of the data,
// else who called sudo, else one that is there for it.
func TestChooseAccount(t *testing.T) {
	dir := newDir(t)
	missing := filepath.Join(dir, "missing")
	t.Setenv("SUDO_UID", "65534")
	called, err := chooseAccount(missing)
	if err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() != 0 {
		if called != nil {
			t.Errorf("an ordinary user became %+v", called)
		}
		_, err := chooseAccount("/")
		if err == nil || !strings.Contains(err.Error(), "belongs to root") {
			t.Errorf("another's data: %v", err)
		}
		return
	}
	if called.UID != 65534 {
		t.Errorf("sudo from 65534 gives %+v", called)
	}
	t.Setenv("SUDO_UID", "")
	chosen, err := chooseAccount(missing)
	if err != nil || chosen.UID == 0 {
		t.Fatalf("%+v, %v", chosen, err)
	}
	if err := os.Chown(dir, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	if owner, err := chooseAccount(dir); err != nil || owner.UID != 65534 {
		t.Errorf("the data's owner: %+v, %v", owner, err)
	}
	if _, err := chooseAccount("/"); err == nil || !strings.Contains(err.Error(), "refuses to run as root") {
		t.Errorf("root's data: %v", err)
	}
}
