package index

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"

	"paperbot/retrieval/analysis"
)

// The manifest of a Directory says what belongs to it. It is two lines: a JSON object,
// and the CRC-32C of that line without its end, as eight hexadecimal digits.
//
//	{"version": 1,            of the manifest
//	 "format": 3,             formatVersion of the segments
//	 "analyzer": 3,           analysis.Version of the segments
//	 "next": 18,              number of the next file; none is used twice
//	 "mark": 4711,            of the last Update
//	 "segments": [            oldest first
//	   {"file": 12,           its name is that number in ten digits, and .segment
//	    "sum": 123456,        the checksum at the end of its header, which covers all
//	    "docs": 80000,        that are not masked
//	    "tokens": [1, 2],     of these, by field
//	    "masked": "…"}]}      documents that count no more: in base64 without padding,
//	                          varints, each the gap from the number after the last
//
// A new manifest is written beside it and takes its place by rename. The segments
// were synced before, and the folder, so a manifest never names what is not there.
const (
	manifestName    = "manifest"
	newManifestName = "manifest.new"
	manifestVersion = 1
	segmentSuffix   = ".segment"
)

type manifest struct {
	Version  int             `json:"version"`
	Format   uint32          `json:"format"`
	Analyzer uint32          `json:"analyzer"`
	Next     uint64          `json:"next"`
	Mark     int64           `json:"mark"`
	Segments []manifestEntry `json:"segments"`
}

type manifestEntry struct {
	File   uint64            `json:"file"`
	Sum    uint32            `json:"sum"`
	Docs   int               `json:"docs"`
	Tokens [NumFields]uint64 `json:"tokens"`
	Masked string            `json:"masked,omitempty"`
}

func newManifest() manifest {
	return manifest{Version: manifestVersion, Format: formatVersion, Analyzer: analysis.Version, Next: 1}
}

func segmentName(file uint64) string { return fmt.Sprintf("%010d%s", file, segmentSuffix) }

// readManifest reads the manifest of a folder. Its error wraps fs.ErrNotExist,
// ErrDamaged, ErrFormat or ErrAnalyzer.
func readManifest(path string) (manifest, error) {
	data, err := os.ReadFile(filepath.Join(path, manifestName))
	if err != nil {
		return manifest{}, err
	}
	m, err := parseManifest(data)
	if err != nil {
		return manifest{}, fmt.Errorf("manifest: %w", err)
	}
	return m, nil
}

func parseManifest(data []byte) (manifest, error) {
	line, sum, _ := bytes.Cut(data, []byte("\n"))
	if string(sum) != checksumLine(line) {
		return manifest{}, fmt.Errorf("%w: its checksum is another", ErrDamaged)
	}
	var m manifest
	if err := json.Unmarshal(line, &m); err != nil {
		return manifest{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	switch {
	case m.Version != manifestVersion:
		return manifest{}, fmt.Errorf("%w: version %d of the manifest, not %d", ErrFormat, m.Version, manifestVersion)
	case m.Format != formatVersion:
		return manifest{}, fmt.Errorf("%w: %d, not %d", ErrFormat, m.Format, formatVersion)
	case m.Analyzer != analysis.Version:
		return manifest{}, fmt.Errorf("%w: %d, not %d", ErrAnalyzer, m.Analyzer, analysis.Version)
	}
	return m, nil
}

func checksumLine(line []byte) string { return fmt.Sprintf("%08x\n", crc32.Checksum(line, castagnoli)) }

// replaceManifest puts a manifest in place of the one there is. It may have done so
// and return an error nevertheless: then a loss of power may undo it.
func replaceManifest(d disk, m manifest) (replaced bool, err error) {
	line, err := json.Marshal(m)
	if err != nil {
		return false, err
	}
	if err := d.sync(); err != nil { // the segments' names
		return false, err
	}
	if err := writeFile(d, newManifestName, append(append(line, '\n'), checksumLine(line)...)); err != nil {
		return false, err
	}
	if err := d.rename(newManifestName, manifestName); err != nil {
		return false, err
	}
	return true, d.sync()
}

// encode returns a set as the manifest has it.
func (s docSet) encode() string {
	var b []byte
	next := DocNum(0)
	for doc := range s.all() {
		b = binary.AppendUvarint(b, uint64(doc-next))
		next = doc + 1
	}
	return base64.RawStdEncoding.EncodeToString(b)
}

// decodeDocSet returns a set of documents, all below n.
func decodeDocSet(text string, n int) (docSet, error) {
	b, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	var s docSet
	for next := uint64(0); len(b) > 0; {
		gap, size := binary.Uvarint(b)
		if size <= 0 || gap >= uint64(n) || next+gap >= uint64(n) {
			return nil, fmt.Errorf("%w: masked documents", ErrDamaged)
		}
		s = s.with(DocNum(next+gap), n)
		next += gap + 1
		b = b[size:]
	}
	return s, nil
}

// with returns the set, made for n documents if it has none, with one more of them.
func (s docSet) with(doc DocNum, n int) docSet {
	if s == nil {
		s = make(docSet, n/64+1)
	}
	s[doc/64] |= 1 << (doc % 64)
	return s
}
