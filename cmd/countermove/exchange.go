package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"time"

	"countermove/internal/config"
	"countermove/internal/exchange"
	"countermove/internal/postgres"
	"countermove/internal/tracker"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// importCmd publishes bundles.
type importCmd struct {
	config.Database
	Files []string `arg:"" name:"file" help:"Bundles to import, in this order; - is standard input."`
}

func (c *importCmd) Run(ctx context.Context, t *terminal) (err error) {
	var size int64
	for _, name := range c.Files {
		if name == "-" {
			continue
		}
		info, err := os.Stat(name)
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("there is no file %s", name)
		}
		if err != nil {
			return fmt.Errorf("looking at a bundle: %w", err)
		}
		if info.IsDir() {
			return fmt.Errorf("%s is a directory, not a bundle", name)
		}
		size += info.Size()
	}
	return withStore(ctx, c.Database, t.err, func(store *postgres.Store) error {
		bar := newProgress(t.err, size)
		done, err := store.Import(ctx, bar.records(ctx, c.Files, t.in), bar.at)
		bar.finish()
		if err != nil {
			return fmt.Errorf("nothing was imported:\n%w", err)
		}
		_, err = fmt.Fprintln(t.out, summary(done))
		return err
	})
}

// interruptible is a reader whose Read ends with the context. Nothing else wakes
// who waits for a terminal or a pipe.
func interruptible(ctx context.Context, in io.Reader) io.Reader {
	r, w := io.Pipe()
	context.AfterFunc(ctx, func() { w.CloseWithError(ctx.Err()) })
	go func() {
		_, err := io.Copy(w, in)
		w.CloseWithError(err)
	}()
	return r
}

func summary(done postgres.Imported) string {
	line := fmt.Sprintf("Imported: %d new, %d changed, %d unchanged.", done.New, done.Changed, done.Unchanged)
	if done.Withdrawn > 0 {
		line += fmt.Sprintf(" %d are withdrawn here and stay so.", done.Withdrawn)
	}
	return line
}

// A progress shows how far an import is: on a terminal a bar for each step of
// it, else nothing until the summary.
type progress struct {
	out  io.Writer // nil: no terminal
	bar  *progressbar.ProgressBar
	step postgres.Step
}

func newProgress(w io.Writer, size int64) *progress {
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return &progress{}
	}
	if size == 0 {
		size = -1 // standard input: a spinner
	}
	p := &progress{out: w}
	p.begin("Reading", size, progressbar.OptionShowBytes(true))
	return p
}

func (p *progress) begin(step postgres.Step, size int64, options ...progressbar.Option) {
	p.finish()
	p.step = step
	p.bar = progressbar.NewOptions64(size, append(options, progressbar.OptionSetWriter(p.out), progressbar.OptionShowCount(),
		progressbar.OptionSetDescription(string(step)), progressbar.OptionSetWidth(30), progressbar.OptionClearOnFinish(),
		progressbar.OptionThrottle(100*time.Millisecond))...)
}

// at hears from the store how far a step is.
func (p *progress) at(step postgres.Step, done, of int) {
	if p.out == nil {
		return
	}
	if step != p.step {
		p.begin(step, int64(of))
	}
	_ = p.bar.Set(done) // a bar that cannot be drawn is no reason to stop
}

func (p *progress) finish() {
	if p.bar != nil {
		_ = p.bar.Finish() // likewise
	}
}

// records reads the files one after another, each to its end before the next is
// opened.
func (p *progress) records(ctx context.Context, files []string, in io.Reader) iter.Seq2[tracker.Record, error] {
	return func(yield func(tracker.Record, error) bool) {
		for _, name := range files {
			if !p.file(ctx, name, in, yield) {
				return
			}
		}
	}
}

func (p *progress) file(ctx context.Context, name string, in io.Reader, yield func(tracker.Record, error) bool) bool {
	var r io.Reader
	if name == "-" {
		name, r = "standard input", interruptible(ctx, in)
	} else {
		file, err := os.Open(name)
		if err != nil {
			return yield(tracker.Record{}, err)
		}
		defer func() { _ = file.Close() }() // read to its end, or given up
		r = file
	}
	if p.bar != nil {
		reader := progressbar.NewReader(r, p.bar)
		r = &reader
	}
	var problems error
	for record, err := range exchange.ReadBundle(name, r) {
		if err != nil || problems != nil { // read on only to name what else is wrong
			problems = errors.Join(problems, err)
		} else if !yield(record, nil) {
			return false
		}
	}
	return problems == nil || yield(tracker.Record{}, problems)
}

// exportCmd writes a bundle.
type exportCmd struct{ config.Database }

func (c *exportCmd) Run(ctx context.Context, t *terminal) error {
	return withStore(ctx, c.Database, t.err, func(store *postgres.Store) error {
		out := bufio.NewWriterSize(t.out, 1<<16)
		err := store.Export(ctx, func(counts map[tracker.Kind]int, records iter.Seq2[tracker.Record, error]) error {
			return exchange.WriteBundle(out, counts, records)
		})
		return errors.Join(err, out.Flush())
	})
}
