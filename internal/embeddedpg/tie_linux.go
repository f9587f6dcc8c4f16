package embeddedpg

import "syscall"

// tie has the kernel stop postgres when its keeper is killed, in the way the
// keeper would have: SIGINT is postgres's fast and clean shutdown.
func tie(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGINT }

// self is this program's own file, also after an upgrade replaced it.
func self() (string, error) { return "/proc/self/exe", nil }
