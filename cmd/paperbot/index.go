package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path/filepath"

	"paperbot/corpus"
	"paperbot/corpus/store"
	"paperbot/retrieval"
	"paperbot/retrieval/analysis"
	"paperbot/retrieval/index"
)

// fewPapers is how many papers are indexed in memory at every start, which takes
// less than a quarter of a second, so that few papers need no folder.
const fewPapers = 3000

// maxSegments is how many segments there may be in memory before they are made one.
const maxSegments = 16

// A paperIndex is the index of a store's papers: in memory as long as they are few,
// else in a folder beside the store, of which it can be made anew at any time.
type paperIndex struct {
	store    *store.Store
	analyzer *analysis.Analyzer
	say      func(line string) // tells the operator
	snapshot *index.Snapshot
	folder   *index.Directory // nil if in memory
	segments int              // in memory
}

// indexFolder returns where the index of a store is.
func indexFolder(papers *store.Store) string { return papers.Path() + ".index" }

// open makes the index that of the papers, which are those of the store up to a
// change.
func (x *paperIndex) open(ctx context.Context, papers *corpus.Collection, seq int64) error {
	if papers.Len() >= fewPapers {
		if opened, err := x.openFolder(ctx, papers, seq); opened || err != nil {
			return err
		}
	}
	x.reindex(papers)
	return nil
}

// openFolder takes the index in the folder. If it is up to date it is only read. It
// is false if others hold it, or it cannot be kept there: that is said in a line.
func (x *paperIndex) openFolder(ctx context.Context, papers *corpus.Collection, seq int64) (opened bool, err error) {
	snapshot, mark, err := index.ReadDirectory(indexFolder(x.store))
	if err == nil && mark == seq && isOf(snapshot, papers) && snapshot.Verify() == nil {
		x.snapshot = snapshot
		return true, nil
	}
	folder, err := openIndex(ctx, x.store, x.analyzer, papers, x.say)
	if err == nil {
		x.folder, x.snapshot, x.segments = folder, folder.Snapshot(), 0
		return true, nil
	}
	if ctx.Err() != nil {
		return false, err
	}
	x.say(fmt.Sprintf("The index is kept in memory: %v.", err))
	return false, nil
}

func (x *paperIndex) reindex(papers *corpus.Collection) {
	x.snapshot, x.segments = retrieval.Index(x.analyzer, papers.All()), 1
}

// update makes the index that of the papers after a change.
func (x *paperIndex) update(ctx context.Context, change change, papers *corpus.Collection) error {
	switch {
	case x.folder != nil:
		if err := x.folder.Update(ctx, change.update()); err != nil {
			return err
		}
		x.snapshot = x.folder.Snapshot()
	case x.segments == 0, x.segments == 1 && papers.Len() >= fewPapers:
		return x.open(ctx, papers, change.seq) // so far it was only read, or there were few
	case len(change.gone) > 0 || x.segments >= maxSegments:
		x.reindex(papers)
	default:
		w := index.NewWriter(x.analyzer)
		for _, p := range change.papers {
			w.Put(retrieval.Document(p))
		}
		x.snapshot, x.segments = x.snapshot.With(w.Segment()), x.segments+1
	}
	return nil
}

// close lets others change the index. The snapshot stays good.
func (x *paperIndex) close() error {
	if x.folder == nil {
		return nil
	}
	return x.folder.Close()
}

// A change is what is new in a store.
type change struct {
	papers []corpus.Paper // new or revised
	gone   []corpus.ID
	seq    int64 // the last change in it
}

func (c change) update() index.Update {
	return index.Update{Put: documents(func(yield func(corpus.Paper, error) bool) {
		for _, p := range c.papers {
			if !yield(p, nil) {
				return
			}
		}
	}), Gone: idsOf(c.gone), Mark: c.seq}
}

func idsOf(all []corpus.ID) []string {
	ids := make([]string, len(all))
	for i, id := range all {
		ids[i] = string(id)
	}
	return ids
}

