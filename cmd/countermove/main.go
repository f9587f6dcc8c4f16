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
	"strings"
	"syscall"

	"countermove/internal/config"
	"countermove/internal/embeddedpg"

	"github.com/alecthomas/kong"
)

func main() {
	embeddedpg.RunKeeper() // never returns in the process that watches over Postgres
	os.Exit(mainCode())
}

func mainCode() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends us at once; the keeper still stops Postgres
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	if err == nil {
		return 0
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = errors.New("interrupted")
	}
	fmt.Fprintln(os.Stderr, "countermove:", err)
	return 1
}

// commands are what the program can be told to do. Each has a Run method in a
// file of its own.
type commands struct {
	Serve   serveCmd   `cmd:"" help:"Run the site."`
	Migrate migrateCmd `cmd:"" help:"Change the database schema, or tell its state."`
	Import  importCmd  `cmd:"" help:"Publish the documents of bundles (docs/bundle.md): all of them, or none if one is wrong."`
	Export  exportCmd  `cmd:"" help:"Write all public documents as a bundle to standard output."`
	User    userCmd    `cmd:"" help:"Decide who works on the site: invite, disable, enable, reset a password."`
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
		switch recovered := recover(); recovered {
		case nil:
		case any(errHelp):
			err = nil
		default:
			panic(recovered)
		}
	}()
	parser, err := newParser(out, errOut)
	if err != nil {
		return err
	}
	command, err := parser.Parse(args)
	if err != nil {
		return misused(err)
	}
	command.BindTo(ctx, (*context.Context)(nil))
	command.Bind(&terminal{in, out, errOut})
	return command.Run()
}

// misused says where the usage of the command is told that was used wrongly.
func misused(err error) error {
	command := "countermove"
	if parsing, ok := errors.AsType[*kong.ParseError](err); ok && parsing.Context.Selected() != nil {
		command = parsing.Context.Selected().FullPath()
	}
	return fmt.Errorf("%w (see %s --help)", err, command)
}

func newParser(out, errOut io.Writer) (*kong.Kong, error) {
	return kong.New(&commands{},
		kong.Name("countermove"),
		kong.Description("The open tracker of technology sanctions: moves of states, countermoves of companies."),
		kong.Writers(out, errOut),
		kong.Exit(func(int) { panic(errHelp) }), // kong goes on after help otherwise
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.ValueFormatter(withDefault),
	)
}

// withDefault is the help of a flag with its default, which the placeholder
// would hide, and its variable in the environment.
func withDefault(v *kong.Value) string {
	var more []string
	if v.HasDefault && !v.IsBool() {
		more = append(more, "default "+v.Default)
	}
	if len(v.Tag.Envs) > 0 {
		more = append(more, "$"+strings.Join(v.Tag.Envs, ", $"))
	}
	if len(more) == 0 {
		return v.Help
	}
	return v.Help + " (" + strings.Join(more, "; ") + ")"
}

// versionCmd tells the version.
type versionCmd struct{}

func (versionCmd) Run(t *terminal) error {
	_, err := fmt.Fprintln(t.out, "countermove", config.Version())
	return err
}
