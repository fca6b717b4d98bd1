package main

import (
	"bytes"
	"os"
	"testing"

	"paperbot/corpus/seed"
	"paperbot/retrieval"
	"paperbot/retrieval/analysis"
	"paperbot/retrieval/index"
)

func TestSeedSegmentIsCurrent(t *testing.T) {
	w := index.NewWriter(analysis.New())
	for _, p := range seed.Papers() {
		w.Put(retrieval.Document(p))
	}
	want := w.Segment().Bytes()
	if *update {
		if err := os.WriteFile("seed.segment", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(seedSegment, want) {
		t.Error("seed.segment is not the index of the seed: raise analysis.Version if text is analysed differently, " +
			"and run go generate ./cmd/paperbot")
	}
	if _, err := index.Open(seedSegment); err != nil {
		t.Error(err)
	}
}
