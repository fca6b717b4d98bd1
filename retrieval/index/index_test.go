package index

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"paperbot/retrieval/analysis"
)

func doc(id, title, abstract string) Document {
	return Document{ID: id, Text: [NumFields]string{title, abstract}}
}

func segment(docs ...Document) *Segment {
	w := NewWriter(analysis.New())
	for _, d := range docs {
		w.Put(d)
	}
	return w.Segment()
}

func Example() {
	s := NewSnapshot(segment(
		doc("a", "LoRA", "low-rank adapters"),
		doc("b", "Adapters", "adapters for vision"),
	))
	for p := range s.Postings("adapt").All() {
		fmt.Println(s.ID(p.Doc), p.Freq[Title], p.Freq[Abstract])
	}
	// Output:
	// a 0 1
	// b 1 1
}

func TestSnapshotCountsWhatIsNotReplaced(t *testing.T) {
	first := segment(doc("a", "old words", "old old"), doc("b", "kept", "kept words"))
	s := NewSnapshot(first).With(segment(doc("a", "new words", "new"), doc("c", "third", "")))

	if got := s.Docs(); got != 3 {
		t.Errorf("Docs() = %d, want 3", got)
	}
	for term, want := range map[string]int{"old": 0, "new": 1, "word": 2, "kept": 1, "none": 0} {
		if got := s.DocFreq(term); got != want {
			t.Errorf("DocFreq(%q) = %d, want %d", term, got, want)
		}
	}
	var ids []string
	for p := range s.Postings("word").All() {
		ids = append(ids, s.ID(p.Doc))
	}
	if diff := cmp.Diff([]string{"b", "a"}, ids); diff != "" {
		t.Error(diff)
	}
	// Titles: "kept" 1, "new words" 2, "third" 1 token.
	if got := s.AverageLength(Title); got != 4.0/3 {
		t.Errorf("AverageLength(Title) = %v, want 4/3", got)
	}
	num, ok := s.Doc("a")
	if !ok || s.Lengths(num) != (Lengths{2, 1}) {
		t.Errorf("Doc(a) = %d, %t, of lengths %v; want the new one, {2 1}", num, ok, s.Lengths(num))
	}
}

func TestWriterReplacesWithinASegment(t *testing.T) {
	s := NewSnapshot(segment(doc("a", "old", ""), doc("a", "new", "")))
	if s.Docs() != 1 || s.DocFreq("old") != 0 || s.DocFreq("new") != 1 {
		t.Errorf("docs %d, old in %d, new in %d; want 1, 0, 1", s.Docs(), s.DocFreq("old"), s.DocFreq("new"))
	}
}

func TestEmptySnapshot(t *testing.T) {
	s := NewSnapshot()
	if s.Docs() != 0 || s.AverageLength(Title) != 0 || s.DocFreq("x") != 0 || len(contents(s)) != 1 {
		t.Error("an empty snapshot has something in it")
	}
	if _, ok := s.Doc("a"); ok {
		t.Error("an empty snapshot has a document")
	}
}

// However documents are spread over segments, the index says the same of them.
func TestSegmentsDoNotMatter(t *testing.T) {
	word := rapid.SampledFrom([]string{"lora", "rank", "weights", "models"})
	rapid.Check(t, func(rt *rapid.T) {
		var all []*Segment
		latest := make(map[string]Document)
		for range rapid.IntRange(0, 5).Draw(rt, "segments") {
			var docs []Document
			for range rapid.IntRange(0, 6).Draw(rt, "docs") {
				id := rapid.StringMatching(`[a-f]`).Draw(rt, "id")
				docs = append(docs, doc(id, word.Draw(rt, "title"), strings.Join(rapid.SliceOfN(word, 0, 5).Draw(rt, "abstract"), " ")))
				latest[id] = docs[len(docs)-1]
			}
			all = append(all, segment(docs...))
		}
		var once []Document
		for _, d := range latest {
			once = append(once, d)
		}
		if diff := cmp.Diff(contents(NewSnapshot(segment(once...))), contents(NewSnapshot(all...))); diff != "" {
			rt.Fatal(diff)
		}
	})
}

// contents lists what a snapshot holds, by document ID.
func contents(s *Snapshot) map[string][]string {
	out := map[string][]string{"": {fmt.Sprint(s.Docs(), s.AverageLength(Title), s.AverageLength(Abstract))}}
	for term, postings := range s.Terms() {
		n := 0
		for p := range postings.All() {
			id := s.ID(p.Doc)
			out[id] = append(out[id], fmt.Sprint(term, p.Freq, s.Lengths(p.Doc)))
			n++
		}
		if n != s.DocFreq(term) {
			panic(fmt.Sprintf("%s: %d postings, document frequency %d", term, n, s.DocFreq(term)))
		}
	}
	for doc, date := range s.Documents() {
		out[s.ID(doc)] = append(out[s.ID(doc)], fmt.Sprint("fact ", date, s.Votes(doc)))
	}
	for label, postings := range s.Labels("") {
		for p := range postings.All() {
			out[s.ID(p.Doc)] = append(out[s.ID(p.Doc)], "label "+label)
		}
	}
	for id := range out {
		slices.Sort(out[id])
	}
	return out
}
