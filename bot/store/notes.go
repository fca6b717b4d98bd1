package store

import (
	"context"
	"database/sql"
	"errors"
)

// Note returns the note of that name, "" if there is none.
func (s *Store) Note(ctx context.Context, name string) (string, error) {
	var value string
	err := s.db.QueryRowContext(ctx, `SELECT value FROM notes WHERE name = ?`, name).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, s.fault("read the note "+name, err)
}

// PutNote keeps a note in place of the one of its name.
func (s *Store) PutNote(ctx context.Context, name, value string) error {
	_, err := s.db.ExecContext(ctx, `INSERT OR REPLACE INTO notes (name, value) VALUES (?, ?)`, name, value)
	return s.fault("keep the note "+name, err)
}
