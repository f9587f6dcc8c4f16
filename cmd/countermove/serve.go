package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"countermove/internal/config"
	"countermove/internal/embeddedpg"
	"countermove/internal/exchange"
	"countermove/internal/lookup"
	"countermove/internal/postgres"
	"countermove/internal/server"
	"countermove/internal/starter"
)

// serveCmd runs the site.
type serveCmd struct{ config.Serve }

// Time-outs of the server. A page is rendered before its first byte is sent, so
// writing is only as slow as the reader's line.
const (
	headerTimeout = 5 * time.Second
	bodyTimeout   = 60 * time.Second
	writeTimeout  = 60 * time.Second
	idleTimeout   = 2 * time.Minute
	stopTimeout   = 15 * time.Second
	maxHeader     = 64 << 10
)

func (c *serveCmd) Run(ctx context.Context, t *terminal) (err error) {
	if err := locate(&c.Database); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		select {
		case <-embeddedpg.ParentGone(ctx): // "go run" was stopped
			stop()
		case <-ctx.Done():
		}
	}()
	log := newLogger(t.err, c.LogFormat)
	log.Info("starting", "version", config.Version(), "config", c.Serve)

	// Listen first: a port that is taken should be told before a database is made.
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listening on %s: %w (choose another address with --listen)", c.Listen, err)
	}
	defer func() { _ = listener.Close() }() // Shutdown has closed it, or the start failed
	c.BaseURL = withPort(c.BaseURL, listener.Addr())

	db, err := openDatabase(ctx, c.Database, t.err, false)
	if err != nil {
		return unlessStopped(ctx, err)
	}
	defer func() { err = errors.Join(unlessStopped(ctx, err), db.Close()) }()
	if c.Migrate {
		if err := postgres.Migrate(ctx, db.url); err != nil {
			return err
		}
	}
	store, err := postgres.Open(ctx, db.url)
	if err != nil {
		return err
	}
	defer store.Close()
	store.FourEyes = c.FourEyes
	if err := c.prepare(ctx, store, t.err, log); err != nil {
		return err
	}
	options := server.Options{Store: store, Log: log, Now: time.Now, BaseURL: c.BaseURL, Proxies: c.TrustedProxies, Build: config.Version()}
	if c.LookUp {
		options.LookUp = lookup.New(lookup.Options{Site: c.BaseURL})
	}
	handler := server.New(options)
	scheduled := make(chan struct{})
	go func() {
		defer close(scheduled)
		ticker := time.NewTicker(server.ScheduleInterval)
		defer ticker.Stop()
		server.PublishScheduled(ctx, store, log, time.Now, ticker.C)
	}()
	defer func() { stop(); <-scheduled }() // before the database goes
	return c.serve(ctx, listener, handler, db, log)
}

// withPort names the port that --listen=HOST:0 has been given, for a base URL
// made of that address.
func withPort(baseURL string, listening net.Addr) string {
	address, isTCP := listening.(*net.TCPAddr)
	if site, any := strings.CutSuffix(baseURL, ":0"); any && isTCP {
		return fmt.Sprintf("%s:%d", site, address.Port)
	}
	return baseURL
}

// unlessStopped drops the error of a start that was broken off because we were
// told to stop, which is no failure.
func unlessStopped(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// prepare brings the starter data in and offers the set-up link. A schema that
// is not there yet is left to /readyz to tell.
func (c *serveCmd) prepare(ctx context.Context, store *postgres.Store, out io.Writer, log *slog.Logger) error {
	status, err := store.Migrated(ctx)
	if err != nil {
		return err
	}
	if !status.UpToDate() {
		log.Warn("the database schema is not up to date; run 'countermove migrate up'", "current", status.Current, "latest", status.Latest)
		return nil
	}
	empty, err := store.Empty(ctx)
	if err != nil {
		return err
	}
	if empty && c.StarterData {
		_, _ = fmt.Fprintln(out, "Importing the starter data (first start only)…")
		done, err := store.Import(ctx, exchange.ReadBundle(starter.Name, starter.Bundle()), nil)
		if err != nil {
			return fmt.Errorf("importing the starter data: %w", err)
		}
		_, _ = fmt.Fprintln(out, summary(done))
	}
	link, err := server.OfferSetup(ctx, store, c.BaseURL, time.Now())
	if err != nil {
		return err
	}
	if link != "" {
		_, _ = fmt.Fprintf(out, "\nNobody has an account here yet. To make the first one, open this link within %d hours:\n\n  %s\n\n",
			int(server.SetupLife.Hours()), link)
	}
	return nil
}

// serve answers requests until it is told to stop, then lets those under way
// come to their end.
func (c *serveCmd) serve(ctx context.Context, listener net.Listener, handler http.Handler, db *database, log *slog.Logger) error {
	s := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       bodyTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- s.Serve(listener) }()
	log.Info("ready", "url", c.BaseURL, "listening", listener.Addr().String())
	var died <-chan struct{}
	if db.embedded != nil {
		died = db.embedded.Done()
	}
	select {
	case err := <-failed:
		return fmt.Errorf("serving: %w", err)
	case <-died: // closing the database tells why
	case <-ctx.Done():
	}
	log.Info("stopping")
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	return s.Shutdown(grace)
}

func newLogger(w io.Writer, format string) *slog.Logger {
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, nil))
	}
	return slog.New(slog.NewTextHandler(w, nil))
}
