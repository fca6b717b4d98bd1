package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"paperbot/bot"
	"paperbot/corpus"
	"paperbot/corpus/store"
	"paperbot/retrieval"
	"paperbot/retrieval/analysis"
)

// defaultCorpus is where import keeps papers unless it is told otherwise.
const defaultCorpus = "papers.db"

// corpusFlag says where the papers are.
type corpusFlag struct {
	Corpus string `placeholder:"FILE" help:"SQLite file of papers, as import makes it. Default: papers.db where it is, else the 264 papers inside."`
}

// open opens the papers; nil stands for those inside.
func (f corpusFlag) open(ctx context.Context) (*store.Store, error) {
	if f.Corpus != "" {
		return store.Open(ctx, f.Corpus)
	}
	papers, err := store.Open(ctx, defaultCorpus)
	if errors.Is(err, store.ErrNotExist) {
		return nil, nil
	}
	return papers, err
}

// library returns the papers of the flag with a bot that answers from them, and
// that ranks them by the evidence; nil for none.
func (f corpusFlag) library(p *program, evidence bot.EvidenceStore) (library, error) {
	papers, err := f.open(p.ctx)
	if err != nil {
		return library{}, err
	}
	if papers == nil {
		return openLibrary(evidence)
	}
	follower, err := follow(p.ctx, papers, evidence, p.note)
	if err != nil {
		return library{}, errors.Join(err, papers.Close())
	}
	return follower.library, errors.Join(follower.close(), papers.Close())
}

// A follower keeps a library as its store is.
type follower struct {
	library
	paperIndex
	papers map[corpus.ID]corpus.Paper
	order  []corpus.ID // as they came; those that are gone are passed over
	seq    int64       // the change up to which the library is as the store

	news     sync.Mutex // held to tell of new papers, and to say that there are none
	baseline bool       // what comes now is no news
}

// follow returns the library of a store as it is now. What there is to tell the
// operator about the index is said.
func follow(ctx context.Context, papers *store.Store, evidence bot.EvidenceStore, say func(line string)) (*follower, error) {
	f := &follower{paperIndex: paperIndex{store: papers, analyzer: analysis.New(), say: say}, papers: map[corpus.ID]corpus.Paper{}}
	change, err := f.read(ctx)
	if err != nil {
		return nil, err
	}
	f.keep(change.papers)
	collection := f.collection()
	if err := f.open(ctx, collection, change.seq); err != nil {
		return nil, err
	}
	f.seq = change.seq
	if f.search, err = retrieval.NewSearcher(f.analyzer, f.snapshot, retrieval.Config{}); err == nil {
		f.Bot, err = bot.New(bot.Config{Papers: collection, Search: f.search, Evidence: evidence})
	}
	if err != nil {
		return nil, errors.Join(err, f.close())
	}
	return f, nil
}

// read returns what changed since the library was made as the store. Papers without
// an abstract cannot be quoted from, and wait for one.
func (f *follower) read(ctx context.Context) (change, error) {
	state, err := f.store.State(ctx)
	if err != nil || state.Seq == f.seq {
		return change{seq: f.seq}, err
	}
	c := change{seq: state.Seq}
	if c.gone, err = f.store.Gone(ctx, f.seq); err != nil {
		return change{}, err
	}
	for p, err := range f.store.Since(ctx, f.seq) {
		if err != nil {
			return change{}, err
		}
		if p.Abstract != "" {
			c.papers = append(c.papers, p)
		}
	}
	return c, nil
}

// keep adds papers, or puts them in the place of those of the same ID.
func (f *follower) keep(papers []corpus.Paper) {
	for _, p := range papers {
		if _, ok := f.papers[p.ID]; !ok {
			f.order = append(f.order, p.ID)
		}
		f.papers[p.ID] = p
	}
}

