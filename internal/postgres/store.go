package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"countermove/internal/tracker"

	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// A DB runs statements: a pool in production, a transaction in tests and
// inside InTx.
type DB interface {
	Begin(ctx context.Context) (pgx.Tx, error)
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// A Store is the database as the rest of the product sees it.
type Store struct {
	DB       DB
	FourEyes bool // nobody approves what they wrote
}

const (
	// readTime bounds what a page may cost the database.
	readTime = 3 * time.Second
	// statementTime bounds any statement but those of imports and migrations.
	statementTime = 10 * time.Second
	// mostConnections is enough for two cores; more only queue in Postgres.
	mostConnections = 8
)

// Open connects to the database and checks that it answers. The caller closes
// the Store.
func Open(ctx context.Context, url string) (*Store, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		// pgx hides the password in its own message.
		return nil, fmt.Errorf("reading the database URL: %w", err)
	}
	if !strings.Contains(url, "pool_max_conns") {
		config.MaxConns = mostConnections
	}
	config.MaxConnLifetime = 5 * time.Minute
	config.MaxConnLifetimeJitter = time.Minute
	config.ConnConfig.ConnectTimeout = 5 * time.Second
	params := config.ConnConfig.RuntimeParams
	params["application_name"] = "countermove"
	params["timezone"] = "UTC"
	params["statement_timeout"] = fmt.Sprint(statementTime.Milliseconds())
	params["idle_in_transaction_session_timeout"] = "60000"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("preparing the connection pool: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("connecting to the database: %w", err)
	}
	return &Store{DB: pool}, nil
}

// Close ends the connections.
func (s *Store) Close() {
	if pool, ok := s.DB.(*pgxpool.Pool); ok {
		pool.Close()
	}
}

// InTx runs f in one transaction: all of it happens, or nothing.
func (s *Store) InTx(ctx context.Context, f func(*Store) error) error {
	return pgx.BeginFunc(ctx, s.DB, func(tx pgx.Tx) error { return f(&Store{DB: tx, FourEyes: s.FourEyes}) })
}

// reading is the context of a reader's statements. A reader who goes away does
// not cancel them: pgx would close the connection, and the next reader would
// pay for a new one.
func reading(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), readTime)
}

// DataVersion is the number of the state of the public data, and when it was
// last published; zero before the first publication.
func (s *Store) DataVersion(ctx context.Context) (version int64, at time.Time, err error) {
	ctx, cancel := reading(ctx)
	defer cancel()
	var published *time.Time
	err = s.DB.QueryRow(ctx, `SELECT data_version, published_at FROM site`).Scan(&version, &published)
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("reading the data version: %w", err)
	}
	if published != nil {
		at = published.UTC()
	}
	return version, at, nil
}

// kindOf tells which of the tracker's errors err is, if any.
func kindOf(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return tracker.ErrNotFound
	}
	if pgErr, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch pgErr.Code {
		case pgerrcode.UniqueViolation, pgerrcode.SerializationFailure, pgerrcode.DeadlockDetected:
			return fmt.Errorf("%w: %s", tracker.ErrConflict, pgErr.ConstraintName)
		}
	}
	return err
}

// Unavailable tells whether err means that the database cannot be reached or
// did not answer in time, so that asking again later makes sense.
func Unavailable(err error) bool {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return true
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if pgErr, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pgerrcode.IsConnectionException(pgErr.Code) || pgerrcode.IsOperatorIntervention(pgErr.Code) ||
			pgerrcode.IsInsufficientResources(pgErr.Code)
	}
	return pgconn.SafeToRetry(err)
}
