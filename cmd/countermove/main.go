// Command countermove is the tracker: the server, and the tools of the one who
// runs it. It only wires; what it does is in the packages below internal.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"countermove/internal/config"
	"countermove/internal/embeddedpg"

	"github.com/alecthomas/kong"
)

func main() {
	embeddedpg.RunKeeper() // never returns in the process that watches over Postgres
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr); err != nil {
		stop()
		fmt.Fprintln(os.Stderr, "countermove:", err)
		os.Exit(1)
	}
}

// commands are what the program can be told to do. Each has a Run method in a
// file of its own.
type commands struct {
	Serve   serveCmd   `cmd:"" help:"Run the site."`
	Migrate migrateCmd `cmd:"" help:"Change the database schema, or tell its state."`
	Import  importCmd  `cmd:"" help:"Publish the documents of bundles (docs/bundle.md): all of them, or none if one is wrong."`
	Export  exportCmd  `cmd:"" help:"Write all public documents as a bundle to standard output."`
	Version versionCmd `cmd:"" help:"Tell which version this is."`
}

// terminal is where a command reads and writes.
type terminal struct {
	in       io.Reader
	out, err io.Writer
}

// errHelp ends a run that only asked for help.
var errHelp = errors.New("help was asked for")

func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) (err error) {
	defer func() {
		if recovered := recover(); recovered == errHelp {
			err = nil
		} else if recovered != nil {
			panic(recovered)
		}
	}()
	parser, err := newParser(out, errOut)
	if err != nil {
		return err
	}
	command, err := parser.Parse(args)
	if err != nil {
		return fmt.Errorf("%w (see countermove --help)", err)
	}
	command.BindTo(ctx, (*context.Context)(nil))
	command.Bind(&terminal{in, out, errOut})
	return command.Run()
}

func newParser(out, errOut io.Writer) (*kong.Kong, error) {
	return kong.New(&commands{},
		kong.Name("countermove"),
		kong.Description("The open tracker of technology sanctions: moves of states, countermoves of companies."),
		kong.Writers(out, errOut),
		kong.Exit(func(int) { panic(errHelp) }), // kong goes on after help otherwise
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
}

// versionCmd tells the version.
type versionCmd struct{}

func (versionCmd) Run(t *terminal) error {
	_, err := fmt.Fprintln(t.out, "countermove", config.Version())
	return err
}
