// Package store keeps subscriptions and deliveries, events and alerts in one
// SQLite file, which several processes of one machine may share. It is what
// package bot works on; the papers themselves lie elsewhere.
//
// What a method has acknowledged survives a crash of the process and a loss of
// power: the file is in WAL mode with synchronous=FULL, which flushes the log at
// every commit. (NORMAL flushes at checkpoints only, so that power loss could
// undo the mark that a message is being sent, and it would be sent again.) A
// method that returns an error has changed nothing.
//
// WAL needs shared memory, so the file must not lie on a network file system.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// A Store is an open database. It is safe for concurrent use.
type Store struct {
	db       *sql.DB
	path     string
	busy     time.Duration
	actorKey []byte // see actor

	mu       sync.Mutex
	prepared map[string]*sql.Stmt
}

// busyTimeout is how long to wait for another process's transaction. They take
// milliseconds; five seconds is a disk in trouble or a tool that holds the file.
const busyTimeout = 5 * time.Second

// Open opens the database of that path, creating the file, but not its folder,
// if there is none, and brings its tables up to date. It refuses, unchanged, a
// file that is no database of paperbot's or that a newer paperbot wrote.
func Open(ctx context.Context, path string) (*Store, error) {
	return open(ctx, path, busyTimeout, nil)
}

// open is Open with another timeout and further parameters of the connection.
func open(ctx context.Context, path string, busy time.Duration, params url.Values) (*Store, error) {
	if path == "" || strings.HasPrefix(path, ":") {
		return nil, fmt.Errorf("open database %q: it must be a file, so that nothing is lost", path)
	}
	if folder := filepath.Dir(path); !isFolder(folder) {
		return nil, fmt.Errorf("open database %s: the folder %s does not exist", path, folder)
	}
	if isFolder(path) {
		return nil, fmt.Errorf("open database %s: it is a folder, not a file", path)
	}
	db, err := sql.Open("sqlite", dsn(path, busy, params))
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	// One connection: SQLite writes one transaction at a time anyway, and two
	// connections of one process would only wait for each other's locks.
	db.SetMaxOpenConns(1)
	s := &Store{db: db, path: path, busy: busy, prepared: map[string]*sql.Stmt{}}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", path, explain(err)), db.Close())
	}
	if err := s.readActorKey(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", path, explain(err)), db.Close())
	}
	return s, nil
}

// statement returns a statement that is kept ready: to compile one takes ten times
// as long as to find a row. Within a transaction there is no connection left to
// compile it with, so it is to be got before, and used by tx.StmtContext.
func (s *Store) statement(ctx context.Context, text string) (*sql.Stmt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if stmt, ok := s.prepared[text]; ok {
		return stmt, nil
	}
	stmt, err := s.db.PrepareContext(ctx, text) //nolint:sqlclosecheck // it is kept, and closed with the database
	if err == nil {
		s.prepared[text] = stmt
	}
	return stmt, err
}

// query runs a query by a statement that is kept ready.
func (s *Store) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	stmt, err := s.statement(ctx, text) //nolint:sqlclosecheck // it is kept, and closed with the database
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

// Close closes the database.
func (s *Store) Close() error {
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("close database %s: %w", s.path, err)
	}
	return nil
}

func dsn(path string, busy time.Duration, params url.Values) string {
	q := url.Values{
		"_pragma": {
			fmt.Sprintf("busy_timeout(%d)", busy.Milliseconds()),
			"foreign_keys(1)",  // SQLite leaves them unchecked by default
			"secure_delete(1)", // what is deleted is overwritten
			"synchronous(FULL)",
		},
		"_txlock": {"immediate"}, // a transaction that reads before it writes cannot then lose the race
	}
	for k, v := range params {
		q[k] = v
	}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// tx runs f in a transaction that no other writer can interrupt.
func (s *Store) tx(ctx context.Context, f func(tx *sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after a commit
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// fault says what was being done in the database when an error came.
func (s *Store) fault(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("database %s: %s: %w", s.path, doing, explain(err))
}

func isBusy(err error) bool {
	var failure *sqlite.Error
	return errors.As(err, &failure) && failure.Code()&0xff == sqlite3.SQLITE_BUSY
}

// explain puts SQLite's error into words that tell the operator what to mend.
func explain(err error) error {
	var failure *sqlite.Error
	if !errors.As(err, &failure) {
		return err
	}
	switch primary := failure.Code() & 0xff; primary { // the rest tells variants apart
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fmt.Errorf("the database is in use by another process: %w", err)
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("the disk is full: %w", err)
	case sqlite3.SQLITE_READONLY:
		return fmt.Errorf("the database or its folder may not be written to: %w", err)
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH:
		return fmt.Errorf("the database or its folder may not be opened: %w", err)
	case sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("the file is not a database: %w", err)
	case sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("the database is damaged: %w", err)
	}
	return err
}
