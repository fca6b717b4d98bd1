package format_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	japaneseenc "golang.org/x/text/encoding/japanese"
	koreanenc "golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"paperbot/corpus/format"
)

// The line of JSON below, as bzip2 packs it. Go has no packer of that kind.
const inBzip2 = "QlpoOTFBWSZTWSFLD/QAABxbgAAQEAV7kAQApiQVSiAAVFAADQZMglTKD1MmT1A02pHVbr25CTKUGs+er8DnM5YQL/FfbosIYUYaSEpH/F3JFOFCQIUsP9A="

func TestReadBzip2(t *testing.T) {
	t.Parallel()
	packed, err := base64.StdEncoding.DecodeString(inBzip2)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"arxiv:1502.03167 | Title | Text."}
	if diff := cmp.Diff(want, told(bytes.NewReader(packed))); diff != "" {
		t.Error(diff)
	}
	twice := append(bytes.Clone(packed), packed...) // as a packer that works in parallel writes
	if diff := cmp.Diff(append(want, want...), told(bytes.NewReader(twice))); diff != "" {
		t.Error(diff)
	}
	var last error
	for _, err := range format.Read(bytes.NewReader(packed[:len(packed)-20])) {
		last = err
	}
	if !errors.Is(last, io.ErrUnexpectedEOF) {
		t.Errorf("cut off: %v", last)
	}
}

// Texts in East Asian encodings that do not say so are read in them, others as
// Windows-1252, however short.
func TestReadUndeclaredEncodings(t *testing.T) {
	t.Parallel()
	const chinese, japanese, korean = "深度学习在图像识别中的应用,本文提出了一种新的方法，用于图像识别。", "深層学習による画像認識,本論文では新しい手法を提案する。", "딥러닝을 이용한 영상 인식,본 논문에서는 새로운 방법을 제안한다."
	for _, tt := range []struct {
		name string
		in   encoding.Encoding
		row  string
	}{
		{"GB2312", simplifiedchinese.GBK, "不归移民漫画系列：专业工作,我们提出了一个新的方法。"},
		{"GBK", simplifiedchinese.GBK, chinese},
		{"GB18030", simplifiedchinese.GB18030, chinese},
		{"Big5", traditionalchinese.Big5, "深度學習在圖像識別中的應用,本文提出了一種新的方法，用於圖像識別。"},
		{"Shift JIS", japaneseenc.ShiftJIS, japanese},
		{"EUC-JP", japaneseenc.EUCJP, japanese},
		{"EUC-KR", koreanenc.EUCKR, korean},
		{"French", charmap.Windows1252, "Étude de la détection,Nous présentons une méthode « générale » où les données sont bruitées à 5 °C."},
		{"German", charmap.Windows1252, "Über Maße und Größe,“Straße” – naïve’s ÄÖÜß."},
		{"one letter", charmap.Windows1252, "M\u00fcller,x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text, err := tt.in.NewEncoder().String("title,abstract\n" + tt.row + "\n")
			if err != nil {
				t.Fatal(err)
			}
			title, abstract, _ := strings.Cut(tt.row, ",")
			if diff := cmp.Diff([]string{"title | " + title + " | " + abstract}, told(strings.NewReader(text))); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

// A quotation mark that is not closed costs its row, wherever it stands and
// however many there are.
func TestReadUnclosedQuotes(t *testing.T) {
	t.Parallel()
	const unclosed = "malformed: a quotation mark is not closed"
	for _, tt := range []struct {
		name, rows string
		want       []string
	}{
		{"in the middle", "A,\"first\nB,second\nC,third\n", []string{"line 2: " + unclosed, "title | B | second", "title | C | third"}},
		{"at the end", "A,first\nB,\"second\n", []string{"title | A | first", "line 3: " + unclosed}},
		{"the next row closes it", "A,\"first\nB,\"second\"\nC,third\n", []string{"line 2: " + unclosed, "title | B | second", "title | C | third"}},
		{"each row", "\"A,first\n\"B,second\n\"C,third", []string{"line 2: " + unclosed, "line 3: " + unclosed, "line 4: " + unclosed}},
		{"over lines, and closed", "A,\"first\n\nline\"\nB,second\n", []string{"title | A | first line", "title | B | second"}},
		{"marks within a field", "A 5\" disk,the 3.5\" one\nB,second\n", []string{`title | A 5" disk | the 3.5" one`, "title | B | second"}},
		{"doubled", "A,\"he said \"\"no\"\"\"\nB,\"\"\n", []string{`title | A | he said "no"`, "title | B |"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, told(strings.NewReader("title,abstract\n"+tt.rows))); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

// Ten thousand rows that each leave a quotation mark open are told of in time.
func TestReadManyUnclosedQuotes(t *testing.T) {
	t.Parallel()
	const rows = 10_000
	reader, writer := io.Pipe()
	go func() {
		fmt.Fprintln(writer, "title,abstract")
		for i := range rows {
			fmt.Fprintf(writer, "\"A title %d,its abstract, which is some forty characters long\n", i)
		}
		writer.Close()
	}()
	if got := told(reader); len(got) != rows {
		t.Errorf("%d records", len(got))
	}
}
