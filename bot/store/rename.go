package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"

	"paperbot/bot"
	"paperbot/bot/trending"
	"paperbot/corpus"
)

// RenamePapers lets everything that is kept of papers count for them under other
// IDs, given by the old ones: they have come to be known by better ones, or turned
// out to be the papers of those. To do so again changes nothing.
func (s *Store) RenamePapers(ctx context.Context, names map[corpus.ID]corpus.ID) error {
	if len(names) == 0 {
		return nil
	}
	list, err := json.Marshal(names)
	if err != nil {
		return err
	}
	err = s.tx(ctx, func(tx *sql.Tx) error {
		r := renaming{ctx: ctx, tx: tx, names: names, list: string(list)}
		for _, step := range []func() error{r.events, r.sums, r.lists} {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
	return s.fault("rename papers", err)
}

// A renaming is one of RenamePapers. list is its names as a JSON object, of which
// json_each makes rows of key and value.
type renaming struct {
	ctx   context.Context
	tx    *sql.Tx
	names map[corpus.ID]corpus.ID
	list  string
}

// events renames the events. One that may be there once, and is there under both
// names, counts once.
func (r *renaming) events() error {
	type event struct {
		id    int64
		paper corpus.ID
		key   string
	}
	rows, err := r.tx.QueryContext(r.ctx, `
		SELECT id, paper, coalesce(events.key, '') FROM events WHERE paper IN (SELECT key FROM json_each(?))`, r.list)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	var events []event
	for rows.Next() {
		var e event
		if err := rows.Scan(&e.id, &e.paper, &e.key); err != nil {
			return err
		}
		events = append(events, e)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, e := range events {
		now := r.names[e.paper]
		n, err := affected(r.tx.ExecContext(r.ctx, `UPDATE OR IGNORE events SET paper = ?, key = nullif(?, '') WHERE id = ?`,
			now, renamedKey(e.key, e.paper, now), e.id))
		if err == nil && n == 0 {
			_, err = r.tx.ExecContext(r.ctx, `DELETE FROM events WHERE id = ?`, e.id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// renamedKey returns an event's key with another paper. What stands before the
// paper may be anything, what stands after it is no paper.
func renamedKey(key string, old, now corpus.ID) string {
	at := strings.LastIndex(key, "/"+string(old))
	if at < 0 {
		return key
	}
	return key[:at+1] + string(now) + key[at+1+len(old):]
}

// sums makes the sums of the renamed papers anew.
func (r *renaming) sums() error {
	before, err := summedBefore(r.ctx, r.tx)
	if err != nil {
		return err
	}
	rows, err := r.tx.QueryContext(r.ctx, `SELECT DISTINCT scope FROM sums WHERE paper IN (SELECT key FROM json_each(?))`, r.list)
	if err != nil {
		return err
	}
	scopes, err := scanAll[bot.Scope](rows)
	if err != nil {
		return err
	}
	for _, scope := range scopes {
		_, err := r.tx.ExecContext(r.ctx, `
			DELETE FROM sums WHERE scope = ?1 AND paper IN (SELECT key FROM json_each(?2) UNION SELECT value FROM json_each(?2))`, scope, r.list)
		if err != nil {
			return err
		}
		events, err := readEvents(r.ctx, r.tx, `scope = ? AND at < ? AND paper IN (SELECT value FROM json_each(?))`, scope, before, r.list)
		if err != nil {
			return err
		}
		if err := addToSums(r.ctx, r.tx, scope, trending.NewBoard(events)); err != nil {
			return err
		}
	}
	return nil
}

// lists renames what is kept in lists of papers, and remembers the names for the
// deliveries.
func (r *renaming) lists() error {
	const given = `(SELECT value FROM json_each(?1) WHERE json_each.key = `
	for _, change := range []string{
		`UPDATE OR REPLACE inherited_papers SET paper = ` + given + `paper) WHERE paper IN (SELECT key FROM json_each(?1))`,
		`UPDATE OR REPLACE alert_matches SET paper = ` + given + `paper) WHERE paper IN (SELECT key FROM json_each(?1))`,
		`UPDATE paper_names SET now = ` + given + `now) WHERE now IN (SELECT key FROM json_each(?1))`,
		`INSERT OR REPLACE INTO paper_names (old, now) SELECT key, value FROM json_each(?1)`,
		`DELETE FROM paper_names WHERE old = now AND ?1 <> ''`,
	} {
		if _, err := r.tx.ExecContext(r.ctx, change, r.list); err != nil {
			return err
		}
	}
	return nil
}
