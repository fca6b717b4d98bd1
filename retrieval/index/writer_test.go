package index

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"paperbot/retrieval/acronym"
	"paperbot/retrieval/analysis"
)

// plainSegment encodes documents one after the other, in the simplest way: what a
// Writer is held against.
func plainSegment(t testing.TB, docs []Document) []byte {
	t.Helper()
	v := newInverter(analysis.New())
	var all documents
	for i, d := range docs {
		all.ids = append(all.ids, d.ID)
		var lengths Lengths
		for f, text := range d.Text {
			lengths[f], _, _ = v.add(DocNum(i), Field(f), text, analysis.Place{}, 1<<60)
			v.introduce(DocNum(i), Field(f), text)
		}
		all.lengths = append(all.lengths, lengths)
		v.label(DocNum(i), d.Labels)
		all.dates, all.votes = appendAt(all.dates, i, uint32(d.Date)), appendAt(all.votes, i, d.Votes)
	}
	parts, err := assemble(all, []run{v})
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Join(parts, nil)
}

func written(t testing.TB, cfg WriterConfig, docs []Document) []byte {
	t.Helper()
	w := NewWriterWith(analysis.New(), cfg)
	for _, d := range docs {
		w.Put(d)
	}
	parts, err := w.encode()
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Join(parts, nil)
}

// randomDocuments have words as they have in life: few of them often, many once.
func randomDocuments(seed uint64, n int) []Document {
	r := rand.New(rand.NewPCG(seed, 0))
	words := rand.NewZipf(r, 1.2, 2, 20_000)
	text := func(n int) string {
		var b strings.Builder
		for range r.IntN(n) {
			switch r.IntN(40) {
			case 0:
				b.WriteString("large language models (LLMs) ")
			case 1:
				b.WriteString("gpt4 ")
			default:
				fmt.Fprintf(&b, "w%dx ", words.Uint64())
			}
		}
		return b.String()
	}
	docs := make([]Document, n)
	for i := range docs {
		docs[i] = doc(fmt.Sprint("id", r.IntN(2*n)), text(10), text(200))
		if r.IntN(3) > 0 {
			docs[i].Facts = Facts{Labels: strings.Fields(text(4)), Date: NewDate(2000+r.IntN(20), 0, 0), Votes: uint32(r.IntN(2))}
		}
	}
	return docs
}

// The bytes depend on the documents alone: not on how many work, nor on how often
// what does not fit into memory is put aside.
func TestWriterIsDeterministic(t *testing.T) {
	docs := randomDocuments(1, 3000)
	want := plainSegment(t, docs)
	for _, workers := range []int{1, 2, 7} {
		for _, memory := range []int{0, 1 << 20} {
			folder := t.TempDir()
			got := written(t, WriterConfig{Workers: workers, Memory: memory, Folder: folder}, docs)
			if !bytes.Equal(got, want) {
				t.Errorf("%d workers, %d bytes of memory: the segment differs", workers, memory)
			}
			if left, _ := os.ReadDir(folder); len(left) > 0 {
				t.Errorf("%d workers, %d bytes of memory: %s is left", workers, memory, left[0].Name())
			}
		}
	}
}

// A document may be larger than the memory: it is put aside in parts.
func TestWriterBreaksTexts(t *testing.T) {
	docs := randomDocuments(2, 20)
	var long strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&long, "word%d a common gpt4 word%d ", i, i%50)
	}
	docs[7].Text[Abstract] = long.String()
	folder := t.TempDir()
	if !bytes.Equal(written(t, WriterConfig{Workers: 2, Memory: 400_000, Folder: folder}, docs), plainSegment(t, docs)) {
		t.Error("the segment differs")
	}
}

// A segment has of each document what the analyzer finds in it.
func TestSegmentHasWhatTheAnalyzerFinds(t *testing.T) {
	a := analysis.New()
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringMatching(`(low-rank adaptation \(LoRA\) |gpt4 |the |[a-c]{1,2} |nëw |神経網 )*`)
		var docs []Document
		for i := range rapid.IntRange(0, 300).Draw(rt, "docs") {
			d := doc(fmt.Sprint(i), "", "")
			if i%50 == 0 {
				d = doc(fmt.Sprint(i), text.Draw(rt, "title"), text.Draw(rt, "abstract"))
			}
			docs = append(docs, d)
		}
		s := NewSnapshot(segment(docs...))
		words, pairs := make(map[string]int), make(map[acronym.Pair]int)
		for _, d := range docs {
			num, _ := s.Doc(d.ID)
			inDoc, introduced := make(map[string]bool), make(map[acronym.Pair]bool)
			for f, text := range d.Text {
				tokens := a.Tokens(nil, text)
				if s.Lengths(num)[f] != uint32(len(tokens)) {
					rt.Fatalf("%s: length %d, want %d", d.ID, s.Lengths(num)[f], len(tokens))
				}
				for _, tok := range tokens {
					inDoc[tok.Word] = true
				}
				for _, p := range acronym.Find(text) {
					introduced[p] = true
				}
			}
			for word := range inDoc {
				words[word]++
			}
			for p := range introduced {
				pairs[p]++
			}
		}
		for word, n := range s.Words() {
			if words[word] != n {
				rt.Fatalf("%s in %d documents, want %d", word, n, words[word])
			}
			delete(words, word)
		}
		for p, n := range s.Acronyms() {
			if pairs[p] != n {
				rt.Fatalf("%v in %d documents, want %d", p, n, pairs[p])
			}
			delete(pairs, p)
		}
		if len(words)+len(pairs) > 0 {
			rt.Fatalf("not in the segment: %v %v", words, pairs)
		}
	})
}

func TestWriterCannotPutAside(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "none")
	w := NewWriterWith(analysis.New(), WriterConfig{Memory: 1 << 16, Folder: folder})
	for _, d := range randomDocuments(3, 500) {
		w.Put(d)
	}
	if _, err := w.encode(); err == nil {
		t.Error("no error")
	}
	if err := os.Mkdir(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	w.Put(doc("a", "lora", "")) // it can go on
	if _, err := w.encode(); err != nil {
		t.Error(err)
	}
}
