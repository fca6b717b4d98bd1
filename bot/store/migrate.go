package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"
)

// migrations holds the steps from an empty database to today's tables, named
// 0001_what_it_does.sql and so on without gaps. A step that was released is
// never changed; the next one mends it.
//
//go:embed migrations/*.sql
var migrations embed.FS

// applicationID marks the file as paperbot's (PRAGMA application_id): "papr".
const applicationID = 0x70617072

// migrate brings the tables up to date. The schema's version is PRAGMA
// user_version, the number of steps taken. Everything happens in one transaction
// that takes the write lock first, so of two processes that start at once one
// finds the work done.
func (s *Store) migrate(ctx context.Context) error {
	steps, err := readMigrations(migrations)
	if err != nil {
		return err
	}
	version, err := checkHeader(ctx, s.db, len(steps))
	if err != nil {
		return err
	}
	// Not before the file is known to be ours, for it stays so. Nor is it allowed
	// within a transaction.
	if err := s.useWAL(ctx); err != nil {
		return err
	}
	if version == len(steps) {
		return nil
	}
	return s.tx(ctx, func(tx *sql.Tx) error {
		version, err := checkHeader(ctx, tx, len(steps))
		if err != nil {
			return err
		}
		return applyMigrations(ctx, tx, steps, version)
	})
}

// useWAL switches the file to WAL mode. Of processes that do so at once one is
// told that the file is busy without the wait that busy_timeout asks for
// elsewhere, so it waits here.
func (s *Store) useWAL(ctx context.Context) error {
	const pause = 10 * time.Millisecond
	for waited := time.Duration(0); ; waited += pause {
		_, err := s.db.ExecContext(ctx, "PRAGMA journal_mode = WAL")
		if !isBusy(err) || waited >= s.busy {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// A rowQuerier is a database or a transaction.
type rowQuerier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// checkHeader returns the version of a database that is ours or empty.
func checkHeader(ctx context.Context, db rowQuerier, known int) (version int, err error) {
	var id, objects int
	err = db.QueryRowContext(ctx, `
		SELECT (SELECT application_id FROM pragma_application_id),
		       (SELECT user_version FROM pragma_user_version),
		       (SELECT count(*) FROM sqlite_schema)`).Scan(&id, &version, &objects)
	switch {
	case err != nil:
		return 0, err
	case id != applicationID && (id != 0 || version != 0 || objects != 0):
		return 0, fmt.Errorf("it is a database of another program")
	case version > known:
		return 0, fmt.Errorf("it was written by a newer paperbot (schema %d, this one knows %d): upgrade this one, or use another file",
			version, known)
	}
	return version, nil
}

func applyMigrations(ctx context.Context, tx *sql.Tx, steps []string, version int) error {
	for i, step := range steps[version:] {
		if _, err := tx.ExecContext(ctx, step); err != nil {
			return fmt.Errorf("migration %d: %w", version+i+1, err)
		}
	}
	_, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, len(steps)))
	return err
}

// readMigrations returns the steps in order.
func readMigrations(files fs.FS) ([]string, error) {
	names, err := fs.Glob(files, "migrations/*.sql") // sorted by name
	if err != nil {
		return nil, err
	}
	steps := make([]string, len(names))
	for i, name := range names {
		number, _, _ := strings.Cut(strings.TrimPrefix(name, "migrations/"), "_")
		if n, err := strconv.Atoi(number); err != nil || n != i+1 {
			return nil, fmt.Errorf("%s: migration %d expected", name, i+1)
		}
		step, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		steps[i] = string(step)
	}
	return steps, nil
}
