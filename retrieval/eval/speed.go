package eval

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

// A Subject is a search library as its speed is measured.
type Subject struct {
	// Build indexes the documents and leaves the index where Open finds it. The
	// time it takes is index_seconds.
	Build func(ctx context.Context, docs iter.Seq2[Document, error]) error

	// Open opens the index for searching. The time that it and the first query
	// take is cold_start_ms. An index that lives in memory is open already.
	Open func(ctx context.Context) (SearchFunc, error)

	// Size returns the bytes that the index takes on disk. Nil for an index in
	// memory: then its size is the growth of the live heap over Build.
	Size func() (int64, error)
}

// A SearchFunc answers a query with its k best documents, which it drops. Two
// goroutines call it at once.
type SearchFunc func(ctx context.Context, query string, k int) error

// A Protocol says how long is measured. The defaults are those of the harness
// that timed the libraries this project is compared with.
type Protocol struct {
	K          int           // results a query; default 10
	Warm       time.Duration // least warm-up, which is at least one pass; default 1 s
	MinSamples int           // least number of timed queries; default 2,000
	MinTimed   time.Duration // least time of the timed queries; default 1.5 s
	MaxTimed   time.Duration // when a slow subject is stopped early, in each stage; default 20 s
	Parallel   time.Duration // how long two goroutines search; default 2 s
}

func (p Protocol) withDefaults() Protocol {
	if p.K <= 0 {
		p.K = 10
	}
	if p.MinSamples <= 0 {
		p.MinSamples = 2000
	}
	for _, d := range []struct {
		of  *time.Duration
		def time.Duration
	}{
		{&p.Warm, time.Second},
		{&p.MinTimed, 1500 * time.Millisecond},
		{&p.MaxTimed, 20 * time.Second},
		{&p.Parallel, 2 * time.Second},
	} {
		if *d.of <= 0 {
			*d.of = d.def
		}
	}
	return p
}

// A SpeedReport says how fast a collection is indexed and searched.
type SpeedReport struct {
	Collection string `json:"collection"`
	IndexSpeed
	SearchSpeed
}

// IndexSpeed says how fast a collection is indexed, and how large the index is.
type IndexSpeed struct {
	Documents int `json:"documents"`

	// IndexSeconds is what Build took. The documents come to it from a flat file
	// on disk: unpacking and JSON are not in the figure, reading is.
	IndexSeconds       float64 `json:"index_seconds"`
	DocumentsPerSecond float64 `json:"documents_per_second"`
	IndexBytes         int64   `json:"index_bytes"` // on disk; in memory, growth of the live heap
	BytesPerDocument   float64 `json:"bytes_per_document"`

	// IndexPeakRSSBytes is the largest resident set of the process that made the index,
	// as PeakRSSBytes is of the one that searched, which may be the same.
	IndexPeakRSSBytes int64 `json:"index_peak_rss_bytes"`
}

// SearchSpeed says how fast an index is searched.
type SearchSpeed struct {
	// ColdStartMS is what opening and the first query took, with the files in the
	// page cache; for an index in memory, the first query after building alone.
	ColdStartMS float64 `json:"cold_start_ms"`

	Queries int     `json:"queries"` // different ones
	Samples int     `json:"samples"` // timed, one goroutine
	P50     float64 `json:"p50_us"`  // percentiles by nearest rank, see [Percentile]
	P95     float64 `json:"p95_us"`
	P99     float64 `json:"p99_us"`
	CPU     float64 `json:"cpu_us"` // of the whole process, for one of these queries; 0 outside Unix
	QPS1    float64 `json:"qps_1"`  // queries a second, one goroutine
	QPS2    float64 `json:"qps_2"`  // two goroutines

	// AnonymousRSSBytes is what of the resident set is not in files when all queries are
	// asked (RssAnon of /proc/self/status), and PeakRSSBytes the largest resident set so
	// far, files and whatever else the process did included (VmHWM there). Both are 0
	// where there is no such file, that is, outside Linux.
	AnonymousRSSBytes int64 `json:"anonymous_rss_bytes"`
	PeakRSSBytes      int64 `json:"peak_rss_bytes"`
}

func queriesOf(c *Collection) ([]Query, error) {
	queries, err := c.Queries()
	if err == nil && len(queries) == 0 {
		err = fmt.Errorf("speed of %s: no queries", c.Name())
	}
	return queries, err
}

// MeasureIndexing indexes a collection.
func MeasureIndexing(ctx context.Context, c *Collection, s Subject) (r IndexSpeed, err error) {
	if err := r.build(ctx, c, s); err != nil {
		return IndexSpeed{}, fmt.Errorf("index %s: %w", c.Name(), err)
	}
	r.IndexPeakRSSBytes = processStatus("VmHWM:")
	return r, nil
}