func (f *follower) collection() *corpus.Collection {
	all := make([]corpus.Paper, 0, len(f.papers))
	for _, id := range f.order {
		if p, ok := f.papers[id]; ok {
			all = append(all, p)
		}
	}
	return corpus.NewCollection(all)
}

// refresh makes the library as the store is now.
func (f *follower) refresh(ctx context.Context) (changed int, err error) {
	change, err := f.read(ctx)
	if err != nil {
		return 0, err
	}
	if len(change.papers)+len(change.gone) == 0 {
		f.seq = change.seq
		return 0, nil
	}
	f.keep(change.papers)
	f.SetPapers(f.collection()) // with those that are gone: they are in the index still
	lost := false
	for _, id := range change.gone {
		_, had := f.papers[id]
		lost = lost || had
		delete(f.papers, id)
	}
	left := f.collection()
	if err := f.update(ctx, change, left); err != nil {
		return 0, err // and it is read again
	}
	f.seq = change.seq
	f.search.Swap(f.snapshot)
	if lost {
		f.SetPapers(left)
	}
	return len(change.papers), nil
}

// How often a follower looks whether the store has changed, which costs one query
// of three numbers, and whether alerts wait for another day.
const (
	lookEvery  = time.Second
	alertEvery = 10 * time.Minute
)

// alertMark names how far alerts have come in the store.
const alertMark = "alerts"

// run follows the store until ctx ends, and tells the announcer of new papers.
func (f *follower) run(ctx context.Context, announcer *bot.Announcer, log *slog.Logger) error {
	look, alert := time.NewTicker(lookEvery), time.NewTicker(alertEvery)
	defer look.Stop()
	defer alert.Stop()
	if err := f.announce(ctx, announcer); err != nil && ctx.Err() == nil {
		log.Error("alerts", "error", err)
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-alert.C:
			if err := announcer.Announce(ctx, nil); err != nil && ctx.Err() == nil {
				log.Error("alerts", "error", err)
			}
		case <-look.C:
			changed, err := f.refresh(ctx)
			if err == nil && changed > 0 {
				log.Info("papers", "changed", changed, "papers", len(f.papers))
				err = f.announce(ctx, announcer)
			}
			if err != nil && ctx.Err() == nil {
				log.Error("papers", "error", err)
			}
		}
	}
}

// maxNews is how many new papers at once are news. More are a dump that somebody
// took in: all of arXiv announces 1,200 a day.
const maxNews = 5000

// first makes a source's first look, of which the papers are no news.
func (f *follower) first(ctx context.Context, look func() error) error {
	f.setBaseline(true)
	err := look()
	state, failed := f.store.State(ctx)
	if failed == nil {
		failed = f.store.SetMark(ctx, alertMark, state.Last)
	}
	f.setBaseline(false)
	return errors.Join(err, failed)
}

func (f *follower) setBaseline(now bool) {
	f.news.Lock()
	defer f.news.Unlock()
	f.baseline = now
}

// announce tells the announcer of the papers that are new since the last time.
// The first time there is nothing new: the corpus is what one begins with. The
// mark is set first: to miss an alert is better than to send one twice.
func (f *follower) announce(ctx context.Context, announcer *bot.Announcer) error {
	f.news.Lock()
	defer f.news.Unlock()
	if f.baseline {
		return nil
	}
	state, err := f.store.State(ctx)
	if err != nil {
		return err
	}
	mark, ok, err := f.store.Mark(ctx, alertMark)
	if err != nil {
		return err
	}
	if ok && mark == state.Last {
		return nil
	}
	var fresh []corpus.Paper
	if ok && state.Last-mark <= maxNews {
		for p, err := range f.store.After(ctx, mark) {
			if err != nil {
				return err
			}
			if _, indexed := f.papers[p.ID]; indexed && !p.Withdrawn {
				fresh = append(fresh, p)
			}
		}
	}
	if err := f.store.SetMark(ctx, alertMark, state.Last); err != nil {
		return err
	}
	return announcer.Announce(ctx, fresh)
}
