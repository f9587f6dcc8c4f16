// Package config says what can be configured: one struct from flags and
// environment, validated once. It does nothing with what it holds.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strings"
)

// Database says where the data is. The zero value is the embedded Postgres in
// the default data directory.
type Database struct {
	DatabaseURL string `name:"database-url" env:"DATABASE_URL" placeholder:"URL" help:"PostgreSQL 15 or later to use, as postgres://user:password@host/name. Without it the server runs a private Postgres in the data directory, which is for trying, developing and small sites."`
	DataDir     string `name:"data-dir" env:"COUNTERMOVE_DATA_DIR" placeholder:"DIR" help:"Where the private Postgres keeps its data. Without it: /var/lib/countermove for root, else ~/.local/state/countermove."`
}

// Links is for commands that print links to the site.
type Links struct {
	Database
	BaseURL string `name:"base-url" env:"COUNTERMOVE_BASE_URL" default:"http://localhost:8080" placeholder:"URL" help:"Address under which the site is reached: the link begins with it."`
}

// Validate tells what is wrong with what was given.
func (l *Links) Validate() (err error) {
	if err := l.Database.Validate(); err != nil {
		return err
	}
	l.BaseURL, err = siteAddress(l.BaseURL)
	return err
}

// Serve configures the server.
type Serve struct {
	Database
	Listen         string `name:"listen" env:"COUNTERMOVE_LISTEN" default:"localhost:8080" placeholder:"HOST:PORT" help:"Address to listen on."`
	BaseURL        string `name:"base-url" env:"COUNTERMOVE_BASE_URL" placeholder:"URL" help:"Address under which readers reach the site, for permalinks and cookies. Without it: http:// and the address listened on. Behind TLS it starts with https://."`
	TrustedProxies int    `name:"trusted-proxies" env:"COUNTERMOVE_TRUSTED_PROXIES" default:"0" placeholder:"NUMBER" help:"How many reverse proxies every request comes through, to tell clients apart by X-Forwarded-For when guessing at passwords is slowed. Without it: by the address of the connection."`
	Migrate        bool   `name:"migrate" env:"COUNTERMOVE_MIGRATE" default:"true" negatable:"" help:"Bring the database schema up to date at the start. Off, run 'countermove migrate up' yourself."`
	StarterData    bool   `name:"starter-data" env:"COUNTERMOVE_STARTER_DATA" default:"true" negatable:"" help:"Import the starter data into a database that is empty."`
	LookUp         bool   `name:"look-up" env:"COUNTERMOVE_LOOK_UP" default:"true" negatable:"" help:"Let editors have sources and legal citations filled in from the page or the Federal Register. The server then fetches public web pages that they name. Off, it asks nobody."`
	FourEyes       bool   `name:"four-eyes" env:"COUNTERMOVE_FOUR_EYES" help:"Nobody approves what they wrote: all that is published goes through review by somebody else."`
	LogFormat      string `name:"log-format" env:"COUNTERMOVE_LOG_FORMAT" enum:"text,json" default:"text" placeholder:"FORMAT" help:"How log lines are written: text or json."`
}

// Validate tells what is wrong with what was given.
func (d *Database) Validate() error {
	if d.DatabaseURL == "" {
		return nil
	}
	if !strings.HasPrefix(d.DatabaseURL, "postgres://") && !strings.HasPrefix(d.DatabaseURL, "postgresql://") {
		return errors.New("--database-url: it must start with postgres://")
	}
	if _, err := url.Parse(d.DatabaseURL); err != nil {
		return errors.New("--database-url: it is no URL; characters such as @ and / in a password are written %40 and %2F")
	}
	return nil
}

// Validate tells what is wrong with what was given, and fills what was not.
func (s *Serve) Validate() error {
	host, port, err := net.SplitHostPort(s.Listen)
	if err != nil {
		return fmt.Errorf("--listen: %q is no address; write it as localhost:8080 or :8080", s.Listen)
	}
	if err := s.Database.Validate(); err != nil {
		return err
	}
	if s.BaseURL == "" {
		if host == "" || net.ParseIP(host).IsUnspecified() {
			host = "localhost"
		}
		s.BaseURL = "http://" + net.JoinHostPort(host, port)
	}
	if s.TrustedProxies < 0 || s.TrustedProxies > 9 {
		return fmt.Errorf("--trusted-proxies: %d is no number of proxies; write 1 for one", s.TrustedProxies)
	}
	s.BaseURL, err = siteAddress(s.BaseURL)
	return err
}

// siteAddress is a base URL without what it need not have.
func siteAddress(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return "", fmt.Errorf("--base-url: %q is no address of a site; write it as https://countermove.example", address)
	}
	return u.Scheme + "://" + u.Host, nil
}

// LogValue is the configuration without its secrets.
func (s Serve) LogValue() slog.Value {
	database := "embedded in " + s.DataDir
	if s.DatabaseURL != "" {
		database = Redacted(s.DatabaseURL)
	}
	return slog.GroupValue(
		slog.String("listen", s.Listen), slog.String("base_url", s.BaseURL), slog.String("database", database),
		slog.Int("trusted_proxies", s.TrustedProxies),
		slog.Bool("migrate", s.Migrate), slog.Bool("starter_data", s.StarterData), slog.Bool("four_eyes", s.FourEyes), slog.Bool("look_up", s.LookUp))
}

// Redacted is a database URL without user, password and options.
func Redacted(database string) string {
	u, err := url.Parse(database)
	if err != nil {
		return "postgres://…"
	}
	return "postgres://" + u.Host + u.Path
}
