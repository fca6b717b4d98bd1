package eval

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPercentile(t *testing.T) {
	upTo := func(n int) []time.Duration {
		s := make([]time.Duration, n)
		for i := range s {
			s[i] = time.Duration(i + 1)
		}
		return s
	}
	tests := []struct {
		n, p int
		want time.Duration
	}{
		{100, 50, 50}, {100, 95, 95}, {100, 99, 99}, {100, 100, 100}, {100, 0, 1},
		{10, 95, 10}, {10, 90, 9}, {10, 91, 10},
		{3, 50, 2}, {4, 50, 2}, {2000, 99, 1980}, {1, 1, 1}, {0, 50, 0},
	}
	for _, tt := range tests {
		if got := Percentile(upTo(tt.n), tt.p); got != tt.want {
			t.Errorf("percentile %d of 1…%d = %d, want %d", tt.p, tt.n, got, tt.want)
		}
	}
}

// sleeper takes known times: 5 s to build, 30 ms to open, and to search as many
// milliseconds as the query says.
func sleeper(got *[]Document) Subject {
	return Subject{
		Build: func(_ context.Context, docs iter.Seq2[Document, error]) error {
			time.Sleep(5 * time.Second)
			all, err := gather(docs)
			*got = all
			return err
		},
		Open: func(context.Context) (SearchFunc, error) {
			time.Sleep(30 * time.Millisecond)
			return func(_ context.Context, query string, k int) error {
				took, err := time.ParseDuration(query)
				time.Sleep(took)
				return err
			}, nil
		},
		Size: func() (int64, error) { return 400, nil },
	}
}

// queryFile has queries of 1 ms, but of every hundred the last four take 10 ms
// and the two among these that come last 20 ms.
func queryFile(n int) string {
	var b strings.Builder
	for i := range n {
		took := "1ms"
		switch {
		case i%100 >= 98:
			took = "20ms"
		case i%100 >= 94:
			took = "10ms"
		}
		fmt.Fprintf(&b, `{"_id":"q%d","text":"%s"}`+"\n", i, took)
	}
	return b.String()
}

func TestMeasureSpeed(t *testing.T) {
	documents := `{"_id":"1","title":"A\tB","text":"one\ntwo"}` + "\n" + `{"_id":"2"}` + "\n"
	dir := folder(t, map[string]string{"corpus.jsonl": documents, "queries.jsonl": queryFile(200)})
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	synctest.Test(t, func(t *testing.T) {
		var built []Document
		got, err := measureSpeed(t.Context(), open(t, dir, Names{Queries: "queries.jsonl"}), sleeper(&built), Protocol{
			// 200 queries take 188 + 8·10 + 4·20 = 348 ms; the sample is 3 passes, since 2
			// would be 400 queries.
			MinSamples: 401, MinTimed: time.Millisecond, Parallel: 348 * time.Millisecond,
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]Document{{"1", "A\tB", "one\ntwo"}, {ID: "2"}}, built); diff != "" {
			t.Error(diff)
		}
		if runtime.GOOS == "linux" && got.PeakRSSBytes < 1<<20 {
			t.Errorf("a peak of %d bytes", got.PeakRSSBytes)
		}
		if got.AnonymousRSSBytes > got.PeakRSSBytes {
			t.Errorf("%d bytes not in files of %d in all", got.AnonymousRSSBytes, got.PeakRSSBytes)
		}
		got.Collection, got.IndexPeakRSSBytes, got.AnonymousRSSBytes, got.PeakRSSBytes, got.CPU = "", 0, 0, 0, 0
		want := SpeedReport{
			IndexSpeed: IndexSpeed{Documents: 2, IndexSeconds: 5, DocumentsPerSecond: 0.4, IndexBytes: 400, BytesPerDocument: 200},
			SearchSpeed: SearchSpeed{
				ColdStartMS: 31, Queries: 200, Samples: 600,
				P50: 1e3, P95: 10e3, P99: 20e3,
				QPS1: 600 / (3 * 0.348), QPS2: got.QPS2,
			},
		}
		if diff := cmp.Diff(want, got, lastDigits); diff != "" {
			t.Error(diff)
		}
		// Each goroutine asks all 200 in that time; the second starts in the middle.
		if want := 2 * 200 / 0.348; got.QPS2 < want-1e-6 || got.QPS2 > want+1e-6 {
			t.Errorf("%v queries a second by two goroutines, want %v", got.QPS2, want)
		}
	})
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestSlowSubjectIsStoppedEarly(t *testing.T) {
	dir := folder(t, map[string]string{"corpus.jsonl": beirLine, "queries.jsonl": `{"_id":"q","text":"9s"}`})
	synctest.Test(t, func(t *testing.T) {
		var built []Document
		got, err := measureSpeed(t.Context(), open(t, dir, Names{}), sleeper(&built), Protocol{})
		if err != nil || got.Samples != 3 { // the third ends past 20 s
			t.Errorf("%d samples, %v", got.Samples, err)
		}
	})
}

func TestMeasureSpeedSaysWhatFailed(t *testing.T) {
	broken := errors.New("broken")
	good := map[string]string{"corpus.jsonl": beirLine, "queries.jsonl": `{"_id":"q1","text":"1us"}`}
	tests := map[string]struct {
		files  map[string]string
		change func(*Subject)
		want   string
	}{
		"no queries":   {map[string]string{"corpus.jsonl": beirLine, "queries.jsonl": ""}, func(*Subject) {}, "no queries"},
		"no documents": {map[string]string{"corpus.jsonl": "", "queries.jsonl": queryLine}, func(*Subject) {}, "no documents"},
		"bad document": {map[string]string{"corpus.jsonl": beirLine + "x", "queries.jsonl": queryLine}, func(*Subject) {}, "corpus.jsonl:2: "},
		"bad query":    {map[string]string{"corpus.jsonl": beirLine, "queries.jsonl": "x"}, func(*Subject) {}, "queries.jsonl:1: "},
		"build": {good, func(s *Subject) {
			s.Build = func(context.Context, iter.Seq2[Document, error]) error { return broken }
		}, "index "},
		"open": {good, func(s *Subject) {
			s.Open = func(context.Context) (SearchFunc, error) { return nil, broken }
		}, "open index of "},
		"size":   {good, func(s *Subject) { s.Size = func() (int64, error) { return 0, broken } }, "index "},
		"search": {map[string]string{"corpus.jsonl": beirLine, "queries.jsonl": `{"_id":"q1","text":"soon"}`}, func(*Subject) {}, "query q1: "},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := open(t, folder(t, tt.files), Names{})
			synctest.Test(t, func(t *testing.T) {
				var built []Document
				s := sleeper(&built)
				tt.change(&s)
				if _, err := measureSpeed(t.Context(), c, s, Protocol{}); err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("error %v, want %q in it", err, tt.want)
				}
			})
		})
	}
}

