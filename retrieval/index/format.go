package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"strings"
	"sync/atomic"

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
//	  directory   for each section: offset u64 from the start, length u64
//	  pieces      u32, CRC-32C of the pieces' checksums
//	  checksum    u32, CRC-32C of the header up to here
//	sections
//	  ids         texts: the IDs of the documents
//	  order       numbers: the documents, by ID and number, as ids has them
//	  rank        numbers: for each document its place in ids and order
//	  replaced    numbers: documents that a later one of the same ID replaces, ascending
//	  lengths     for each field a section of numbers: for each document its tokens
//	  terms       texts: the terms
//	  postings    runs: the postings of each term, see list
//	  positions   runs: where each term stands, see Positions
//	  words       texts: the words before stemming
//	  wordFreqs   numbers: how many documents have each word
//	  acronyms    texts: short form, a zero byte, long form
//	  introduced  runs: the documents that introduce each of those, as a list
//	  labels      texts: what documents can be asked for by beside words
//	  labelled    runs: the documents that have each label, as a list
//	  dates       numbers: the Date of each document, up to the last that has one
//	  votes       numbers: the votes of each document, likewise
//	pieces        u32 each: CRC-32C of each 64 KiB of the sections, the last piece
//	              being shorter
//	padding       16 zero bytes
//
// For numbers, texts and runs see these types; texts ascend by bytes.
//
// Of 79,772 abstracts, postings take 117 bytes a document, terms 8, IDs with order and
// rank 9, lengths 2: 136 together. Positions take 189, words 14, acronyms 21.
const (
	magic         = "paperidx"
	formatVersion = 4
	pieceSize     = 1 << 16
)

// The sections, in their order.
const (
	sectionIDs = iota
	sectionOrder
	sectionRank
	sectionReplaced
	sectionLengths
	sectionTerms = sectionLengths + NumFields + iota - 5
	sectionPostings
	sectionPositions
	sectionWords
	sectionWordFreqs
	sectionAcronyms
	sectionIntroduced
	sectionLabels
	sectionLabelled
	sectionDates
	sectionVotes
	numSections
)

// Sizes in bytes.
const (
	size32     = 4
	size64     = 8
	fixedSize  = len(magic) + 3*size32
	entrySize  = 2 * size64
	headerSize = fixedSize + NumFields*size64 + numSections*entrySize + 2*size32
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
// used. Its error wraps ErrDamaged, ErrFormat or ErrAnalyzer.
//
// Open reads the header and the checksums, decodes nothing and takes the same time
// for any segment. Every other byte is compared with its checksum before it is looked
// at for the first time: the small sections as wholes, postings and positions in
// pieces, when a term is asked for that lies there. Damage met with so shows in
// [Segment.Err] and [Snapshot.Err]; [Segment.Verify] looks for all of it at once.
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
	if v := u32(data, len(magic)); v != formatVersion {
		return nil, fmt.Errorf("%w: %d, not %d", ErrFormat, v, formatVersion)
	}
	header := data[:headerSize-size32]
	if crc32.Checksum(header, castagnoli) != u32(data, len(header)) {
		return nil, fmt.Errorf("%w: header", ErrDamaged)
	}
	if v := u32(data, len(magic)+size32); v != analysis.Version {
		return nil, fmt.Errorf("%w: %d, not %d", ErrAnalyzer, v, analysis.Version)
	}
	s := &Segment{data: data, docs: int(u32(data, len(magic)+2*size32)), end: headerSize}
	for f := range s.total {
		s.total[f] = u64(data, fixedSize+f*size64)
	}
	for i := range s.sections {
		at := fixedSize + NumFields*size64 + i*entrySize
		from, size := u64(data, at), u64(data, at+size64)
		if from != uint64(s.end) || size > uint64(len(data)-s.end) {
			return nil, fmt.Errorf("%w: section %d is not where it should be", ErrDamaged, i)
		}
		s.sections[i] = span{int(from), int(from + size)}
		s.end += int(size)
	}
	if err := s.openPieces(); err != nil {
		return nil, err
	}
	return s, s.openSections()
}

