package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"time"

	"paperbot/corpus"
)

// A Tally is what one import told of ranks and votes, read when it had come to
// its end: so a ranked list is whole.
type Tally struct {
	Num    int64 // in the order in which the imports ended
	Source string
	At     time.Time
	Papers []Tallied // in the order in which they came
}

// A Tallied paper is one of a Tally.
type Tallied struct {
	ID        corpus.ID
	Published time.Time // zero when unknown
	Votes     int       // 0 when unknown, or if none were gained or lost
	Rank      int       // 0 when unknown, or if the whole list is the source's last one
	Seen      bool      // the source had it at an earlier import
}

// afterLast returns the time of an import, later than the source's last one: in
// whole seconds two may come at once.
func (s *Store) afterLast(ctx context.Context, im Import) (time.Time, error) {
	var last sql.NullInt64
	err := s.db.QueryRowContext(ctx, `SELECT max(at) FROM tallies JOIN sources USING (source) WHERE name = ?`, im.Source).Scan(&last)
	if err != nil || !last.Valid || im.At.Unix() > last.Int64 {
		return im.At, s.fault("find the last import", err)
	}
	return time.Unix(last.Int64+1, 0).UTC(), nil
}

// tally records that an import has come to its end, if it told of ranks or votes
// what was not known.
func (s *Store) tally(ctx context.Context, im Import) error {
	err := s.tx(ctx, func(tx *sql.Tx) error {
		t := teller{ctx: ctx, tx: tx, at: im.At.Unix()}
		known, err := t.begin(im.Source)
		if err != nil || !known {
			return err
		}
		return t.tell()
	})
	return s.fault("end the import of "+im.Source, err)
}

// A teller makes the tally of one import.
type teller struct {
	ctx       context.Context
	tx        *sql.Tx
	source    int64
	since, at int64
	list      string // hash of the list of this import, "" for none that is new
	before    string // hash of the source's last list
}

// begin reads what the tally is compared with. It reports whether the source was
// ever met.
func (t *teller) begin(name string) (known bool, err error) {
	err = t.tx.QueryRowContext(t.ctx, `
		SELECT source, coalesce((SELECT max(at) FROM tallies WHERE source = s.source), -1),
		       coalesce((SELECT list FROM tallies WHERE source = s.source AND list <> '' ORDER BY at DESC LIMIT 1), '')
		FROM sources s WHERE name = ?`, name).Scan(&t.source, &t.since, &t.before)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

func (t *teller) tell() (err error) {
	if t.list, err = t.hashList(); err != nil {
		return err
	}
	if t.list != "" && t.list == t.before {
		if err := t.forgetPlaces(); err != nil {
			return err
		}
		t.list = ""
	}
	_, err = t.tx.ExecContext(t.ctx, `
		INSERT INTO tallies (source, since, at, list) SELECT ?1, ?2, ?3, ?4
		WHERE EXISTS (SELECT 1 FROM sightings WHERE source = ?1 AND at > ?2 AND at <= ?3 AND (rank > 0 OR votes > 0))`,
		t.source, t.since, t.at, t.list)
	return err
}

// hashList tells the ranked list of the import from others.
func (t *teller) hashList() (string, error) {
	rows, err := t.tx.QueryContext(t.ctx, `
		SELECT num, rank FROM sightings WHERE source = ? AND at = ? AND (rank > 0 OR votes > 0) ORDER BY rank, num`, t.source, t.at)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	h, places := sha256.New(), 0
	for rows.Next() {
		var num int64
		var rank int
		if err := rows.Scan(&num, &rank); err != nil {
			return "", err
		}
		if rank > 0 {
			fmt.Fprintln(h, rank, num)
			places++
		}
	}
	if places == 0 {
		return "", rows.Err()
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), rows.Err()
}

// forgetPlaces deletes the sightings of a list that is the last one again, but
// for papers with other votes.
func (t *teller) forgetPlaces() error {
	_, err := t.tx.ExecContext(t.ctx, `
		DELETE FROM sightings AS now WHERE source = ?1 AND at = ?2 AND (rank > 0 OR votes > 0) AND rank > 0 AND (rank, votes) = (
			SELECT rank, votes FROM sightings WHERE num = now.num AND source = ?1 AND at < ?2 ORDER BY at DESC LIMIT 1)`, t.source, t.at)
	return err
}

// Tallies yields what imports told of ranks and votes that ended after the one of
// that number, in their order. An error is yielded last.
func (s *Store) Tallies(ctx context.Context, after int64) iter.Seq2[Tally, error] {
	return func(yield func(Tally, error) bool) {
		for {
			t, more, err := s.nextTally(ctx, after)
			if err != nil {
				yield(Tally{}, s.fault("read a tally", err))
				return
			}
			if !more || !yield(t, nil) {
				return
			}
			after = t.Num
		}
	}
}

func (s *Store) nextTally(ctx context.Context, after int64) (t Tally, more bool, err error) {
	var source, since, at int64
	var list string
	err = s.db.QueryRowContext(ctx, `
		SELECT num, source, name, since, at, list FROM tallies JOIN sources USING (source) WHERE num > ? ORDER BY num LIMIT 1`,
		after).Scan(&t.Num, &source, &t.Source, &since, &at, &list)
	if errors.Is(err, sql.ErrNoRows) {
		return t, false, nil
	}
	if err != nil {
		return t, false, err
	}
	t.At = time.Unix(at, 0).UTC()
	t.Papers, err = s.tallied(ctx, source, since, at, list != "")
	return t, err == nil, err
}

// tallied returns the papers that a source told of after since and up to at: what
// it said last of each. Ranks are those of the list at the end.
func (s *Store) tallied(ctx context.Context, source, since, at int64, ranked bool) (papers []Tallied, err error) {
	rows, err := s.db.QueryContext(ctx, `
		SELECT p.id, p.detail ->> 'published', s.votes, CASE WHEN ?4 AND s.at = ?3 THEN s.rank ELSE 0 END,
		       EXISTS (SELECT 1 FROM sightings e WHERE e.num = s.num AND e.source = ?1 AND e.at <= ?2)
		FROM sightings s JOIN papers p USING (num)
		WHERE s.source = ?1 AND s.at > ?2 AND s.at <= ?3 AND (s.rank > 0 OR s.votes > 0)
		  AND NOT EXISTS (SELECT 1 FROM sightings l WHERE l.num = s.num AND l.source = ?1 AND l.at > s.at AND l.at <= ?3)
		ORDER BY s.num`, source, since, at, ranked)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p Tallied
		var published *int64
		if err := rows.Scan(&p.ID, &published, &p.Votes, &p.Rank, &p.Seen); err != nil {
			return nil, err
		}
		p.Published = instant(published)
		papers = append(papers, p)
	}
	return papers, rows.Err()
}

// Identity returns a number that tells this file of papers from any other.
func (s *Store) Identity(ctx context.Context) (id int64, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT value FROM counters WHERE name = 'identity'`).Scan(&id)
	return id, s.fault("read the identity", err)
}
