package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"unsafe"

	"paperbot/retrieval/analysis"
)

// A segment is one run of bytes, in memory as in a file. Numbers are unsigned
// and little-endian; "u32" is 4 bytes. All of it is read in place.
//
//	header
//	  magic       8 bytes "paperidx"
//	  version     u32, of this format
//	  analyzer    u32, analysis.Version
//	  documents   u32
//	  totals      u64 each: tokens of each field over all documents
//	  directory   for each section: offset u64 from the start, length u64, CRC-32C u32
//	  checksum    u32, CRC-32C of the header up to here
//	sections
//	  ids         table: the ID of each document
//	  order       u32 each: the documents, by ID and number
//	  replaced    u32 each: documents that a later one of the same ID replaces, ascending
//	  lengths     u32 each: for each document the tokens of each field
//	  terms       table: the terms, ascending by bytes
//	  postings    table: the postings of each term, see list
//	  words       table: the words before stemming, ascending by bytes
//	  wordFreqs   u32 each: the number of documents that have each word
//	  positions   table: where each term stands, see Positions
//	  acronyms    table: short form, a zero byte, long form; ascending by bytes
//	  introduced  table: the documents that introduce each of those, as a list
//
// A table is a list of texts: their number n as u32, n+1 offsets u64, of which the
// first is 0, and then the texts without gaps, the i-th from offset i to i+1.
const (
	magic         = "paperidx"
	formatVersion = 2
)

// The sections, in their order.
const (
	sectionIDs = iota
	sectionOrder
	sectionReplaced
	sectionLengths
	sectionTerms
	sectionPostings
	sectionWords
	sectionWordFreqs
	sectionPositions
	sectionAcronyms
	sectionIntroduced
	numSections
)

// Sizes in bytes.
const (
	size32        = 4
	size64        = 8
	fixedSize     = len(magic) + 3*size32
	entrySize     = 2*size64 + size32
	headerSize    = fixedSize + NumFields*size64 + numSections*entrySize + size32
	tableHeadSize = size32
)

