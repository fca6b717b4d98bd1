package format

import (
	"bufio"
	"bytes"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
)

// headSize is how much of a file is looked at to tell its format, in bytes: more
// than the first record of any real file (5,000 authors are 80 KB).
const headSize = 256 << 10

// A source is a file's text in UTF-8.
type source struct {
	*bufio.Reader
	line int // of the next byte; kept by those who read
}

// newSource returns the text of r. The encoding is that of a byte order mark or
// of zeros between the characters, else the one that the text declares, else an
// East Asian one that its beginning is beyond doubt in, else UTF-8, in which a
// byte that is none is read as Windows-1252, which is what such bytes are in
// practice.
func newSource(r io.Reader) (*source, error) {
	raw := bufio.NewReaderSize(r, undeclaredSize)
	head, err := peek(raw, undeclaredSize)
	if err != nil {
		return nil, err
	}
	text := io.Reader(raw)
	if enc := encodingOf(head); enc != nil {
		text = transform.NewReader(text, enc.NewDecoder())
	}
	text = transform.NewReader(text, &utf8Or1252{})
	return &source{Reader: bufio.NewReaderSize(text, headSize), line: 1}, nil
}

// peek returns up to n bytes without reading them. Only an error before the
// first byte is one: others come up again when they are read.
func peek(r *bufio.Reader, n int) ([]byte, error) {
	head, err := r.Peek(n)
	if len(head) > 0 || err == io.EOF { //nolint:errorlint // Peek returns it unwrapped
		return head, nil
	}
	return nil, err
}

// declared finds the encoding that XML and JabRef's BibTeX name at their head.
var declared = regexp.MustCompile(`^\s*(?:<\?xml[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']|%+\s*[Ee]ncoding:\s*([A-Za-z0-9._-]+))`)

// encodingOf returns the encoding of a text that begins with head; nil for UTF-8.
func encodingOf(head []byte) encoding.Encoding {
	switch {
	case bytes.HasPrefix(head, []byte("\x00\x00\xfe\xff")), bytes.HasPrefix(head, []byte("\x00\x00\x00<")):
		return utf32.UTF32(utf32.BigEndian, utf32.UseBOM)
	case bytes.HasPrefix(head, []byte("\xff\xfe\x00\x00")), bytes.HasPrefix(head, []byte("<\x00\x00\x00")):
		return utf32.UTF32(utf32.LittleEndian, utf32.UseBOM)
	case bytes.HasPrefix(head, []byte("\xfe\xff")), len(head) > 3 && head[0] == 0 && head[2] == 0:
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case bytes.HasPrefix(head, []byte("\xff\xfe")), len(head) > 3 && head[1] == 0 && head[3] == 0:
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	}
	m := declared.FindSubmatch(head)
	if m == nil {
		return undeclared(head)
	}
	label := strings.ToLower(string(m[1]) + string(m[2]))
	if strings.HasPrefix(label, "utf") {
		return nil // of 16 and 32 bits it cannot be, or the declaration were not readable
	}
	enc, err := htmlindex.Get(label)
	if err != nil {
		return nil // an encoding that does not exist
	}
	return enc
}

// undeclaredSize is how much of a text is looked at for an encoding that it does
// not declare, in bytes: some dozens of abstracts.
const undeclaredSize = 64 << 10

// eastAsian are the encodings that are recognised without being declared.
var eastAsian = map[string]bool{"GB18030": true, "Big5": true, "Shift_JIS": true, "EUC-JP": true, "EUC-KR": true}

// undeclared returns the East Asian encoding in which a text is that is no UTF-8,
// if it has many of that language's most frequent characters; else nil.
func undeclared(head []byte) encoding.Encoding {
	if utf8.Valid(withoutPart(head)) {
		return nil
	}
	const certain = 90 // of 100: beyond this no text in Windows-1252 comes
	best, err := chardet.NewTextDetector().DetectBest(head)
	if err != nil || !eastAsian[best.Charset] || best.Confidence < certain {
		return nil
	}
	enc, err := htmlindex.Get(best.Charset)
	if err != nil {
		return nil
	}
	return enc
}

// withoutPart returns text without a character of which its end has a part only.
func withoutPart(text []byte) []byte {
	for i := len(text) - 1; i >= 0 && i >= len(text)-utf8.UTFMax; i-- {
		if utf8.RuneStart(text[i]) {
			if !utf8.FullRune(text[i:]) {
				return text[:i]
			}
			break
		}
	}
	return text
}

// utf8Or1252 passes UTF-8 on, without byte order mark and NUL characters and with
// every line end as LF, and reads any other byte as Windows-1252.
type utf8Or1252 struct{ begun bool }

func (t *utf8Or1252) Reset() { t.begun = false }

func (t *utf8Or1252) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		n := asciiRun(src[nSrc:min(len(src), nSrc+len(dst)-nDst)])
		nDst += copy(dst[nDst:], src[nSrc:nSrc+n])
		nSrc += n
		t.begun = t.begun || n > 0
		if nSrc == len(src) {
			break
		}
		if len(dst)-nDst < utf8.UTFMax {
			return nDst, nSrc, transform.ErrShortDst
		}
		if src[nSrc] < utf8.RuneSelf {
			if src[nSrc] == '\r' {
				if nSrc+1 == len(src) && !atEOF {
					return nDst, nSrc, transform.ErrShortSrc
				}
				if nSrc+1 == len(src) || src[nSrc+1] != '\n' {
					dst[nDst] = '\n'
					nDst++
				}
			}
			nSrc++
			continue
		}
		r, size := utf8.DecodeRune(src[nSrc:])
		if r == utf8.RuneError && size == 1 {
			if !atEOF && !utf8.FullRune(src[nSrc:]) {
				return nDst, nSrc, transform.ErrShortSrc
			}
			r = charmap.Windows1252.DecodeByte(src[nSrc])
		}
		if r != '\ufeff' || t.begun {
			nDst += utf8.EncodeRune(dst[nDst:], r)
		}
		t.begun = true
		nSrc += size
	}
	return nDst, nSrc, nil
}

// asciiRun returns how many ASCII characters, save NUL and CR, s begins with.
func asciiRun(s []byte) int {
	for i, c := range s {
		if c >= utf8.RuneSelf || c == 0 || c == '\r' {
			return i
		}
	}
	return len(s)
}

// maxRecord is the longest record that is read, in bytes; what is longer is
// skipped. With 5,000 authors and their affiliations a record has 1 MB.
const maxRecord = 4 << 20

// readLine returns the next line without its end, and its number; long lines,
// of more than maxRecord, are reported so, without text. The text is good until
// the next read. At the end it returns io.EOF, or the reader's error.
func (s *source) readLine(buf []byte) (text []byte, number int, long bool, err error) {
	number, text = s.line, buf[:0]
	for {
		part, err := s.ReadSlice('\n')
		if long = long || len(text)+len(part) > maxRecord; !long {
			text = append(text, part...)
		}
		if err == bufio.ErrBufferFull { //nolint:errorlint // ReadSlice returns it unwrapped
			continue
		}
		if err != nil && (err != io.EOF || len(text) == 0 && !long) { //nolint:errorlint // likewise
			return nil, number, false, err
		}
		s.line++
		if long {
			text = text[:0]
		}
		return bytes.TrimSuffix(text, []byte("\n")), number, long, nil
	}
}

// errBufferFull is what ReadSlice returns before it has met what it looks for.
var errBufferFull = bufio.ErrBufferFull
