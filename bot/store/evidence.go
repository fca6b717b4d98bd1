package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/samber/lo"

	"paperbot/bot"
	"paperbot/bot/trending"
	"paperbot/corpus"
)

const eventColumns = `paper, kind, coalesce(actor, ''), at, weight, amount, source, coalesce(key, '')`

func scanEvent(row scanner) (trending.Event, error) {
	var e trending.Event
	var at int64
	err := row.Scan(&e.Paper, &e.Kind, &e.Actor, &at, &e.Weight, &e.Amount, &e.Source, &e.Key)
	e.At = time.UnixMilli(at).UTC()
	return e, err
}

// Board returns what counts in a scope alone, up to an instant.
func (s *Store) Board(ctx context.Context, scope bot.Scope, at time.Time) (board trending.Board, err error) {
	const doing = "read what papers are ranked by"
	//nolint:sqlclosecheck // it is kept, and closed with the database
	stmt, err := s.statement(ctx, `
		SELECT EXISTS (SELECT 1 FROM events WHERE scope = ?1) OR EXISTS (SELECT 1 FROM sums WHERE scope = ?1)`)
	if err != nil {
		return nil, s.fault(doing, err)
	}
	var anything bool // in most servers nobody has ever voted
	if err := stmt.QueryRowContext(ctx, scope).Scan(&anything); err != nil || !anything {
		return trending.Board{}, s.fault(doing, err)
	}
	err = s.tx(ctx, func(tx *sql.Tx) error {
		board, err = readBoard(ctx, tx, scope, at)
		return err
	})
	return board, s.fault(doing, err)
}

// readBoard reads the sums and the events after them; for an instant within the
// sums' time, all events up to then.
func readBoard(ctx context.Context, tx *sql.Tx, scope bot.Scope, at time.Time) (trending.Board, error) {
	before, err := summedBefore(ctx, tx)
	if err != nil {
		return nil, err
	}
	old := trending.Board{}
	from := before
	if at.UnixMilli() < before {
		from = nothingSummed
	} else if old, err = readSums(ctx, tx, scope); err != nil {
		return nil, err
	}
	events, err := readEvents(ctx, tx, `scope = ? AND at >= ? AND at <= ?`, scope, from, at.UnixMilli())
	if err != nil {
		return nil, err
	}
	recent := trending.NewBoard(trending.Capped(events))
	if len(old) == 0 {
		return recent, nil
	}
	return trending.Join(old, recent), nil
}

// nothingSummed is what table summed says of a new database: before all instants.
const nothingSummed = -1 << 63

func summedBefore(ctx context.Context, tx *sql.Tx) (before int64, err error) {
	err = tx.QueryRowContext(ctx, `SELECT before FROM summed`).Scan(&before)
	return before, err
}

func readSums(ctx context.Context, tx *sql.Tx, scope bot.Scope) (trending.Board, error) {
	rows, err := tx.QueryContext(ctx, `SELECT paper, units FROM sums WHERE scope = ?`, scope)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	board := trending.Board{}
	for rows.Next() {
		var paper corpus.ID
		var units []byte
		if err := rows.Scan(&paper, &units); err != nil {
			return nil, err
		}
		if err := board.Of(paper).Sum.UnmarshalBinary(units); err != nil {
			return nil, err
		}
	}
	return board, rows.Err()
}

