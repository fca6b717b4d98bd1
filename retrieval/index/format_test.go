package index

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"paperbot/retrieval/analysis"
)

func someSegment() *Segment {
	return segment(
		doc("b", "LoRA", "Low-rank adapters of weights, weights and weights."),
		doc("a", "Old", "To be replaced."),
		doc("a", "Initialisation", "How weights begin."),
	)
}

func TestOpenReadsWhatWasWritten(t *testing.T) {
	written := someSegment()
	read, err := Open(written.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(contents(NewSnapshot(written)), contents(NewSnapshot(read))); diff != "" {
		t.Error(diff)
	}
}

func TestEmptySegment(t *testing.T) {
	s, err := Open(segment().Bytes())
	if err != nil {
		t.Fatal(err)
	}
	_, found := s.doc("a")
	if _, ok := s.find("a"); found || ok || s.Docs() != 0 {
		t.Error("an empty segment has something in it")
	}
}

// The bytes do not depend on how many cores there are.
func TestSegmentIsDeterministic(t *testing.T) {
	want := someSegment().Bytes()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, n := range []int{1, 3, 8} {
		runtime.GOMAXPROCS(n)
		if !slices.Equal(someSegment().Bytes(), want) {
			t.Errorf("with %d cores the segment differs", n)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	good := someSegment().Bytes()
	// sealed returns good with a number of the header changed, and the checksum right.
	sealed := func(at int, n uint32) []byte {
		b := slices.Clone(good)
		binary.LittleEndian.PutUint32(b[at:], n)
		end := headerSize - size32
		binary.LittleEndian.PutUint32(b[end:], crc32.Checksum(b[:end], castagnoli))
		return b
	}
	firstEntry := fixedSize + NumFields*size64
	for _, tt := range []struct {
		name string
		data []byte
		want error
	}{
		{"nothing", nil, ErrDamaged},
		{"text", []byte("paperidx, but not one"), ErrDamaged},
		{"another file", make([]byte, 10_000), ErrDamaged},
		{"another format", sealed(len(magic), formatVersion+1), ErrFormat},
		{"another analyzer", sealed(len(magic)+size32, analysis.Version+1), ErrAnalyzer},
		{"section beyond the end", sealed(firstEntry, uint32(len(good))+1), ErrDamaged},
		{"section too long", sealed(firstEntry+size64, uint32(len(good))), ErrDamaged},
		{"endless section", sealed(firstEntry+size64+4, 1<<31), ErrDamaged},
	} {
		if _, err := Open(tt.data); !errors.Is(err, tt.want) {
			t.Errorf("%s: Open says %v, want %v", tt.name, err, tt.want)
		}
	}
}

// Every byte is under a checksum: whichever is lost or changed, Open or Verify sees
// it, and whatever is read until then does no harm.
func TestEveryDamageIsSeen(t *testing.T) {
	good := someSegment().Bytes()
	for i := range good {
		bad := slices.Clone(good)
		bad[i] ^= 1 << (i % 8)
		if s, err := Open(bad); err == nil {
			contents(NewSnapshot(s))
			if err := s.Verify(); !errors.Is(err, ErrDamaged) {
				t.Errorf("byte %d changed: neither Open nor Verify sees it: %v", i, err)
			}
		}
		if _, err := Open(good[:i]); err == nil {
			t.Errorf("cut to %d bytes: Open does not see it", i)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(someSegment().Bytes())
	f.Add(segment().Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		if s, err := Open(data); err == nil {
			contents(NewSnapshot(s))
		}
	})
}

func TestListsKeepTheirPostings(t *testing.T) {
	gaps := [][]uint32{{1}, {1, 2}, {1, 2, 15, 16, 17}, {1, 5000, 1 << 20}, {1 << 21, 1 << 22}}
	freqs := [][]uint32{{1}, {0, 1}, {0, 1, 2}, {0, 1, 2, 200}, {1 << 30}}
	rapid.Check(t, func(rt *rapid.T) {
		gaps, freqs := rapid.SampledFrom(gaps).Draw(rt, "gaps"), rapid.SampledFrom(freqs).Draw(rt, "freqs")
		doc := DocNum(rapid.SampledFrom([]uint32{0, 1, 1000, 1 << 31}).Draw(rt, "first"))
		n := rapid.IntRange(0, 400).Draw(rt, "postings")
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 0))
		var want []Posting
		for range n {
			p := Posting{Doc: doc}
			for f := range p.Freq {
				p.Freq[f] = freqs[random.IntN(len(freqs))]
			}
			if p.Freq != [NumFields]uint32{} {
				want = append(want, p)
			}
			doc += DocNum(gaps[random.IntN(len(gaps))])
		}
		size := len(appendList(nil, want))
		encoded := list(appendList(make([]byte, 0, size+padding), want))
		postings := Postings{parts: []Part{{list: encoded, view: new(view)}}}
		got := slices.Collect(postings.All())
		if diff := cmp.Diff(want, got); diff != "" || encoded.docFreq() != len(want) {
			rt.Fatalf("document frequency %d; postings (-want +got):\n%s", encoded.docFreq(), diff)
		}
		checkFinder(rt, random, postings.parts[0], want)
	})
}

// checkFinder looks for some documents, those of the postings and others.
func checkFinder(rt *rapid.T, random *rand.Rand, part Part, postings []Posting) {
	finder := part.Finder()
	for at := range postings {
		for _, doc := range []DocNum{postings[at].Doc, postings[at].Doc + 1} {
			if random.IntN(3) == 0 {
				continue
			}
			i, want := slices.BinarySearchFunc(postings, doc, func(p Posting, doc DocNum) int { return int(int64(p.Doc) - int64(doc)) })
			if got := finder.Seek(doc); got != want {
				rt.Fatalf("document %d found: %t, want %t", doc, got, want)
			}
			if want && finder.Freq() != postings[i].Freq {
				rt.Fatalf("document %d: frequencies %v, want %v", doc, finder.Freq(), postings[i].Freq)
			}
		}
	}
}

// The encoding, byte by byte, so that a change of it is not overlooked: then
// formatVersion is to be raised.
func TestListBytes(t *testing.T) {
	var l listBuilder
	for _, doc := range []DocNum{1, 17, 33} {
		l.add(doc, Abstract)
	}
	l.add(33, Title)
	for range 9 {
		l.add(40, Title)
	}
	want := []byte{
		4 << 1, 40, // four postings, not plain; the last document
		// 40/3 has four bits, so l is 3: high parts 0, 2, 4 at bits 0, 3, 6; nothing up to 3+5
		0b01001001,
		// the three low parts 1, 1, 1
		0b01001001, 0,
		0b1100, // the third and fourth are odd
		0xf3,   // (1, 1) has code 3, the other none
		9, 0,
	}
	if diff := cmp.Diff(want, appendList(nil, l.postings)); diff != "" {
		t.Error(diff)
	}
}