// openPieces finds the checksums of the pieces.
func (s *Segment) openPieces() error {
	n := (s.end - headerSize + pieceSize - 1) / pieceSize
	if len(s.data) != s.end+n*size32+padding {
		return fmt.Errorf("%w: %d bytes", ErrDamaged, len(s.data))
	}
	s.pieces = s.data[s.end : s.end+n*size32]
	if crc32.Checksum(s.pieces, castagnoli) != u32(s.data, headerSize-2*size32) {
		return fmt.Errorf("%w: checksums", ErrDamaged)
	}
	if strings.Trim(string(s.data[len(s.data)-padding:]), "\x00") != "" {
		return fmt.Errorf("%w: end", ErrDamaged)
	}
	s.intact = make([]atomic.Uint64, (n+63)/64)
	return nil
}

// openSections finds what is where in the sections. It looks at their first bytes
// before they are compared with their checksum, and relies on nothing.
func (s *Segment) openSections() error {
	for i, r := range s.sections {
		var ok bool
		b := s.data[r.from : r.to+padding] // so that eight bytes can be read from any place
		switch i {
		case sectionIDs:
			s.ids, ok = readTexts(b[:r.to-r.from])
		case sectionTerms:
			s.terms, ok = readTexts(b[:r.to-r.from])
		case sectionWords:
			s.words, ok = readTexts(b[:r.to-r.from])
		case sectionAcronyms:
			s.acronyms, ok = readTexts(b[:r.to-r.from])
		case sectionLabels:
			s.labels, ok = readTexts(b[:r.to-r.from])
		case sectionPostings, sectionPositions, sectionIntroduced, sectionLabelled:
			*s.runs(i), ok = readRuns(s.data[r.from:r.to])
		default:
			*s.numbers(i), ok = readNumbers(b, r.to-r.from)
		}
		if !ok {
			return fmt.Errorf("%w: section %d", ErrDamaged, i)
		}
	}
	return s.openCounts()
}

// openCounts tells whether sections that belong together have as many entries.
func (s *Segment) openCounts() error {
	ok := s.ids.n == s.docs && s.order.n == s.docs && s.rank.n == s.docs && s.postings.n == s.terms.n &&
		s.positions.n == s.terms.n && s.wordFreqs.n == s.words.n && s.introduced.n == s.acronyms.n &&
		s.labelled.n == s.labels.n && s.dates.n <= s.docs && s.votes.n <= s.docs
	for _, lengths := range s.lengths {
		ok = ok && lengths.n == s.docs
	}
	if !ok {
		return fmt.Errorf("%w: sections do not fit together", ErrDamaged)
	}
	return nil
}

// encode returns the bytes of a segment of those sections, in parts.
func encode(docs int, total [NumFields]uint64, sections [numSections][]byte) [][]byte {
	pieces := checksums(sections[:])
	h := append(make([]byte, 0, headerSize), magic...)
	h = binary.LittleEndian.AppendUint32(h, formatVersion)
	h = binary.LittleEndian.AppendUint32(h, analysis.Version)
	h = binary.LittleEndian.AppendUint32(h, uint32(docs))
	for _, n := range total {
		h = binary.LittleEndian.AppendUint64(h, n)
	}
	at := headerSize
	for _, section := range sections {
		h = binary.LittleEndian.AppendUint64(h, uint64(at))
		h = binary.LittleEndian.AppendUint64(h, uint64(len(section)))
		at += len(section)
	}
	h = binary.LittleEndian.AppendUint32(h, crc32.Checksum(pieces, castagnoli))
	h = binary.LittleEndian.AppendUint32(h, crc32.Checksum(h, castagnoli))
	return append(append([][]byte{h}, sections[:]...), pieces, make([]byte, padding))
}

// checksums returns the checksums of the pieces of sections.
func checksums(sections [][]byte) (sums []byte) {
	sum, left := uint32(0), pieceSize // of the piece begun
	for _, section := range sections {
		for len(section) > 0 {
			part := section[:min(left, len(section))]
			section = section[len(part):]
			sum = crc32.Update(sum, castagnoli, part)
			if left -= len(part); left == 0 {
				sums = binary.LittleEndian.AppendUint32(sums, sum)
				sum, left = 0, pieceSize
			}
		}
	}
	if left < pieceSize {
		sums = binary.LittleEndian.AppendUint32(sums, sum)
	}
	return sums
}

// u32 returns the number at a place of b.
func u32(b []byte, at int) uint32 { return binary.LittleEndian.Uint32(b[at:]) }

// u64 returns the number at a place of b.
func u64(b []byte, at int) uint64 { return binary.LittleEndian.Uint64(b[at:]) }
