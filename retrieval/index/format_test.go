package index

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
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
	if l, _ := s.list("a"); found || s.Docs() != 0 || l != "" {
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

// Every byte is under a checksum: whichever is lost or changed, Open sees it.
func TestOpenSeesEveryDamage(t *testing.T) {
	good := someSegment().Bytes()
	for i := range good {
		bad := slices.Clone(good)
		bad[i] ^= 1 << (i % 8)
		if _, err := Open(bad); err == nil {
			t.Errorf("byte %d changed: Open does not see it", i)
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
	rapid.Check(t, func(rt *rapid.T) {
		var want []Posting
		var l listBuilder
		doc := DocNum(rapid.Uint32Range(0, 1000).Draw(rt, "first"))
		for range rapid.IntRange(0, 300).Draw(rt, "postings") {
			p := Posting{Doc: doc}
			for f := range p.Freq {
				p.Freq[f] = rapid.SampledFrom([]uint32{0, 1, 2, 200}).Draw(rt, "freq")
				for range p.Freq[f] {
					l.add(doc, Field(f))
				}
			}
			if p.Freq != [NumFields]uint32{} {
				want = append(want, p)
			}
			doc += DocNum(rapid.SampledFrom([]uint32{1, 2, 15, 16, 17, 5000, 1 << 20}).Draw(rt, "gap"))
		}
		var got []Posting
		var b block
		encoded := list(l.list())
		for c := encoded.cursor(); c.left > 0; {
			got = append(got, c.read(&b)...)
		}
		if diff := cmp.Diff(want, got); diff != "" || encoded.docFreq() != len(want) {
			rt.Fatalf("document frequency %d; postings (-want +got):\n%s", encoded.docFreq(), diff)
		}
	})
}

// The encoding, byte by byte, so that a change of it is not overlooked: then
// formatVersion is to be raised.
func TestListBytes(t *testing.T) {
	var l listBuilder
	l.add(0, Abstract) // document 0, gap 0: 0<<3 | 0b10<<1 | once
	l.add(16, Title)   // gap 15: 15<<3 | 0b01<<1, 2 in the title
	l.add(16, Title)
	l.add(33, Title) // gap 16: 16<<3 | 0b11<<1 | once = 135, two bytes
	l.add(33, Abstract)
	if diff := cmp.Diff([]byte{3, 5, 122, 2, 0x87, 1}, l.list()); diff != "" {
		t.Error(diff)
	}
}
