package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"time"

	"paperbot/corpus"
)

// A Batch is papers that were met at one source at one time.
type Batch struct {
	Source string // such as the name of a file or feed
	At     time.Time
	Papers []corpus.Paper
}

// Put stores papers, all or, where it returns an error, none. It returns what
// each one did.
func (s *Store) Put(ctx context.Context, b Batch) (outcomes []Outcome, err error) {
	err = s.tx(ctx, func(tx *sql.Tx) error {
		w := &writer{ctx: ctx, tx: tx}
		if err := w.load(b); err != nil {
			return err
		}
		for _, p := range b.Papers {
			outcomes = append(outcomes, w.put(p))
		}
		return w.write(b)
	})
	if err != nil {
		return nil, s.fault("store papers", err)
	}
	return outcomes, nil
}

// A writer works on a batch in memory: it reads what is stored of its papers,
// decides, and writes what is to change.
type writer struct {
	ctx     context.Context
	tx      *sql.Tx
	papers  map[int64]*kept // what is known of the batch's papers, by num
	byID    map[corpus.ID]int64
	byTitle map[int64][]int64 // nums by hash
	hashes  map[string]titleHash
	seq     int64 // of this batch
	num     int64 // the last that was given
	count   int64
	gone    map[corpus.ID]bool
	aliases []corpus.ID // that have come to lead to a paper
	titles  []title     // likewise
	seen    []*kept     // those of the batch, in its order
}

// A title is a paper's, one of those it had.
type title struct{ hash, num int64 }

// A kept paper is one that is stored or is to be.
type kept struct {
	num     int64
	paper   corpus.Paper
	stored  *corpus.Paper // as it is stored; nil if it is not
	removed bool
	records []corpus.Paper // of the batch
}

// A titleHash is what titles are compared by.
type titleHash struct {
	hash    int64
	telling bool // the title is long enough to tell a paper: not "Editorial", not "Introduction"
}

// hashOf returns the hash of a title, which is asked for several times in a batch.
func (w *writer) hashOf(text string) titleHash {
	const telling = 16 // letters and digits
	t, ok := w.hashes[text]
	if !ok {
		normal := corpus.NormalTitle(text)
		h := fnv.New64a()
		h.Write([]byte(normal))
		t = titleHash{int64(h.Sum64()), len(normal) >= telling}
		w.hashes[text] = t
	}
	return t
}

// load reads what is stored of the batch's papers.
func (w *writer) load(b Batch) error {
	var ids []corpus.ID
	var hashes []int64
	w.hashes = make(map[string]titleHash, len(b.Papers))
	for _, p := range b.Papers {
		ids = append(append(ids, p.ID), p.OtherIDs...)
		if t := w.hashOf(p.Title); t.telling {
			hashes = append(hashes, t.hash)
		}
	}
	w.papers, w.byID, w.byTitle, w.gone = map[int64]*kept{}, map[corpus.ID]int64{}, map[int64][]int64{}, map[corpus.ID]bool{}
	err := query(w.ctx, w.tx, `SELECT id, num FROM ids WHERE id IN (SELECT value FROM json_each(?))`, ids, func(scan scanner) error {
		var id corpus.ID
		var num int64
		err := scan(&id, &num)
		w.byID[id] = num
		w.papers[num] = nil
		return err
	})
	if err != nil {
		return err
	}
	err = query(w.ctx, w.tx, `SELECT hash, num FROM titles WHERE hash IN (SELECT value FROM json_each(?))`, hashes, func(scan scanner) error {
		var hash, num int64
		err := scan(&hash, &num)
		w.byTitle[hash] = append(w.byTitle[hash], num)
		w.papers[num] = nil
		return err
	})
	if err != nil {
		return err
	}
	if err := w.loadPapers(slices.Collect(maps.Keys(w.papers))); err != nil {
		return err
	}
	return w.tx.QueryRowContext(w.ctx, `
		SELECT (SELECT value + 1 FROM counters WHERE name = 'seq'), (SELECT value FROM counters WHERE name = 'num'),
		       (SELECT value FROM counters WHERE name = 'papers')`).Scan(&w.seq, &w.num, &w.count)
}

func (w *writer) loadPapers(nums []int64) error {
	if len(nums) == 0 {
		return nil
	}
	return query(w.ctx, w.tx, `SELECT num, id, title, abstract, detail FROM papers WHERE num IN (SELECT value FROM json_each(?))`, nums, func(scan scanner) error {
		var num int64
		p, err := scanPaper(scan, &num)
		stored := p
		w.papers[num] = &kept{num: num, paper: p, stored: &stored}
		for _, id := range allIDs(p) {
			w.byID[id] = num
		}
		return err
	})
}

