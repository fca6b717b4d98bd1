package retrieval

import (
	"iter"
	"math/bits"

	"paperbot/retrieval/index"
)

// tabulated is up to which length of a field norms are looked up instead of computed.
// Of 79,772 abstracts one in a thousand is longer.
const tabulated = 512

// A normTable holds the norms of short fields, and the saturation of the commonest
// frequency, once in the abstract, so that three postings in four take no division.
type normTable struct {
	norms [index.NumFields][tabulated]float64
	once  [tabulated]float64
}

// norm returns what one occurrence in a field of that length adds to the frequency.
func (r *ranker) norm(f index.Field, length uint32) float64 {
	if length < tabulated {
		return r.table.norms[f][length]
	}
	return r.bm25.FieldFrequency(f, 1, float64(length), r.average[f])
}

func (r *ranker) newNormTable() *normTable {
	t := &normTable{}
	for f := range index.Field(index.NumFields) {
		for length := 1; length < tabulated; length++ {
			t.norms[f][length] = r.bm25.FieldFrequency(f, 1, float64(length), r.average[f])
		}
	}
	for length, norm := range t.norms[index.Abstract] {
		t.once[length] = r.bm25.Saturation(norm)
	}
	return t
}

// A scoredBlock is a block of postings with the saturation of each.
type scoredBlock struct {
	index.Block
	saturation [index.BlockSize]float64
	lengths    [index.BlockSize]uint32
}

// read reads the i-th block of a list.
func (b *scoredBlock) read(r *ranker, p *index.Part, refs []index.BlockRef, i int) {
	p.Read(refs, i, &b.Block)
	p.Lengths(&b.Block, index.Abstract, &b.lengths)
	for i, length := range b.lengths[:b.N] {
		if length < tabulated {
			b.saturation[i] = r.table.once[length]
			continue
		}
		b.saturation[i] = r.bm25.Saturation(r.norm(index.Abstract, length))
	}
	for half, word := range b.Odd {
		for ; word != 0; word &= word - 1 {
			i := half*64 + bits.TrailingZeros64(word)
			b.saturation[i] = r.bm25.Saturation(r.oddFrequency(p, b, i))
		}
	}
}

// oddFrequency returns the weighted sum of a posting's normalised frequencies.
func (r *ranker) oddFrequency(p *index.Part, b *scoredBlock, i int) float64 {
	freq := b.Freq(i)
	n := norms{index.Abstract: r.norm(index.Abstract, b.lengths[i])}
	if freq[index.Title] > 0 {
		n[index.Title] = r.norm(index.Title, p.Length(b.Docs[i], index.Title))
	}
	return n.frequency(freq)
}

// blocks yields the blocks of a term's postings, those of replaced documents
// included, each in b.
func (r *ranker) blocks(b *scoredBlock, postings index.Postings) iter.Seq2[*index.Part, *scoredBlock] {
	return func(yield func(*index.Part, *scoredBlock) bool) {
		parts := postings.Parts()
		for n := range parts {
			refs := parts[n].Blocks()
			for i := range refs {
				b.read(r, &parts[n], refs, i)
				if !yield(&parts[n], b) {
					return
				}
			}
		}
	}
}