// MeasureSearch opens an index of a collection and asks its queries: once each and for
// as long as the protocol says to warm up, then timed by one goroutine, then by two.
// Zero fields of the protocol stand for its defaults.
func MeasureSearch(ctx context.Context, c *Collection, s Subject, p Protocol) (r SearchSpeed, err error) {
	queries, err := queriesOf(c)
	if err != nil {
		return SearchSpeed{}, err
	}
	r.Queries = len(queries)
	t := timing{queries: queries, Protocol: p.withDefaults()}
	if err := t.open(ctx, s, &r); err != nil {
		return SearchSpeed{}, fmt.Errorf("open index of %s: %w", c.Name(), err)
	}
	for _, stage := range []func(context.Context, *SearchSpeed) error{t.warm, t.single, t.double} {
		if err := stage(ctx, &r); err != nil {
			return SearchSpeed{}, fmt.Errorf("search %s: %w", c.Name(), err)
		}
	}
	r.AnonymousRSSBytes, r.PeakRSSBytes = processStatus("RssAnon:"), processStatus("VmHWM:")
	return r, nil
}

func (r *IndexSpeed) build(ctx context.Context, c *Collection, s Subject) error {
	docs, err := flatten(c.Documents())
	if err != nil {
		return err
	}
	defer docs.remove()
	if docs.n == 0 {
		return errors.New("no documents")
	}
	r.Documents = docs.n

	before := liveHeap()
	start := time.Now()
	if err := s.Build(ctx, docs.all()); err != nil {
		return err
	}
	r.IndexSeconds = time.Since(start).Seconds()
	r.DocumentsPerSecond = float64(docs.n) / r.IndexSeconds

	if s.Size != nil {
		r.IndexBytes, err = s.Size()
	} else {
		r.IndexBytes = max(0, liveHeap()-before)
	}
	r.BytesPerDocument = float64(r.IndexBytes) / float64(docs.n)
	return err
}

// liveHeap returns the bytes of the heap that are in use after a collection. It
// takes two, since what a sync.Pool holds outlives the first.
func liveHeap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// timing is what the stages of a measurement share.
type timing struct {
	Protocol
	queries []Query
	search  SearchFunc
}

func (t *timing) ask(ctx context.Context, q Query) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := t.search(ctx, q.Text, t.K); err != nil {
		return fmt.Errorf("query %s: %w", q.ID, err)
	}
	return nil
}

func (t *timing) open(ctx context.Context, s Subject, r *SearchSpeed) (err error) {
	start := time.Now()
	if t.search, err = s.Open(ctx); err != nil {
		return err
	}
	if err := t.ask(ctx, t.queries[0]); err != nil {
		return err
	}
	r.ColdStartMS = time.Since(start).Seconds() * 1e3
	return nil
}

func (t *timing) warm(ctx context.Context, _ *SearchSpeed) error {
	start := time.Now()
	for i := 0; i < len(t.queries) || time.Since(start) < t.Warm; i++ {
		if err := t.ask(ctx, t.queries[i%len(t.queries)]); err != nil {
			return err
		}
		if time.Since(start) > t.MaxTimed {
			break
		}
	}
	return nil
}

// single times whole passes over the queries, and more than one if they are
// few. The queries are mixed, so that a subject that is stopped early has been
// asked all kinds.
func (t *timing) single(ctx context.Context, r *SearchSpeed) error {
	runtime.GC()
	n, step := len(t.queries), stride(len(t.queries))
	took := make([]time.Duration, 0, max(n, t.MinSamples))
	start, cpu := time.Now(), cpuTime()
	for i := 0; i < t.MinSamples || i%n != 0 || time.Since(start) < t.MinTimed; i++ {
		asked := time.Now()
		if err := t.ask(ctx, t.queries[i*step%n]); err != nil {
			return err
		}
		took = append(took, time.Since(asked))
		if time.Since(start) > t.MaxTimed {
			break
		}
	}
	r.QPS1 = float64(len(took)) / time.Since(start).Seconds()
	r.Samples = len(took)
	r.CPU = (cpuTime() - cpu).Seconds() * 1e6 / float64(len(took))
	slices.Sort(took)
	for _, p := range []struct {
		of      *float64
		percent int
	}{{&r.P50, 50}, {&r.P95, 95}, {&r.P99, 99}} {
		*p.of = Percentile(took, p.percent).Seconds() * 1e6
	}
	return nil
}

// stride returns a step that visits all of n queries before one twice.
func stride(n int) int {
	const prime = 7919 // far larger than a run of queries of one kind is long
	if n%prime == 0 {
		return 1
	}
	return prime
}

func (t *timing) double(ctx context.Context, r *SearchSpeed) error {
	const goroutines = 2
	var asked [goroutines]int
	n := len(t.queries)
	start := time.Now()
	group, ctx := errgroup.WithContext(ctx)
	for g := range goroutines {
		group.Go(func() error {
			count := 0
			for ; time.Since(start) < t.Parallel; count++ {
				if err := t.ask(ctx, t.queries[(count+g*n/goroutines)%n]); err != nil {
					return err
				}
			}
			asked[g] = count
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	r.QPS2 = float64(asked[0]+asked[1]) / time.Since(start).Seconds()
	return nil
}

// Percentile returns the p-th percentile of sorted samples by nearest rank: the
// least sample that at least p per cent of the samples do not exceed, which is
// the one at rank ⌈p·n/100⌉. Of no samples it is 0.
func Percentile(sorted []time.Duration, p int) time.Duration {
	n := len(sorted)
	if n == 0 {
		return 0
	}
	rank := (p*n + 99) / 100
	return sorted[min(max(rank, 1), n)-1]
}
