package store_test

import (
	"context"
	"encoding/json"
	"io"
	"math"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"paperbot/corpus/format"
	"paperbot/corpus/store"
)

// BenchmarkImport is the way of arXiv's metadata from lines of JSON to the file,
// stage by stage, beside a plain loop that only decodes the JSON:
//
//	decode  encoding/json, into a struct
//	parse   package format: decoded, cleaned, identified
//	import  all of it, stored
func BenchmarkImport(b *testing.B) {
	for _, bm := range []struct {
		name string
		run  func(b *testing.B, r io.Reader) int
	}{
		{"decode", decodeAll},
		{"parse", parseAll},
		{"import", importAll},
	} {
		b.Run(bm.name, func(b *testing.B) {
			b.ReportAllocs()
			least := time.Duration(math.MaxInt64)
			for b.Loop() {
				b.StopTimer()
				r := newArXivLike(b, *likePapers)
				b.StartTimer()
				before := processorTime(b)
				if n := bm.run(b, r); n != *likePapers {
					b.Fatalf("%d papers", n)
				}
				least = min(least, processorTime(b)-before)
			}
			b.ReportMetric(float64(*likePapers*b.N)/b.Elapsed().Seconds(), "papers/s")
			b.ReportMetric(least.Seconds()/float64(*likePapers)*1e6, "least-cpu-µs/paper")
		})
	}
}

// processorTime returns how long this process has kept processors busy. Unlike
// the time that passed it says something on a machine that does other work.
func processorTime(tb testing.TB) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func decodeAll(b *testing.B, r io.Reader) (n int) {
	var record struct {
		ID       string     `json:"id"`
		Title    string     `json:"title"`
		Abstract string     `json:"abstract"`
		Authors  [][]string `json:"authors_parsed"`
	}
	for dec := json.NewDecoder(r); ; n++ {
		err := dec.Decode(&record)
		if err == io.EOF {
			return n
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}

func parseAll(b *testing.B, r io.Reader) (n int) {
	for p, err := range format.Read(r) {
		if err != nil || p.Abstract == "" {
			b.Fatal(p.ID, err)
		}
		n++
	}
	return n
}

func importAll(b *testing.B, r io.Reader) int {
	s, _, err := store.Create(context.Background(), filepath.Join(b.TempDir(), "papers.db"))
	if err != nil {
		b.Fatal(err)
	}
	report, err := s.Import(context.Background(), store.Import{Source: "bench", At: noon}, format.Read(r))
	if err != nil {
		b.Fatalf("%+v, %v", report, err)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	return report.New
}
