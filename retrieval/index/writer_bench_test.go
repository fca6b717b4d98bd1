package index

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"paperbot/retrieval/analysis"
)

// largeCollection returns the abstracts of the large collection, or skips.
func largeCollection(tb testing.TB) []Document {
	tb.Helper()
	paths, _ := filepath.Glob("../../../shared/collections/large/*.jsonl.gz")
	if len(paths) == 0 {
		tb.Skip("no ../shared/collections/large")
	}
	var all []Document
	for _, path := range paths {
		file, err := os.Open(path)
		if err != nil {
			tb.Fatal(err)
		}
		unpacked, err := gzip.NewReader(file)
		if err != nil {
			tb.Fatal(err)
		}
		lines := bufio.NewScanner(unpacked)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var r struct{ ID, Title, Abstract string }
			if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
				tb.Fatal(err)
			}
			all = append(all, Document{ID: r.ID, Text: [NumFields]string{r.Title, r.Abstract}})
		}
		if err := lines.Err(); err != nil {
			tb.Fatal(err)
		}
		file.Close()
	}
	return all
}

// processorTime returns what the process has used of it.
func processorTime(tb testing.TB) time.Duration {
	tb.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkWriter indexes every eighth document of the large collection, and tells
// the processor time that a document takes: on a machine with other work, clocks
// tell little.
func BenchmarkWriter(b *testing.B) {
	var docs []Document
	for i, d := range largeCollection(b) {
		if i%8 == 0 {
			docs = append(docs, d)
		}
	}
	used, start := processorTime(b), time.Now()
	for b.Loop() {
		w := NewWriter(analysis.New())
		for _, d := range docs {
			w.Put(d)
		}
		b.ReportMetric(float64(len(w.Segment().data))/float64(len(docs)), "bytes/doc")
	}
	n := float64(b.N * len(docs))
	b.ReportMetric(float64(processorTime(b)-used)/1e3/n, "cpu-µs/doc")
	b.ReportMetric(n/time.Since(start).Seconds(), "docs/s")
}

// BenchmarkUpdate adds 500 papers to an index of all others of the large collection:
// what a day brings.
func BenchmarkUpdate(b *testing.B) {
	const day = 500
	docs := largeCollection(b)
	d := create(b, b.TempDir())
	defer d.Close()
	update(b, d, put(1, docs[day:]...))
	for i := range docs[:day] {
		docs[i].ID += "new"
	}
	used, mark := processorTime(b), int64(1)
	for b.Loop() {
		mark++
		for i := range docs[:day] {
			docs[i].ID = fmt.Sprint(mark, docs[i].ID[1:])
		}
		update(b, d, put(mark, docs[:day]...))
	}
	b.ReportMetric(float64(processorTime(b)-used)/1e6/float64(b.N), "cpu-ms/update")
}