// documents yields what the index sees of papers. Those without an abstract cannot be
// quoted from, and wait for one.
func documents(papers iter.Seq2[corpus.Paper, error]) iter.Seq2[index.Document, error] {
	return func(yield func(index.Document, error) bool) {
		for p, err := range papers {
			if err == nil && p.Abstract == "" {
				continue
			}
			if !yield(retrieval.Document(p), err) {
				return
			}
		}
	}
}

// openIndex opens the index beside a store and brings it up to date. It is made anew
// if it is not there, or cannot be used: that is said in a line. If the papers are
// given, the index must be of them.
func openIndex(ctx context.Context, papers *store.Store, a *analysis.Analyzer, all *corpus.Collection, say func(string)) (*index.Directory, error) {
	folder, err := index.OpenDirectory(indexFolder(papers), a, index.DirectoryConfig{})
	if err == nil {
		if err = catchUp(ctx, folder, papers); err == nil {
			err = folder.Snapshot().Verify()
		}
		if err == nil && all != nil && !isOf(folder.Snapshot(), all) {
			err = errOtherPapers
		}
		if err == nil {
			return folder, nil
		}
		err = errors.Join(err, folder.Close())
	}
	why := whyAnew(err)
	if why == "" {
		return nil, err
	}
	say(fmt.Sprintf("The index of %s is made: %s.", filepath.Base(papers.Path()), why))
	if folder, err = index.CreateDirectory(indexFolder(papers), a, index.DirectoryConfig{}); err != nil {
		return nil, err
	}
	if err := catchUp(ctx, folder, papers); err != nil {
		return nil, errors.Join(err, folder.Close())
	}
	return folder, nil
}

// keepIndex makes the index beside a store that of its papers, unless they are few.
// Where that cannot be it does no harm: who needs the index makes it then. One that
// another process holds is kept by that.
func keepIndex(p *program, papers *store.Store) {
	state, err := papers.State(p.ctx)
	if err == nil && state.Papers < fewPapers {
		return
	}
	if err == nil {
		var folder *index.Directory
		if folder, err = openIndex(p.ctx, papers, analysis.New(), nil, func(string) {}); err == nil {
			err = errors.Join(folder.Merged(), folder.Close())
		}
	}
	if err != nil && !errors.Is(err, index.ErrLocked) {
		p.note(fmt.Sprintf("The index was not kept: %v.", err))
	}
}

var errOtherPapers = errors.New("of other papers")

// whyAnew says why an index has to be made anew, "" if the error is another.
func whyAnew(err error) string {
	switch {
	case errors.Is(err, index.ErrDamaged):
		return "what was there is damaged"
	case errors.Is(err, fs.ErrNotExist):
		return "there is none yet"
	case errors.Is(err, index.ErrFormat):
		return "what was there is of another version of paperbot"
	case errors.Is(err, index.ErrAnalyzer):
		return "words are read otherwise now"
	case errors.Is(err, errOtherPapers):
		return "what was there is of other papers"
	}
	return ""
}

// catchUp makes an index that of what is stored now.
func catchUp(ctx context.Context, folder *index.Directory, papers *store.Store) error {
	state, err := papers.State(ctx)
	if err != nil {
		return err
	}
	mark := folder.Mark()
	if mark == state.Seq {
		return nil
	}
	if mark > state.Seq {
		return errOtherPapers
	}
	gone, err := papers.Gone(ctx, mark)
	if err != nil {
		return err
	}
	return folder.Update(ctx, index.Update{Put: documents(papers.Since(ctx, mark)), Gone: idsOf(gone), Mark: state.Seq})
}

// looked is how many papers are looked for to tell whether an index is theirs.
const looked = 1000

// isOf tells whether an index is of these papers, as far as their number and some of
// them tell.
func isOf(snapshot *index.Snapshot, papers *corpus.Collection) bool {
	if snapshot.Docs() != papers.Len() {
		return false
	}
	i, step := 0, papers.Len()/looked+1
	for p := range papers.All() {
		if i++; i%step != 0 {
			continue
		}
		if _, ok := snapshot.Doc(string(p.ID)); !ok {
			return false
		}
	}
	return true
}