func TestIndexInMemoryIsMeasuredByTheHeap(t *testing.T) {
	const size = 8 << 20
	dir := folder(t, map[string]string{"corpus.jsonl": beirLine, "queries.jsonl": `{"_id":"q1","text":"x"}`})
	var index []byte
	got, err := measureSpeed(t.Context(), open(t, dir, Names{}), Subject{
		Build: func(context.Context, iter.Seq2[Document, error]) error {
			_ = make([]byte, size) // garbage does not count
			index = make([]byte, size)
			return nil
		},
		Open: func(context.Context) (SearchFunc, error) {
			return func(context.Context, string, int) error { index[0]++; return nil }, nil
		},
	}, Protocol{Warm: 1, MinSamples: 1, MinTimed: 1, Parallel: 1})
	if err != nil || got.IndexBytes < size-size/8 || got.IndexBytes > size+size/8 {
		t.Errorf("%d bytes, want about %d (%v)", got.IndexBytes, size, err)
	}
}

func TestMeasureSpeedCanBeCancelled(t *testing.T) {
	dir := folder(t, map[string]string{"corpus.jsonl": beirLine, "queries.jsonl": queryFile(10)})
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 7*time.Second) // within the timed queries
		defer cancel()
		var built []Document
		start := time.Now()
		_, err := measureSpeed(ctx, open(t, dir, Names{}), sleeper(&built), Protocol{})
		if took := time.Since(start); !errors.Is(err, context.DeadlineExceeded) || took > 8*time.Second {
			t.Errorf("after %v: %v", took, err)
		}
	})
}

func TestStrideVisitsEveryQuery(t *testing.T) {
	for _, n := range []int{1, 2, 200, 1300, 7919, 2 * 7919} {
		seen := map[int]bool{}
		for i := range n {
			seen[i*stride(n)%n] = true
		}
		if len(seen) != n {
			t.Errorf("%d of %d queries", len(seen), n)
		}
	}
}

func TestParseStatus(t *testing.T) {
	for status, want := range map[string]int64{
		"Name:\tx\nVmPeak:\t  99 kB\nVmHWM:\t   12345 kB\nVmRSS:\t 1 kB\n": 12345 * 1024,
		"VmHWM:\tmany kB\n": 0,
		"Name:\tx\n":        0,
		"":                  0,
	} {
		if got := parseStatus([]byte(status), "VmHWM:"); got != want {
			t.Errorf("%q: %d, want %d", status, got, want)
		}
	}
}

func TestSpeedReportHasTheKeysOfTheContract(t *testing.T) {
	b, err := json.Marshal(SpeedReport{})
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{
		"documents", "index_seconds", "documents_per_second", "index_bytes", "bytes_per_document", "cold_start_ms",
		"p50_us", "p95_us", "p99_us", "qps_1", "qps_2", "peak_rss_bytes",
	} {
		if !strings.Contains(string(b), `"`+key+`":`) {
			t.Errorf("no %s in %s", key, b)
		}
	}
}

// measureSpeed indexes a collection and asks its queries, all in this process.
func measureSpeed(ctx context.Context, c *Collection, s Subject, p Protocol) (SpeedReport, error) {
	r := SpeedReport{Collection: c.Name()}
	if _, err := queriesOf(c); err != nil {
		return SpeedReport{}, err
	}
	var err error
	if r.IndexSpeed, err = MeasureIndexing(ctx, c, s); err != nil {
		return SpeedReport{}, err
	}
	if r.SearchSpeed, err = MeasureSearch(ctx, c, s, p); err != nil {
		return SpeedReport{}, err
	}
	return r, nil
}