// put decides what becomes of one record.
func (w *writer) put(p corpus.Paper) Outcome {
	matches := w.matches(p)
	if len(matches) == 0 {
		w.num++
		k := &kept{num: w.num, paper: p, records: []corpus.Paper{p}}
		w.papers[k.num] = k
		w.count++
		w.index(k)
		w.seen = append(w.seen, k)
		return New
	}
	k := matches[0]
	before := k.paper
	for _, other := range matches[1:] { // the record says that they are one
		w.gone[other.paper.ID] = true
		other.removed = true
		for id, num := range w.byID {
			if num == other.num {
				w.byID[id] = k.num
			}
		}
		w.count--
		k.paper = merge(k.paper, other.paper)
		k.records = append(k.records, other.records...)
	}
	k.paper = merge(k.paper, p)
	if k.paper.ID != before.ID {
		w.gone[before.ID] = true
	}
	delete(w.gone, k.paper.ID)
	for _, id := range allIDs(p) { // those that the paper does not keep lead to it all the same
		if w.byID[id] != k.num {
			w.byID[id] = k.num
			w.aliases = append(w.aliases, id)
		}
	}
	k.records = append(k.records, p)
	w.index(k)
	w.seen = append(w.seen, k)
	return compare(before, k.paper)
}

// matches returns the papers that a record is about, by any of its identifiers;
// where it or they have none, by the title.
func (w *writer) matches(p corpus.Paper) []*kept {
	var found []*kept
	for _, id := range allIDs(p) {
		if k := w.papers[w.byID[id]]; k != nil && !k.removed && !slices.Contains(found, k) {
			found = append(found, k)
		}
	}
	slices.SortFunc(found, func(a, b *kept) int { return int(a.num - b.num) })
	if len(found) > 0 {
		return found
	}
	t := w.hashOf(p.Title)
	if !t.telling {
		return nil
	}
	for _, num := range w.byTitle[t.hash] {
		if k := w.papers[num]; k != nil && !k.removed && (p.ID.IsTitle() || k.paper.ID.IsTitle()) {
			found = append(found, k)
		}
	}
	if len(found) != 1 {
		return nil // of several papers of one title none is meant for certain
	}
	return found
}

// index makes a paper known to the records after it.
func (w *writer) index(k *kept) {
	for _, id := range allIDs(k.paper) {
		w.byID[id] = k.num
	}
	if t := w.hashOf(k.paper.Title); t.telling && !slices.Contains(w.byTitle[t.hash], k.num) {
		w.byTitle[t.hash] = append(w.byTitle[t.hash], k.num)
		w.titles = append(w.titles, title{t.hash, k.num})
	}
}

// write stores what has changed.
func (w *writer) write(b Batch) error {
	var changed []*kept
	for _, num := range slices.Sorted(maps.Keys(w.papers)) {
		k := w.papers[num]
		if k == nil || k.removed && k.stored == nil || k.stored != nil && !k.removed && equal(*k.stored, k.paper) {
			continue
		}
		changed = append(changed, k)
	}
	if len(changed) > 0 {
		if err := w.writePapers(changed); err != nil {
			return err
		}
	}
	aliases := bulk{tx: w.tx, into: "REPLACE INTO ids (id, num)", columns: 2}
	for _, id := range w.aliases {
		aliases.add(string(id), w.byID[id])
	}
	if err := aliases.flush(w.ctx); err != nil {
		return err
	}
	return w.writeSightings(b)
}

