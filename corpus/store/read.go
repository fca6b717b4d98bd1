package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"paperbot/corpus"
)

// A detail is what a row of papers holds as JSON. Times are in Unix seconds.
type detail struct {
	IDs        []corpus.ID `json:"ids,omitempty"`
	Authors    []string    `json:"authors,omitempty"`
	Venue      string      `json:"venue,omitempty"`
	Categories []string    `json:"categories,omitempty"`
	URL        string      `json:"url,omitempty"`
	Published  *int64      `json:"published,omitempty"`
	Year       int         `json:"year,omitempty"`
	Version    int         `json:"version,omitempty"`
	Updated    *int64      `json:"updated,omitempty"`
	Withdrawn  bool        `json:"withdrawn,omitempty"`
	Language   string      `json:"language,omitempty"`
	Rank       int         `json:"rank,omitempty"`
	Votes      int         `json:"votes,omitempty"`
}

func detailOf(p corpus.Paper) detail {
	return detail{
		IDs: p.OtherIDs, Authors: p.Authors, Venue: p.Venue, Categories: p.Categories, URL: p.URL, Published: seconds(p.Published), Year: p.Year,
		Version: p.Version, Updated: seconds(p.Updated), Withdrawn: p.Withdrawn, Language: p.Language, Rank: p.Rank, Votes: p.Votes,
	}
}

func seconds(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	s := t.Unix()
	return &s
}

func instant(s *int64) time.Time {
	if s == nil {
		return time.Time{}
	}
	return time.Unix(*s, 0).UTC()
}

// scanPaper reads a row of num, id, title, abstract and detail.
func scanPaper(scan scanner, num *int64) (corpus.Paper, error) {
	var p corpus.Paper
	var raw []byte
	var d detail
	if err := scan(num, &p.ID, &p.Title, &p.Abstract, &raw); err != nil {
		return corpus.Paper{}, err
	}
	if err := json.Unmarshal(raw, &d); err != nil {
		return corpus.Paper{}, fmt.Errorf("paper %s: %w", p.ID, err)
	}
	p.OtherIDs, p.Authors, p.Venue, p.Categories, p.URL, p.Published, p.Year = d.IDs, d.Authors, d.Venue, d.Categories, d.URL, instant(d.Published), d.Year
	p.Version, p.Updated, p.Withdrawn, p.Language, p.Rank, p.Votes = d.Version, instant(d.Updated), d.Withdrawn, d.Language, d.Rank, d.Votes
	return p, nil
}

// A scanner reads the columns of a row.
type scanner func(dest ...any) error

// A querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// query calls each for the rows of a query whose one parameter is a list.
func query[T any](ctx context.Context, db querier, text string, list []T, each func(scanner) error) error {
	if len(list) == 0 {
		return nil
	}
	parameter, err := json.Marshal(list)
	if err != nil {
		return err
	}
	rows, err := db.QueryContext(ctx, text, string(parameter))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// perRead is how many papers are read at once: no cursor stays open while the
// caller works, so writers are not kept from tidying their log.
const perRead = 1000

// All yields every paper in the order in which they came. An error is yielded last.
func (s *Store) All(ctx context.Context) iter.Seq2[corpus.Paper, error] {
	return s.pages(ctx, `SELECT num, id, title, abstract, detail FROM papers WHERE num > ?1 ORDER BY num LIMIT ?2`)
}

// Since yields the papers that were new or changed after that change, in the
// order in which they came. An error is yielded last.
func (s *Store) Since(ctx context.Context, seq int64) iter.Seq2[corpus.Paper, error] {
	return s.pages(ctx, fmt.Sprintf(`SELECT num, id, title, abstract, detail FROM papers INDEXED BY papers_seq
		WHERE seq > %d AND num > ?1 ORDER BY num LIMIT ?2`, seq))
}

// After yields the papers that were new after the one of that number, in the
// order in which they came. An error is yielded last.
func (s *Store) After(ctx context.Context, last int64) iter.Seq2[corpus.Paper, error] {
	return s.pages(ctx, fmt.Sprintf(`SELECT num, id, title, abstract, detail FROM papers
		WHERE num > %d AND num > ?1 ORDER BY num LIMIT ?2`, last))
}

func (s *Store) pages(ctx context.Context, text string) iter.Seq2[corpus.Paper, error] {
	return func(yield func(corpus.Paper, error) bool) {
		for last := int64(0); ; {
			papers, next, err := s.page(ctx, text, last)
			if err != nil {
				yield(corpus.Paper{}, s.fault("read papers", err))
				return
			}
			for _, p := range papers {
				if !yield(p, nil) {
					return
				}
			}
			if len(papers) < perRead {
				return
			}
			last = next
		}
	}
}

func (s *Store) page(ctx context.Context, text string, after int64) (papers []corpus.Paper, last int64, err error) {
	rows, err := s.db.QueryContext(ctx, text, after, perRead)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		p, err := scanPaper(rows.Scan, &last)
		if err != nil {
			return nil, 0, err
		}
		papers = append(papers, p)
	}
	return papers, last, rows.Err()
}