// Why bytes are refused as a segment. In either case the segment has to be built
// anew from its documents.
var (
	ErrDamaged  = errors.New("damaged")             // not a segment, or not as it was written
	ErrFormat   = errors.New("of another format")   // an older or a newer one
	ErrAnalyzer = errors.New("of another analyzer") // its terms are not those of today's questions
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Open returns the segment that data are, which must not change as long as it is
// used. It verifies every checksum and decodes nothing. Its error wraps
// ErrDamaged, ErrFormat or ErrAnalyzer.
func Open(data []byte) (*Segment, error) {
	s, err := open(data)
	if err != nil {
		return nil, fmt.Errorf("open segment: %w", err)
	}
	return s, nil
}

func open(data []byte) (*Segment, error) {
	if len(data) < headerSize || string(data[:len(magic)]) != magic {
		return nil, fmt.Errorf("%w: no header of a segment", ErrDamaged)
	}
	text := unsafe.String(unsafe.SliceData(data), len(data)) // read in place; see above
	if v := u32(text, len(magic)); v != formatVersion {
		return nil, fmt.Errorf("%w: %d, not %d", ErrFormat, v, formatVersion)
	}
	header := data[:headerSize-size32]
	if crc32.Checksum(header, castagnoli) != u32(text, len(header)) {
		return nil, fmt.Errorf("%w: header", ErrDamaged)
	}
	if v := u32(text, len(magic)+size32); v != analysis.Version {
		return nil, fmt.Errorf("%w: %d, not %d", ErrAnalyzer, v, analysis.Version)
	}
	s := &Segment{data: text, docs: int(u32(text, len(magic)+2*size32))}
	for f := range s.total {
		s.total[f] = u64(text, fixedSize+f*size64)
	}
	var sections [numSections]string
	for i := range sections {
		at := fixedSize + NumFields*size64 + i*entrySize
		from, size := u64(text, at), u64(text, at+size64)
		if from > uint64(len(text)) || size > uint64(len(text))-from {
			return nil, fmt.Errorf("%w: section %d ends after the data", ErrDamaged, i)
		}
		if crc32.Checksum(data[from:from+size], castagnoli) != u32(text, at+2*size64) {
			return nil, fmt.Errorf("%w: section %d", ErrDamaged, i)
		}
		sections[i] = text[from : from+size]
	}
	s.ids, s.order, s.replaced, s.lengths = table(sections[sectionIDs]), numbers(sections[sectionOrder]),
		numbers(sections[sectionReplaced]), numbers(sections[sectionLengths])
	s.terms, s.postings = table(sections[sectionTerms]), table(sections[sectionPostings])
	s.words, s.wordFreqs = table(sections[sectionWords]), numbers(sections[sectionWordFreqs])
	s.positions = table(sections[sectionPositions])
	s.acronyms, s.introduced = table(sections[sectionAcronyms]), table(sections[sectionIntroduced])
	return s, nil
}

// encode returns the bytes of a segment of those sections.
func encode(docs int, total [NumFields]uint64, sections [numSections][]byte) []byte {
	size := headerSize
	for _, section := range sections {
		size += len(section)
	}
	b := make([]byte, 0, size)
	b = append(b, magic...)
	b = binary.LittleEndian.AppendUint32(b, formatVersion)
	b = binary.LittleEndian.AppendUint32(b, analysis.Version)
	b = binary.LittleEndian.AppendUint32(b, uint32(docs))
	for _, n := range total {
		b = binary.LittleEndian.AppendUint64(b, n)
	}
	at := headerSize
	for _, section := range sections {
		b = binary.LittleEndian.AppendUint64(b, uint64(at))
		b = binary.LittleEndian.AppendUint64(b, uint64(len(section)))
		b = binary.LittleEndian.AppendUint32(b, crc32.Checksum(section, castagnoli))
		at += len(section)
	}
	b = binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
	for _, section := range sections {
		b = append(b, section...)
	}
	return b
}

// u32 returns the number at a place of s.
func u32(s string, at int) uint32 {
	s = s[at : at+size32]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

// u64 returns the number at a place of s.
func u64(s string, at int) uint64 {
	return uint64(u32(s, at)) | uint64(u32(s, at+size32))<<32
}

// numbers are encoded u32.
type numbers string

func (n numbers) len() int        { return len(n) / size32 }
func (n numbers) at(i int) uint32 { return u32(string(n), i*size32) }

func appendNumbers[T ~uint32](b []byte, all []T) []byte {
	for _, n := range all {
		b = binary.LittleEndian.AppendUint32(b, uint32(n))
	}
	return b
}

// A table is a list of texts, encoded.
type table string

func (t table) len() int {
	if t == "" {
		return 0
	}
	return int(u32(string(t), 0))
}

// at returns the i-th text.
func (t table) at(i int) string {
	texts := tableHeadSize + (t.len()+1)*size64
	offset := tableHeadSize + i*size64
	return string(t[texts+int(u64(string(t), offset)) : texts+int(u64(string(t), offset+size64))])
}

// find returns the place of a text in a sorted table, and whether it is there.
func (t table) find(text string) (int, bool) {
	low, high := 0, t.len()
	for low < high {
		if middle := int(uint(low+high) / 2); t.at(middle) < text {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, low < t.len() && t.at(low) == text
}

// newTable encodes the texts, of which there are n.
func newTable[T ~string | ~[]byte](n int, text func(i int) T) []byte {
	size := 0
	for i := range n {
		size += len(text(i))
	}
	b := make([]byte, 0, tableHeadSize+(n+1)*size64+size)
	b = binary.LittleEndian.AppendUint32(b, uint32(n))
	offset := uint64(0)
	b = binary.LittleEndian.AppendUint64(b, offset)
	for i := range n {
		offset += uint64(len(text(i)))
		b = binary.LittleEndian.AppendUint64(b, offset)
	}
	for i := range n {
		b = append(b, text(i)...)
	}
	return b
}
