package embeddedpg

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
)

// An account is the one postgres runs as where we are root, because postgres
// refuses to be root. A nil account stands for ourselves. Orders to the keeper
// carry it, so its fields are exported.
type account struct {
	Name   string
	UID    uint32
	GID    uint32
	Groups []uint32
}

// chooseAccount prefers whoever owns the data already, then who called sudo,
// then accounts made for such things.
func chooseAccount(data string) (*account, error) {
	owner, exists, err := ownerOf(data)
	if err != nil {
		return nil, err
	}
	self := os.Geteuid()
	switch {
	case self != 0 && exists && owner != self:
		return nil, fmt.Errorf("the database in %s belongs to %s, and you are %s: run as that account, or name another place with --data-dir",
			data, accountName(owner), accountName(self))
	case self != 0:
		return nil, nil
	case exists && owner == 0:
		return nil, fmt.Errorf("the database in %s belongs to root, and PostgreSQL refuses to run as root: give it to another account (chown -R postgres %[1]s)", data)
	case exists:
		return lookUp(user.LookupId(strconv.Itoa(owner)))
	}
	if id := os.Getenv("SUDO_UID"); id != "" && id != "0" {
		if a, err := lookUp(user.LookupId(id)); err == nil {
			return a, nil
		}
	}
	for _, name := range []string{"postgres", "_postgres", "nobody"} {
		if a, err := lookUp(user.Lookup(name)); err == nil && a.UID != 0 {
			return a, nil
		}
	}
	return nil, errors.New("PostgreSQL refuses to run as root, and there is no account to run it as: " +
		"add one called postgres (useradd --system postgres), or start as an ordinary user")
}

func ownerOf(path string) (uid int, exists bool, err error) {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, err
	}
	return int(info.Sys().(*syscall.Stat_t).Uid), true, nil
}

func accountName(uid int) string {
	if u, err := user.LookupId(strconv.Itoa(uid)); err == nil {
		return u.Username
	}
	return fmt.Sprintf("account %d", uid)
}

func lookUp(u *user.User, err error) (*account, error) {
	if err != nil {
		return nil, fmt.Errorf("looking up the account to run PostgreSQL as: %w", err)
	}
	ids, err := u.GroupIds()
	if err != nil {
		ids = nil // its own group will do
	}
	var numbers []uint32
	for _, id := range append([]string{u.Uid, u.Gid}, ids...) {
		n, err := strconv.ParseUint(id, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("account %s: %w", u.Username, err)
		}
		numbers = append(numbers, uint32(n))
	}
	return &account{Name: u.Username, UID: numbers[0], GID: numbers[1], Groups: numbers[2:]}, nil
}

func (a *account) id() uint32 {
	if a == nil {
		return uint32(os.Geteuid())
	}
	return a.UID
}

// own gives the account a file or directory we just made.
func (a *account) own(path string) error {
	if a == nil {
		return nil
	}
	return os.Lchown(path, int(a.UID), int(a.GID))
}

// reach says which directory on the way to dir keeps the account out, if one
// does. Left alone, postgres would only say "permission denied". It reads the
// ordinary permission bits; access lists are not taken into account.
func (a *account) reach(dir string) error {
	if a == nil {
		return nil
	}
	for p := dir; ; p = filepath.Dir(p) {
		info, err := os.Stat(p)
		if err != nil {
			return err
		}
		if !a.mayEnter(info) {
			return fmt.Errorf("PostgreSQL cannot run as root and runs as %s, which may not enter %s (mode %04o), on the way to %s: "+
				"allow it (chmod o+x %[2]s), or name another place with --data-dir, such as /var/lib/countermove",
				a.Name, p, info.Mode().Perm(), dir)
		}
		if p == filepath.Dir(p) {
			return nil
		}
	}
}

func (a *account) mayEnter(info os.FileInfo) bool {
	stat := info.Sys().(*syscall.Stat_t)
	switch {
	case stat.Uid == a.UID:
		return info.Mode()&0o100 != 0
	case stat.Gid == a.GID || slices.Contains(a.Groups, stat.Gid):
		return info.Mode()&0o010 != 0
	default:
		return info.Mode()&0o001 != 0
	}
}

// attributes make a new process run as the account, away from the terminal's
// process group: Ctrl-C must reach the application alone, which then stops
// postgres when it no longer needs it.
func attributes(a *account) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if a != nil {
		attr.Credential = &syscall.Credential{Uid: a.UID, Gid: a.GID, Groups: a.Groups}
	}
	return attr
}