// A State tells how far the store has come.
type State struct {
	Seq    int64 // the last change; 0 before the first
	Papers int
	Last   int64 // number of the last paper that was new; see After
}

// State returns the number of the last change and of papers.
func (s *Store) State(ctx context.Context) (State, error) {
	var st State
	err := s.db.QueryRowContext(ctx, `SELECT (SELECT value FROM counters WHERE name = 'seq'), (SELECT value FROM counters WHERE name = 'papers'),
		(SELECT value FROM counters WHERE name = 'num')`).Scan(&st.Seq, &st.Papers, &st.Last)
	return st, s.fault("read the state", err)
}

// Gone returns the IDs under which there are no papers any more since that change.
func (s *Store) Gone(ctx context.Context, seq int64) (ids []corpus.ID, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT DISTINCT id FROM gone WHERE seq > ? ORDER BY id`, seq)
	if err != nil {
		return nil, s.fault("read what is gone", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id corpus.ID
		if err := rows.Scan(&id); err != nil {
			return nil, s.fault("read what is gone", err)
		}
		ids = append(ids, id)
	}
	return ids, s.fault("read what is gone", rows.Err())
}

// Paper returns the paper that has or had that ID, and whether there is one.
func (s *Store) Paper(ctx context.Context, id corpus.ID) (corpus.Paper, bool, error) {
	var num int64
	row := s.db.QueryRowContext(ctx, `SELECT p.num, p.id, p.title, p.abstract, p.detail FROM papers p JOIN ids USING (num) WHERE ids.id = ?`, id)
	p, err := scanPaper(row.Scan, &num)
	if errors.Is(err, sql.ErrNoRows) {
		return corpus.Paper{}, false, nil
	}
	return p, err == nil, s.fault("read a paper", err)
}

// A Sighting says where and when a paper was met.
type Sighting struct {
	Source      string
	At          time.Time
	Rank, Votes int // 0 when unknown
}

// Sightings returns where the paper of that ID was met, the first time first.
func (s *Store) Sightings(ctx context.Context, id corpus.ID) (seen []Sighting, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT name, at, rank, votes FROM sightings JOIN sources USING (source) JOIN ids USING (num)
		WHERE ids.id = ? ORDER BY at, source`, id)
	if err != nil {
		return nil, s.fault("read sightings", err)
	}
	defer rows.Close()
	for rows.Next() {
		var one Sighting
		var at int64
		if err := rows.Scan(&one.Source, &at, &one.Rank, &one.Votes); err != nil {
			return nil, s.fault("read sightings", err)
		}
		one.At = time.Unix(at, 0).UTC()
		seen = append(seen, one)
	}
	return seen, s.fault("read sightings", rows.Err())
}

// Mark returns the number that the reader of that name set last; ok tells whether
// it has set one at all.
func (s *Store) Mark(ctx context.Context, reader string) (mark int64, ok bool, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT value FROM counters WHERE name = 'mark ' || ?`, reader).Scan(&mark)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	return mark, err == nil, s.fault("read a mark", err)
}

// SetMark records how far the reader of that name has come, by a number of its own
// choice: a State's Seq or Last.
func (s *Store) SetMark(ctx context.Context, reader string, mark int64) error {
	_, err := s.db.ExecContext(ctx, `REPLACE INTO counters VALUES ('mark ' || ?, ?)`, reader, mark)
	return s.fault("set a mark", err)
}

// FeedState returns what SetFeedState kept for a feed; empty if it kept nothing.
func (s *Store) FeedState(ctx context.Context, feed string) (state string, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT state FROM feeds WHERE name = ?`, feed).Scan(&state)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return state, s.fault("read a feed's state", err)
}

// SetFeedState keeps what a feed must know at its next call.
func (s *Store) SetFeedState(ctx context.Context, feed, state string) error {
	_, err := s.db.ExecContext(ctx, `REPLACE INTO feeds VALUES (?, ?)`, feed, state)
	return s.fault("keep a feed's state", err)
}
