package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/samber/lo"

	"paperbot/bot"
	"paperbot/bot/store"
	"paperbot/bot/trending"
	"paperbot/corpus"
)

type trendingCmd struct {
	look
	corpusFlag
	JSON     bool    `help:"Print JSON."`
	Papers   int     `short:"n" default:"5" help:"Most papers to show."`
	At       instant `placeholder:"TIME" help:"As of this time, such as 2026-11-25 or 2026-11-25T09:30:00Z: nothing counts that happened later. Default: now."`
	Topic    string  `placeholder:"QUERY" help:"Only papers on this."`
	Explain  bool    `help:"Show the events that make up each score."`
	Server   string  `placeholder:"ID" help:"Let count what members of this Discord server did, too."`
	Database string  `default:"paperbot.db" placeholder:"FILE" help:"SQLite file of the bot, if there is one. Default: ${default}."`
}

func (trendingCmd) Help() string {
	return `A paper's score is the sum of weight · 2^(−age/3 days) over its events: votes gained, places in
lists, and, with --server, up-votes, opened abstracts and answers. From a score of 1 on it is called
trending; the others stand below, under "From the list".`
}

// Validate is called by kong.
func (c *trendingCmd) Validate() error { return atLeastOne("papers", c.Papers) }

func (c *trendingCmd) Run(p *program) error {
	db, done, err := c.evidence(p.ctx)
	if err != nil {
		return err
	}
	if db == nil {
		return c.run(p, nil)
	}
	return errors.Join(c.run(p, db), done())
}

// evidence opens the database that papers are ranked by, with what imports told
// last; nil if there is none. For a file of papers without the bot's database it is
// made for this time only.
func (c *trendingCmd) evidence(ctx context.Context) (db *store.Store, done func() error, err error) {
	papers, err := c.open(ctx)
	if err != nil {
		return nil, nil, err
	}
	db, err = openIfThere(ctx, c.Database)
	if papers == nil {
		return db, db.Close, err
	}
	defer func() { err = errors.Join(err, papers.Close()) }()
	remove := func() error { return nil }
	if err == nil && db == nil {
		db, remove, err = passing(ctx)
	}
	if err != nil {
		return nil, nil, err
	}
	done = func() error { return errors.Join(db.Close(), remove()) }
	if _, err := (teller{papers, db}).tell(ctx); err != nil {
		return nil, nil, errors.Join(err, done())
	}
	return db, done, nil
}

// passing makes a database that remove takes away.
func passing(ctx context.Context) (db *store.Store, remove func() error, err error) {
	folder, err := os.MkdirTemp("", "paperbot-trending-")
	if err != nil {
		return nil, nil, err
	}
	remove = func() error { return os.RemoveAll(folder) }
	if db, err = store.Open(ctx, filepath.Join(folder, "paperbot.db")); err != nil {
		return nil, nil, errors.Join(err, remove())
	}
	return db, remove, nil
}

// openIfThere opens a database, nil if there is none: who only reads needs none.
func openIfThere(ctx context.Context, path string) (*store.Store, error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	return store.Open(ctx, path)
}

func (c *trendingCmd) run(p *program, evidence bot.EvidenceStore) error {
	library, err := c.library(p, evidence)
	if err != nil {
		return err
	}
	at := time.Time(c.At)
	if at.IsZero() { // the whole of the present: what counts everywhere is read up to some seconds ago
		at = time.Now().Truncate(time.Minute).Add(time.Minute)
	}
	scope := bot.Scope(c.Server)
	listing, err := library.Trending(p.ctx, bot.TrendingQuery{At: at, Scope: scope, Count: c.Papers, Topic: c.Topic})
	if err != nil {
		return err
	}
	if !c.Explain {
		return p.list(c.look, listing, c.JSON)
	}
	papers := lo.Map(listing.Items, func(item bot.Item, _ int) corpus.Paper { return item.Paper })
	sums, err := library.ExplainTrending(p.ctx, scope, at, papers)
	if err != nil {
		return err
	}
	if c.JSON {
		return writeJSON(p.stdout, lo.Map(sums, func(s bot.Sum, _ int) sum { return newSum(s, at) }))
	}
	return p.explainTrending(sums, at)
}

// explainTrending prints each paper's sum, an event a line.
func (p *program) explainTrending(sums []bot.Sum, at time.Time) error {
	for i, s := range sums {
		if i > 0 {
			fmt.Fprintln(p.stdout)
		}
		fmt.Fprintf(p.stdout, "%d. %s\n", i+1, printable(s.Paper.Title))
		for _, t := range newSum(s, at).Terms {
			fmt.Fprintf(p.stdout, "   %9.4f = %7.4f · 2^(−%.2f)  %s %s %s\n", t.Counts, t.Weight, t.HalfLives,
				t.At.Format(time.DateTime), t.Kind, printable(t.detail()))
		}
		verdict := lo.Ternary(s.Trending, "trending", fmt.Sprintf("below the floor of %d", trending.Floor))
		if _, err := fmt.Fprintf(p.stdout, "   %9.4f   %s\n", s.Score, verdict); err != nil {
			return err
		}
	}
	return nil
}

// A sum is what trending --explain --json prints for a paper.
type sum struct {
	ID       corpus.ID   `json:"id"`
	Title    string      `json:"title"`
	Score    float64     `json:"score"`
	Trending bool        `json:"trending"`
	Terms    []eventTerm `json:"terms"`
}

// An eventTerm is an event in a sum: Counts = Weight · 2^−HalfLives.
type eventTerm struct {
	At        time.Time     `json:"at"`
	Kind      trending.Kind `json:"kind"`
	Source    string        `json:"source,omitempty"`
	Amount    int           `json:"amount,omitempty"`
	Weight    float64       `json:"weight"`
	HalfLives float64       `json:"half_lives"`
	Counts    float64       `json:"counts"`
}

func newSum(s bot.Sum, at time.Time) sum {
	return sum{s.Paper.ID, s.Paper.Title, s.Score, s.Trending, lo.Map(s.Events, func(e trending.Event, _ int) eventTerm {
		return eventTerm{
			e.At, e.Kind, e.Source, e.Amount, e.Weight,
			at.Sub(e.At).Hours() / trending.HalfLife.Hours(), trending.Score([]trending.Event{e}, at),
		}
	})}
}

// detail says what a feed or list reported.
func (t eventTerm) detail() string {
	switch t.Kind {
	case trending.Votes:
		return fmt.Sprintf("+%d %s", t.Amount, t.Source)
	case trending.Listed:
		return fmt.Sprintf("rank %d %s", t.Amount, t.Source)
	}
	return ""
}

// An instant is a time as written on the command line: RFC 3339, or a date, or
// a date and time of day, where the machine is.
type instant time.Time

// UnmarshalText is called by kong.
func (i *instant) UnmarshalText(text []byte) error {
	t, err := time.Parse(time.RFC3339, string(text))
	for _, layout := range []string{time.DateOnly, "2006-01-02 15:04", "2006-01-02T15:04"} {
		if err == nil {
			break
		}
		t, err = time.ParseInLocation(layout, string(text), time.Local)
	}
	if err != nil {
		return errors.New("want a time such as 2026-11-25 or 2026-11-25T09:30:00Z")
	}
	*i = instant(t)
	return nil
}
