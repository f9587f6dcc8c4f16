package embeddedpg

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"
)

// keeperEnv marks a process that is to be the keeper.
const keeperEnv = "COUNTERMOVE_POSTGRES_KEEPER"

const (
	// stopGrace is how long postgres has to end its connections, write
	// everything and go, before it is told to drop what it does. The next
	// start then recovers from its log.
	stopGrace = 20 * time.Second
	// killGrace is how long it has after that, before it is killed.
	killGrace = 10 * time.Second
)

// An order is what the application tells its keeper, as JSON, in the pipe whose
// end the keeper then waits for.
type order struct {
	Path    string
	Args    []string
	Env     []string
	Dir     string
	Account *account
	Log     string
	LogFrom int64  // where in the log this server's words begin
	Remove  string // a directory to remove at the end, if not empty
	Grace   time.Duration
}

// A report is what the keeper tells the application, one a line, in JSON.
type report struct {
	Pid    int    // postgres was started
	Ended  string // postgres is gone, or never came, and how
	Words  string // the last it wrote to its log
	Clean  bool   // it ended as it does when all is well
	Forced bool   // it did not stop when asked and had to be made to
}

// keeperReady is set when RunKeeper was called. Without that, executing
// ourselves would start the application a second time, and so on without end.
var keeperReady atomic.Bool

// RunKeeper must be the first call in main. In the process that Start made to
// be the keeper it does the keeper's work and never returns; in any other it
// returns at once.
func RunKeeper() {
	if os.Getenv(keeperEnv) == "" {
		keeperReady.Store(true)
		return
	}
	os.Unsetenv(keeperEnv)
	if err := keep(os.NewFile(3, "orders"), os.NewFile(4, "lock"), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "countermove: keeping PostgreSQL:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// keep starts postgres, and stops it when the orders end, which is when the
// application asks for it or is no more.
func keep(orders, lock, out *os.File) error {
	// Postgres is tied to this thread on systems that tell a child when the
	// thread that made it ends (see tie), so the thread must last.
	runtime.LockOSThread()
	// A service manager or a closing terminal signals every process. For the
	// keeper only the application's end counts: it may need postgres until then.
	// They are caught and dropped; postgres would inherit it if they were ignored.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGPIPE)

	decoder := json.NewDecoder(orders)
	var o order
	if err := decoder.Decode(&o); err != nil {
		return fmt.Errorf("reading orders: %w", err)
	}
	reports := json.NewEncoder(out)
	cmd := exec.Command(o.Path, o.Args...)
	cmd.Dir, cmd.Env = o.Dir, o.Env
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr // the log
	cmd.ExtraFiles = []*os.File{lock}
	cmd.SysProcAttr = attributes(o.Account)
	tie(cmd.SysProcAttr)
	if err := cmd.Start(); err != nil {
		_ = reports.Encode(report{Ended: err.Error()}) // who reads it may be gone; likewise below
		return err
	}
	_ = reports.Encode(report{Pid: cmd.Process.Pid})

	asked := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, io.MultiReader(decoder.Buffered(), orders))
		close(asked)
	}()
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	forced, err := attend(cmd.Process, asked, ended, o)
	words := tailFrom(o.Log, o.LogFrom)
	if o.Remove != "" {
		os.RemoveAll(o.Remove)
	}
	// The application goes on at this report, and may start the next server.
	lock.Close()
	_ = reports.Encode(report{Ended: cmd.ProcessState.String(), Words: words, Clean: err == nil, Forced: forced})
	return nil
}

// attend waits for the end of postgres, and brings it about when asked.
func attend(postgres *os.Process, asked <-chan struct{}, ended <-chan error, o order) (forced bool, err error) {
	look := time.NewTicker(10 * time.Second)
	defer look.Stop()
	var patience <-chan time.Time
	next := syscall.SIGQUIT
	for {
		select {
		case err := <-ended:
			return forced, err
		case <-asked:
			asked = nil
			postgres.Signal(syscall.SIGINT)
			patience = time.After(o.Grace)
		case <-patience:
			forced = true
			postgres.Signal(next)
			next = syscall.SIGKILL
			patience = time.After(killGrace)
		case <-look.C:
			boundLog(o.Log)
		}
	}
}