func (w *writer) writePapers(changed []*kept) error {
	papers := bulk{tx: w.tx, into: "REPLACE INTO papers (num, id, seq, title, abstract, detail)", columns: 6}
	ids := bulk{tx: w.tx, into: "REPLACE INTO ids (id, num)", columns: 2}
	titles := bulk{tx: w.tx, into: "INSERT OR IGNORE INTO titles (hash, num)", columns: 2}
	gone := bulk{tx: w.tx, into: "INSERT OR IGNORE INTO gone (seq, id)", columns: 2}
	for _, k := range changed {
		if k.removed {
			if err := w.remove(k); err != nil {
				return err
			}
			continue
		}
		detail, err := json.Marshal(detailOf(k.paper))
		if err != nil {
			return err
		}
		papers.add(k.num, string(k.paper.ID), w.seq, k.paper.Title, k.paper.Abstract, string(detail))
		for _, id := range allIDs(k.paper) {
			if k.stored == nil || !slices.Contains(allIDs(*k.stored), id) {
				ids.add(string(id), k.num)
			}
		}
	}
	for _, t := range w.titles {
		if !w.papers[t.num].removed {
			titles.add(t.hash, t.num)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(w.gone)) {
		gone.add(w.seq, string(id))
		ids.add(string(id), w.byID[id])
	}
	for _, t := range []*bulk{&papers, &ids, &titles, &gone} {
		if err := t.flush(w.ctx); err != nil {
			return err
		}
	}
	_, err := w.tx.ExecContext(w.ctx, `REPLACE INTO counters VALUES ('seq', ?), ('num', ?), ('papers', ?)`, w.seq, w.num, w.count)
	return err
}

// remove takes a paper out that is another's; its identifiers and sightings are
// the other's from now on.
func (w *writer) remove(k *kept) error {
	into := w.byID[k.paper.ID]
	for _, change := range []string{
		`UPDATE ids SET num = ?2 WHERE num = ?1`,
		`UPDATE OR IGNORE sightings SET num = ?2 WHERE num = ?1`,
		`DELETE FROM sightings WHERE num = ?1 AND ?2 > 0`,
		`DELETE FROM titles WHERE num = ?1 AND ?2 > 0`,
		`DELETE FROM papers WHERE num = ?1 AND ?2 > 0`,
	} {
		if _, err := w.tx.ExecContext(w.ctx, change, k.num, into); err != nil {
			return err
		}
	}
	return nil
}

// writeSightings records where the batch's papers were met, if that is new. Places
// in lists are recorded however old: what a list tells, it tells as a whole, so
// whether it is the last one again shows at its end only.
func (w *writer) writeSightings(b Batch) error {
	source, err := w.source(b.Source)
	if err != nil {
		return err
	}
	type last struct{ rank, votes int }
	known := map[int64]last{}
	var stored []int64
	for _, k := range w.seen {
		if k.stored != nil {
			stored = append(stored, k.num)
		}
	}
	err = query(w.ctx, w.tx, fmt.Sprintf(`SELECT num, rank, votes, max(at) FROM sightings
		WHERE source = %d AND num IN (SELECT value FROM json_each(?)) GROUP BY num`, source), stored, func(scan scanner) error {
		var num, at int64
		var l last
		err := scan(&num, &l.rank, &l.votes, &at)
		known[num] = l
		return err
	})
	if err != nil {
		return err
	}
	sightings := bulk{tx: w.tx, into: "REPLACE INTO sightings (num, source, at, rank, votes)", columns: 5}
	for _, k := range w.seen {
		p := k.records[len(k.records)-1]
		now := last{p.Rank, p.Votes}
		if before, ok := known[k.num]; k.removed || ok && before == now && p.Rank == 0 {
			continue
		}
		known[k.num] = now
		sightings.add(k.num, source, b.At.Unix(), p.Rank, p.Votes)
	}
	return sightings.flush(w.ctx)
}

// source returns the number of a source, and gives it one.
func (w *writer) source(name string) (source int64, err error) {
	if _, err := w.tx.ExecContext(w.ctx, `INSERT OR IGNORE INTO sources (name) VALUES (?)`, name); err != nil {
		return 0, err
	}
	return source, w.tx.QueryRowContext(w.ctx, `SELECT source FROM sources WHERE name = ?`, name).Scan(&source)
}

// A bulk inserts rows, many with one statement, which takes half the time.
type bulk struct {
	tx      *sql.Tx
	into    string
	columns int
	values  []any
}

// maxValues is how many values a statement has at most: SQLite allows 32,766.
const maxValues = 3000

func (b *bulk) add(row ...any) { b.values = append(b.values, row...) }

func (b *bulk) flush(ctx context.Context) error {
	per := maxValues / b.columns * b.columns
	var whole *sql.Stmt
	for len(b.values) > 0 {
		n := min(len(b.values), per)
		stmt := whole
		if stmt == nil || n < per {
			var err error
			if stmt, err = b.tx.PrepareContext(ctx, b.into+" VALUES "+placeholders(n/b.columns, b.columns)); err != nil {
				return err
			}
			defer stmt.Close()
			if n == per {
				whole = stmt
			}
		}
		if _, err := stmt.ExecContext(ctx, b.values[:n]...); err != nil {
			return err
		}
		b.values = b.values[n:]
	}
	return nil
}

func placeholders(rows, columns int) string {
	row := "(?" + strings.Repeat(",?", columns-1) + ")"
	return row + strings.Repeat(","+row, rows-1)
}
