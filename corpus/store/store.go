// Package store keeps papers in one SQLite file: every paper once, whatever
// identifiers it came under, with the newest text and where it was met. Several
// processes of one machine may share the file; one writes at a time, and readers
// do not wait.
//
// What [Store.Put] has returned survives a crash of the process and a loss of
// power. To import a file again, whole or from the middle, changes nothing, so
// an import that was interrupted is simply repeated.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// A Store is an open database. It is safe for concurrent use.
type Store struct {
	db   *sql.DB
	path string
}

// busyTimeout is how long to wait for another process's transaction. A batch of
// an import takes a tenth of a second.
const busyTimeout = 30 * time.Second

// applicationID marks the file as one of papers (PRAGMA application_id): "papc".
// It is not that of bot/store, so neither is taken for the other.
const applicationID = 0x70617063

// ErrNotExist says that there is no database of that path.
var ErrNotExist = errors.New("no such database")

// Create opens the database of that path, and makes it if there is none; its
// folder must exist. It reports whether the database was made.
func Create(ctx context.Context, path string) (s *Store, made bool, err error) {
	if path == "" || strings.HasPrefix(path, ":") {
		return nil, false, fmt.Errorf("open papers %q: it must be a file", path)
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil, false, fmt.Errorf("open papers %s: it is a folder, not a file", path)
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return nil, false, fmt.Errorf("open papers %s: the folder %s does not exist", path, filepath.Dir(path))
	}
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		return nil, false, fmt.Errorf("open papers %s: %w", path, err)
	}
	s = &Store{db: db, path: path}
	if made, err = s.migrate(ctx); err != nil {
		return nil, false, errors.Join(fmt.Errorf("open papers %s: %w", path, err), db.Close())
	}
	return s, made, nil
}

// Open opens the database of that path. Its error wraps ErrNotExist if there is
// none.
func Open(ctx context.Context, path string) (*Store, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open papers %s: %w", path, ErrNotExist)
	}
	s, _, err := Create(ctx, path)
	return s, err
}

// Copy writes what is stored now into a new file, which must not exist yet.
func (s *Store) Copy(ctx context.Context, path string) error {
	_, err := s.db.ExecContext(ctx, "VACUUM INTO ?", path)
	return s.fault("copy", err)
}

// Close closes the database.
func (s *Store) Close() error {
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("close papers %s: %w", s.path, err)
	}
	return nil
}

// Path returns the file's path.
func (s *Store) Path() string { return s.path }

func dsn(path string) string {
	q := url.Values{
		"_pragma": {
			fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()),
			"journal_mode(WAL)",
			"synchronous(FULL)",
			"cache_size(-65536)", // 64 MiB: the table of identifiers of a million papers
		},
		"_txlock": {"immediate"},
	}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

// migrations holds the steps from an empty database to today's tables, as those
// of bot/store are.
//
//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables up to date, and reports whether there were none.
func (s *Store) migrate(ctx context.Context) (made bool, err error) {
	names, err := fs.Glob(migrations, "migrations/*.sql") // sorted by name
	if err != nil {
		return false, err
	}
	return made, s.tx(ctx, func(tx *sql.Tx) error {
		version, err := schemaVersion(ctx, tx, len(names))
		if err != nil || version == len(names) {
			return err
		}
		made = version == 0
		for _, name := range names[version:] {
			step, err := migrations.ReadFile(name)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, string(step)); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		_, err = tx.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, len(names)))
		return err
	})
}

// schemaVersion returns the version of a database that is ours or empty.
func schemaVersion(ctx context.Context, tx *sql.Tx, known int) (version int, err error) {
	var id, objects int
	err = tx.QueryRowContext(ctx, `
		SELECT (SELECT application_id FROM pragma_application_id),
		       (SELECT user_version FROM pragma_user_version),
		       (SELECT count(*) FROM sqlite_schema)`).Scan(&id, &version, &objects)
	switch {
	case err != nil:
		return 0, err
	case id != applicationID && (id != 0 || version != 0 || objects != 0):
		return 0, errors.New("it is a database of something else than papers")
	case version > known:
		return 0, fmt.Errorf("it was written by a newer paperbot (schema %d, this one knows %d)", version, known)
	}
	return version, nil
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
	return fmt.Errorf("papers %s: %s: %w", s.path, doing, err)
}
