package retrieval

import (
	"iter"
	"math/bits"

	"paperbot/retrieval/index"
)

// tabulated is up to which length of a field norms are looked up instead of computed.
// Of 79,772 abstracts one in a thousand is longer.
const tabulated = 512

// repeated is up to how many occurrences in the abstract saturations are looked up.
const repeated = 4

// A normTable holds the norms of short fields, and the saturations of terms that stand
// in the abstract alone, and not often, so that nine postings in ten take no division.
type normTable struct {
	norms    [index.NumFields][tabulated]float64
	abstract [repeated + 1][tabulated]float64 // by frequency
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
	for freq := range uint32(repeated + 1) {
		for length, norm := range t.norms[index.Abstract] {
			t.abstract[freq][length] = r.bm25.Saturation(norms{index.Abstract: norm}.frequency([index.NumFields]uint32{index.Abstract: freq}))
		}
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
			b.saturation[i] = r.table.abstract[1][length]
			continue
		}
		b.saturation[i] = r.bm25.Saturation(r.norm(index.Abstract, length))
	}
	for half, word := range b.Odd {
		for ; word != 0; word &= word - 1 {
			i := half*64 + bits.TrailingZeros64(word)
			b.saturation[i] = r.saturationOf(p, b.Docs[i], b.Freq(i), b.lengths[i])
		}
	}
}

// saturationOf returns the saturation of a document of a segment, in which a term
// stands that often; abstract is the length of its abstract.
func (r *ranker) saturationOf(p *index.Part, doc index.DocNum, freq [index.NumFields]uint32, abstract uint32) float64 {
	if freq[index.Title] == 0 {
		if freq[index.Abstract] <= repeated && abstract < tabulated {
			return r.table.abstract[freq[index.Abstract]][abstract]
		}
		return r.bm25.Saturation(float64(freq[index.Abstract]) * r.norm(index.Abstract, abstract))
	}
	x := float64(freq[index.Title]) * r.norm(index.Title, p.Length(doc, index.Title))
	if freq[index.Abstract] > 0 {
		x += float64(freq[index.Abstract]) * r.norm(index.Abstract, abstract)
	}
	return r.bm25.Saturation(x)
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
