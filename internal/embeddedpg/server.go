package embeddedpg

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// A Server is a running PostgreSQL of our own.
type Server struct {
	cluster *cluster
	keeper  int      // its process id
	orders  *os.File // the keeper stops postgres when this is closed

	stopOnce sync.Once
	stopping atomic.Bool

	pid  chan int      // gets postgres's process id once, or is closed
	done chan struct{} // closed when everything below is written
	err  error         // why it ended by itself
	stop error         // what was wrong with stopping it
}

// URL is a postgres:// address over the unix socket, for pgx or libpq.
func (s *Server) URL() string { return socketURL(s.cluster.socketDir) }

// Done is closed when postgres has ended, by Stop or by itself.
func (s *Server) Done() <-chan struct{} { return s.done }

// Err is why postgres ended, if it did so by itself; nil before the end and
// after Stop.
func (s *Server) Err() error {
	select {
	case <-s.done:
		return s.err
	default:
		return nil
	}
}

// Stop ends open connections and shuts postgres down cleanly. If that takes
// longer than 20 seconds, postgres is made to drop everything, which is safe
// but makes the next start slower; the error says so. Stop may be called more
// than once.
func (s *Server) Stop() error {
	s.stopOnce.Do(func() {
		s.stopping.Store(true)
		s.orders.Close()
	})
	<-s.done
	return errors.Join(s.err, s.stop)
}

// launch starts the keeper, which starts postgres, and waits until postgres
// accepts connections.
func (c *cluster) launch(ctx context.Context, pg binaries, grace time.Duration, progress func(string)) (*Server, error) {
	log, err := openLog(c.log())
	if err != nil {
		return nil, fmt.Errorf("opening the database's log: %w", err)
	}
	defer log.Close()
	info, err := log.Stat()
	if err != nil {
		return nil, err
	}
	s := &Server{cluster: c, pid: make(chan int, 1), done: make(chan struct{})}
	o := order{
		Path: pg.path("postgres"), Args: c.arguments(), Dir: c.dir,
		// After a crash, our own process may have the number that postgres had,
		// in a container easily. So postgres knows that we are not another one.
		Env:     append(cleanEnv(), fmt.Sprintf("PG_GRANDPARENT_PID=%d", os.Getpid())),
		Account: c.account, Log: c.log(), LogFrom: info.Size(), Grace: grace,
	}
	if c.throwaway {
		o.Remove = c.app
	}
	if err := s.startKeeper(o, log); err != nil {
		return nil, fmt.Errorf("starting the keeper of the database: %w", err)
	}
	if err := s.ready(ctx, progress); err != nil {
		_ = s.Stop() // err is why
		return nil, err
	}
	return s, nil
}

func (s *Server) startKeeper(o order, log *os.File) error {
	exe, err := self()
	if err != nil {
		return err
	}
	ordersRead, ordersWrite, err := os.Pipe()
	if err != nil {
		return err
	}
	defer ordersRead.Close()
	cmd := exec.Command(exe)
	cmd.Args = []string{"countermove-postgres-keeper"}
	cmd.Env = append(os.Environ(), keeperEnv+"=1")
	cmd.Dir = s.cluster.dir
	cmd.Stderr = log
	cmd.ExtraFiles = []*os.File{ordersRead, s.cluster.lock}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	reports, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		ordersWrite.Close()
		return err
	}
	s.keeper, s.orders = cmd.Process.Pid, ordersWrite
	// An error here means that the keeper is gone already, which watch sees.
	_ = json.NewEncoder(ordersWrite).Encode(o)
	go s.watch(cmd, reports)
	return nil
}

// watch follows what the keeper reports, until it and postgres are gone.
func (s *Server) watch(keeper *exec.Cmd, reports io.Reader) {
	defer close(s.done)
	defer s.letGo()
	var last report
	for lines := bufio.NewScanner(reports); last.Ended == "" && lines.Scan(); {
		var r report
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			continue
		}
		if r.Pid != 0 {
			s.pid <- r.Pid
		}
		last = r
	}
	close(s.pid)
	if last.Ended != "" {
		go func() { _ = keeper.Wait() }() // nothing but its own end is left to it
	}
	switch {
	case last.Ended == "":
		err := keeper.Wait()
		s.clearUp()
		s.err = fmt.Errorf("the keeper of the database was lost, so PostgreSQL was stopped: %w", err)
	case !s.stopping.Load():
		s.err = fmt.Errorf("PostgreSQL ended by itself (%s). Its last words, from %s:\n%s",
			last.Ended, s.cluster.log(), last.Words)
	case last.Forced:
		s.stop = errors.New("PostgreSQL did not stop in time and was made to; the next start will recover what it was doing")
	case !last.Clean:
		s.stop = fmt.Errorf("PostgreSQL did not end well: %s; see %s", last.Ended, s.cluster.log())
	}
}

// letGo gives up what the server held in the system.
func (s *Server) letGo() {
	if filepath.Dir(s.cluster.socketDir) != s.cluster.dir {
		os.Remove(s.cluster.socketDir) // in a place of the system, and empty now
	}
	s.cluster.releaseLock()
}

// clearUp does the keeper's last work where the keeper was killed.
func (s *Server) clearUp() {
	data := s.cluster.data()
	for begin := time.Now(); time.Since(begin) < abandonedWait; time.Sleep(50 * time.Millisecond) {
		if p, ok := readPostmaster(data); !ok || !p.alive(data) {
			break
		}
		stopOrphan(data, time.Since(begin))
	}
	if s.cluster.throwaway {
		os.RemoveAll(s.cluster.app)
	}
}

// ready waits until postgres says in its file that it accepts connections.
// There is no limit but the context's: after a power cut, recovering may take
// its time, and giving up would only make it start from the beginning.
func (s *Server) ready(ctx context.Context, progress func(string)) error {
	data := s.cluster.data()
	slow := time.NewTicker(5 * time.Second)
	defer slow.Stop()
	started, pid := s.pid, 0
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.done:
			return fmt.Errorf("starting the database in %s: %w", filepath.Dir(data), s.err)
		case pid = <-started:
			started = nil
		case <-slow.C:
			progress("Still starting; after a crash the database first recovers…")
		case <-time.After(5 * time.Millisecond):
		}
		if p, ok := readPostmaster(data); ok && pid != 0 && p.pid == pid && p.status == "ready" {
			return nil
		}
	}
}
