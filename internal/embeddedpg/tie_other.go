//go:build !linux

package embeddedpg

import (
	"os"
	"syscall"
)

// tie does nothing here: if the keeper is killed, the application notices and
// stops postgres, and if both are, the next start does.
func tie(*syscall.SysProcAttr) {}

func self() (string, error) { return os.Executable() }