func readEvents(ctx context.Context, tx *sql.Tx, where string, args ...any) ([]trending.Event, error) {
	rows, err := tx.QueryContext(ctx, `SELECT `+eventColumns+` FROM events WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	var events []trending.Event
	for rows.Next() {
		e, err := scanEvent(rows)
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, rows.Err()
}

// EventsOf returns the events of a paper that count in a scope alone, up to an
// instant, in order of time, each with the weight that counts.
func (s *Store) EventsOf(ctx context.Context, scope bot.Scope, paper corpus.ID, at time.Time) (events []trending.Event, err error) {
	err = s.tx(ctx, func(tx *sql.Tx) error {
		// What a member may give on a day is shared by all papers.
		events, err = readEvents(ctx, tx, `scope = ?1 AND at <= ?2 AND (paper = ?3 OR actor IS NOT NULL)`, scope, at.UnixMilli(), paper)
		return err
	})
	events = lo.Filter(trending.Capped(events), func(e trending.Event, _ int) bool { return e.Paper == paper })
	return events, s.fault("read the events of "+string(paper), err)
}

// RecordActivities records what members did; what a member did for a paper
// before on that day counts once.
func (s *Store) RecordActivities(ctx context.Context, activities []bot.Activity) error {
	err := s.tx(ctx, func(tx *sql.Tx) error {
		for _, a := range activities {
			actor := s.actor(a.Member)
			for _, paper := range a.Papers {
				err := insertEvent(ctx, tx, a.Scope, trending.Event{
					Paper: paper, Kind: a.Kind, Actor: actor, At: a.At, Weight: trending.MemberWeight(a.Kind, a.Joined, a.At),
					Key: fmt.Sprintf("%s/%s/%s/%s/%s", a.Kind, a.Scope, paper, actor, a.At.UTC().Format(time.DateOnly)),
				})
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
	return s.fault("record what members did", err)
}

// insertEvent records an event. Of two with one key the earlier counts, whichever
// was recorded first. One from a time that is summed already is added to its sum.
func insertEvent(ctx context.Context, tx *sql.Tx, scope bot.Scope, e trending.Event) error {
	n, err := affected(tx.ExecContext(ctx, `
		INSERT INTO events (scope, paper, kind, actor, at, weight, amount, source, key)
		VALUES (?, ?, ?, nullif(?, ''), ?, ?, ?, ?, nullif(?, ''))
		ON CONFLICT (key) DO UPDATE SET at = excluded.at, weight = excluded.weight
		WHERE excluded.at < at AND excluded.at >= (SELECT before FROM summed)`,
		scope, e.Paper, e.Kind, e.Actor, e.At.UnixMilli(), e.Weight, e.Amount, e.Source, e.Key))
	if err != nil || n == 0 {
		return err
	}
	before, err := summedBefore(ctx, tx)
	if err != nil || e.At.UnixMilli() >= before {
		return err
	}
	return addToSums(ctx, tx, scope, trending.NewBoard([]trending.Event{e}))
}

// RecordReport records what a feed or a ranked list reports of papers: the votes
// that they gained over the most that any source reported before, since one day's
// file and the next, or an address and a copy of it, count the same votes; and
// their places, of which one list has one each however often it is reported. To
// record a report again changes nothing.
func (s *Store) RecordReport(ctx context.Context, r bot.Report) error {
	list := listHash(r.Papers)
	err := s.tx(ctx, func(tx *sql.Tx) error {
		for _, p := range r.Papers {
			if err := recordReported(ctx, tx, r, p, list); err != nil {
				return err
			}
		}
		return nil
	})
	return s.fault("record what "+r.Source+" reports", err)
}

func recordReported(ctx context.Context, tx *sql.Tx, r bot.Report, p bot.ReportedPaper, list string) error {
	var events []trending.Event
	votes, seen, err := votesBefore(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	gained, ok := trending.VotesGained(trending.VoteCount{
		Source: r.Source, Paper: p.ID, Published: p.Published, Before: votes, Now: p.Votes, At: r.At, Seen: seen || p.Seen,
	})
	if ok {
		events = append(events, gained)
	}
	if p.Rank > 0 {
		rank, err := rankBefore(ctx, tx, r.Source, p.ID)
		if err != nil {
			return err
		}
		events = append(events, trending.PlaceTaken(trending.Place{
			Source: r.Source, List: list, Paper: p.ID, Rank: p.Rank, Before: rank, At: r.At,
		}))
	}
	for _, e := range events {
		if err := insertEvent(ctx, tx, bot.ScopeEverywhere, e); err != nil {
			return err
		}
	}
	return nil
}

// votesBefore returns the most votes of a paper that were reported, and whether any were.
func votesBefore(ctx context.Context, tx *sql.Tx, paper corpus.ID) (votes int, seen bool, err error) {
	err = tx.QueryRowContext(ctx, `
		SELECT coalesce(sum(amount), 0), count(*) > 0 FROM events WHERE scope = ? AND paper = ? AND source <> '' AND kind = ?`,
		bot.ScopeEverywhere, paper, trending.Votes).Scan(&votes, &seen)
	return votes, seen, err
}

// rankBefore returns the paper's rank in a source's latest list that has it; 0 if
// none has.
func rankBefore(ctx context.Context, tx *sql.Tx, source string, paper corpus.ID) (rank int, err error) {
	err = tx.QueryRowContext(ctx, `
		SELECT amount FROM events WHERE scope = ? AND paper = ? AND source = ? AND source <> '' AND kind = ?
		ORDER BY at DESC, id DESC LIMIT 1`, bot.ScopeEverywhere, paper, source, trending.Listed).Scan(&rank)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return rank, err
}

// listHash tells one ranked list from another by its ranks.
func listHash(papers []bot.ReportedPaper) string {
	var ranks strings.Builder
	for _, p := range papers {
		if p.Rank > 0 {
			fmt.Fprintf(&ranks, "%d %s\n", p.Rank, p.ID)
		}
	}
	sum := sha256.Sum256([]byte(ranks.String()))
	return hex.EncodeToString(sum[:8])
}

// LastNews returns when a feed or list last told anything new; zero for never.
func (s *Store) LastNews(ctx context.Context) (time.Time, error) {
	var at sql.NullInt64
	err := s.db.QueryRowContext(ctx, `SELECT max(at) FROM events WHERE source <> ''`).Scan(&at)
	return instant(at), s.fault("find the last news", err)
}
