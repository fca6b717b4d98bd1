package main

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/samber/lo"

	"paperbot/bot"
	botstore "paperbot/bot/store"
	"paperbot/corpus"
	"paperbot/corpus/store"
)

// A teller hands what imports told of papers over to the database that papers are
// ranked by: votes and ranks, and the IDs that they have now. How far it has come
// is kept in that database, so that another one, or another file of papers, begins
// anew. What is handed over twice counts once.
type teller struct {
	papers   *store.Store
	evidence *botstore.Store
}

// run hands over what comes until ctx ends.
func (t teller) run(ctx context.Context, log *slog.Logger) error {
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		told, err := t.tell(ctx)
		if err != nil && ctx.Err() == nil {
			log.Error("votes and ranks", "error", err)
		}
		if told > 0 {
			log.Info("votes and ranks", "papers", told)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-look.C:
		}
	}
}

// tell hands over what has come since the last time, and returns of how many
// papers it did.
func (t teller) tell(ctx context.Context) (papers int, err error) {
	id, err := t.papers.Identity(ctx)
	if err != nil {
		return 0, err
	}
	if err := t.rename(ctx, fmt.Sprintf("names of papers %x", uint64(id))); err != nil {
		return 0, err
	}
	note := fmt.Sprintf("tallies of papers %x", uint64(id))
	last, err := t.mark(ctx, note)
	if err != nil {
		return 0, err
	}
	for tally, err := range t.papers.Tallies(ctx, last) {
		if err != nil {
			return papers, err
		}
		if err := t.evidence.RecordReport(ctx, report(tally)); err != nil {
			return papers, err
		}
		if err := t.evidence.PutNote(ctx, note, strconv.FormatInt(tally.Num, 10)); err != nil {
			return papers, err
		}
		papers += len(tally.Papers)
	}
	return papers, nil
}

// report returns what a tally says as a report.
func report(t store.Tally) bot.Report {
	return bot.Report{Source: t.Source, At: t.At, Papers: lo.Map(t.Papers, func(p store.Tallied, _ int) bot.ReportedPaper {
		return bot.ReportedPaper{ID: p.ID, Published: p.Published, Votes: p.Votes, Rank: p.Rank, Seen: p.Seen}
	})}
}

// rename tells which IDs papers have that are kept under others no more.
func (t teller) rename(ctx context.Context, note string) error {
	state, err := t.papers.State(ctx)
	if err != nil {
		return err
	}
	last, err := t.mark(ctx, note)
	if err != nil || last == state.Seq {
		return err
	}
	gone, err := t.papers.Gone(ctx, last)
	if err != nil {
		return err
	}
	names := map[corpus.ID]corpus.ID{}
	for _, old := range gone {
		now, ok, err := t.papers.Paper(ctx, old)
		if err != nil {
			return err
		}
		if ok && now.ID != old {
			names[old] = now.ID
		}
	}
	if err := t.evidence.RenamePapers(ctx, names); err != nil {
		return err
	}
	return t.evidence.PutNote(ctx, note, strconv.FormatInt(state.Seq, 10))
}

// mark returns the number of a note, 0 if there is none.
func (t teller) mark(ctx context.Context, note string) (int64, error) {
	text, err := t.evidence.Note(ctx, note)
	if err != nil || text == "" {
		return 0, err
	}
	mark, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("note %q: %w", note, err)
	}
	return mark, nil
}
