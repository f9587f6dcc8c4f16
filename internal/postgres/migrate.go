package postgres

import (
	"context"
	"errors"
	"fmt"

	"countermove/migrations"

	"github.com/golang-migrate/migrate/v4"
	pgxmigrate "github.com/golang-migrate/migrate/v4/database/pgx/v5"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// A SchemaStatus says which migrations a database has.
type SchemaStatus struct {
	Current uint // 0: none
	Latest  uint // that this program brings
	Dirty   bool // a migration broke off; see Migrate
}

// UpToDate tells whether the schema is the one this program was written for.
// A newer one is: migrations keep older programs working.
func (s SchemaStatus) UpToDate() bool { return s.Current >= s.Latest && !s.Dirty }

// Migrate brings the schema up to date. Several servers may do so at once: an
// advisory lock lets one work and the others wait.
func Migrate(ctx context.Context, url string) error {
	return withMigrations(ctx, url, func(m *migrate.Migrate) error { return m.Up() })
}

// MigrateDown takes back the given number of migrations, all of them if it is
// negative. The data they held is lost.
func MigrateDown(ctx context.Context, url string, steps int) error {
	return withMigrations(ctx, url, func(m *migrate.Migrate) error {
		if steps < 0 {
			return m.Down()
		}
		return m.Steps(-steps)
	})
}

// Status reads which migrations a database has.
func Status(ctx context.Context, url string) (status SchemaStatus, err error) {
	err = withMigrations(ctx, url, func(m *migrate.Migrate) error {
		current, dirty, err := m.Version()
		if errors.Is(err, migrate.ErrNilVersion) {
			err = nil
		}
		status.Current, status.Dirty = current, dirty
		return err
	})
	status.Latest = latestMigration()
	return status, err
}

// Migrated tells, for the readiness check, whether the schema is there and
// whole.
func (s *Store) Migrated(ctx context.Context) (SchemaStatus, error) {
	ctx, cancel := reading(ctx)
	defer cancel()
	status := SchemaStatus{Latest: latestMigration()}
	var exists bool
	err := s.DB.QueryRow(ctx, `SELECT to_regclass('schema_migrations') IS NOT NULL`).Scan(&exists)
	if err == nil && exists {
		err = s.DB.QueryRow(ctx, `SELECT version, dirty FROM schema_migrations`).Scan(&status.Current, &status.Dirty)
	}
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return status, fmt.Errorf("reading the schema's version: %w", err)
	}
	return status, nil
}

func latestMigration() uint {
	source, err := iofs.New(migrations.FS, ".")
	if err != nil {
		return 0
	}
	defer func() { _ = source.Close() }() // embedded files: closing cannot fail
	latest, err := source.First()
	for err == nil {
		var next uint
		if next, err = source.Next(latest); err == nil {
			latest = next
		}
	}
	return latest
}

func withMigrations(ctx context.Context, url string, f func(*migrate.Migrate) error) (err error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return fmt.Errorf("reading the database URL: %w", err)
	}
	db := stdlib.OpenDB(*config)
	if err := db.PingContext(ctx); err != nil {
		return errors.Join(fmt.Errorf("connecting to the database: %w", err), db.Close())
	}
	driver, err := pgxmigrate.WithInstance(db, &pgxmigrate.Config{})
	if err != nil {
		return errors.Join(fmt.Errorf("preparing migrations: %w", err), db.Close())
	}
	source, err := iofs.New(migrations.FS, ".")
	if err != nil {
		return errors.Join(fmt.Errorf("reading migrations: %w", err), driver.Close())
	}
	m, err := migrate.NewWithInstance("embedded", source, "postgres", driver)
	if err != nil {
		return errors.Join(fmt.Errorf("preparing migrations: %w", err), driver.Close())
	}
	defer func() {
		sourceErr, dbErr := m.Close()
		err = errors.Join(err, sourceErr, dbErr)
	}()
	if err := f(m); err != nil && !errors.Is(err, migrate.ErrNoChange) {
		if dirty, ok := errors.AsType[migrate.ErrDirty](err); ok {
			return fmt.Errorf("migration %d broke off half-way. Mend the schema by hand, then set version and dirty in the table schema_migrations", dirty.Version)
		}
		return fmt.Errorf("migrating: %w", err)
	}
	return nil
}
