package format_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"paperbot/corpus"
	"paperbot/corpus/format"
)

const feeds = "../../../shared/feeds"

// A tally is what came of a file.
type tally struct {
	papers, lost, noAbstract int
	failure                  error // of the whole file
	faults                   []string
}

func (t tally) records() int { return t.papers + t.lost }

// count reads a file and checks what holds for every paper.
func count(tb testing.TB, r io.Reader) tally {
	tb.Helper()
	var n tally
	for p, err := range format.Read(r) {
		var fault *format.RecordError
		switch {
		case errors.As(err, &fault):
			if n.faults = append(n.faults, err.Error()); fault.Lost() {
				n.lost++
			}
			if fault.Line == 0 && fault.Entry == 0 {
				tb.Errorf("no place: %v", err)
			}
		case err != nil:
			n.failure = err
		default:
			n.papers++
			if p.Abstract == "" {
				n.noAbstract++
			}
			checkPaper(tb, p)
		}
	}
	return n
}

func checkPaper(tb testing.TB, p corpus.Paper) {
	tb.Helper()
	if p.ID == "" || p.Title == "" {
		tb.Errorf("paper without ID or title: %+v", p)
	}
	for _, text := range append([]string{p.Title, p.Abstract, p.Venue, string(p.ID)}, p.Authors...) {
		if !utf8.ValidString(text) || strings.ContainsAny(text, "\x00\n\r\t") {
			tb.Errorf("%s: not one line of text: %q", p.ID, text)
		}
		if text != corpus.CleanText(text) {
			tb.Errorf("%s: not clean: %q, would be %q", p.ID, text, corpus.CleanText(text))
		}
	}
}

// deviations are the files of which other numbers of records are read than their
// list states, and why.
var deviations = map[string]struct {
	records int
	why     string
}{
	"derived/atom-dup-versions.xml":                         {13, "all 13 entries are read; ten papers are left when they are stored, by their IDs"},
	"derived/atom-truncated.xml":                            {5, "four whole entries, the fifth is reported as cut, and so is the file"},
	"derived/kaggle-bad-lines.jsonl":                        {15, "11 papers, and the four bad lines, which are reported"},
	"hf-daily/daily_papers-truncated.json":                  {8, "the whole elements before the cut, and then an error"},
	"nbib/jabref-MedlinePlainImporterTestMultiAbstract.txt": {1, "a record, if one without PMID and title: it is reported"},
	"bibtex/jabref-encoding-utf-16BE-with-header.bib":       {1, "there is one entry, which the list's scan of bytes did not see in UTF-16"},
}

// TestFiles reads every file of the collection and compares the number of
// records, papers and faults together, with the one in its list.
func TestFiles(t *testing.T) {
	list, err := os.Open(filepath.Join(feeds, "README.md"))
	if err != nil {
		t.Skip("no files: ", err)
	}
	defer list.Close()
	right, deviating := 0, 0
	for rows := bufio.NewScanner(list); rows.Scan(); {
		cells := strings.Split(strings.ReplaceAll(rows.Text(), `\|`, " "), "|")
		if len(cells) < 8 || !strings.Contains(cells[1], "/") {
			continue
		}
		name := strings.TrimSpace(cells[1])
		want, ok := stated(cells[5])
		file, err := os.Open(filepath.Join(feeds, name))
		if err != nil {
			t.Error(err)
			continue
		}
		got := count(t, file)
		file.Close()
		d, deviates := deviations[name]
		if deviates {
			want, ok = d.records, true
		}
		if ok && got.records() != want {
			t.Errorf("%s: %d papers and %d lost, want %d; %v %v", name, got.papers, got.lost, want, got.failure, got.faults[:min(3, len(got.faults))])
		}
		if deviates {
			deviating++
		} else {
			right++
		}
		t.Logf("%-90s %4d papers, %d without abstract, %d lost, failure %v %v", name, got.papers, got.noAbstract, got.lost, got.failure, got.faults[:min(2, len(got.faults))])
	}
	t.Logf("%d files as stated, %d otherwise, for a reason", right, deviating)
}

var leadingNumber = regexp.MustCompile(`^\d+`)

// stated returns the number of papers that a cell of the list states.
func stated(cell string) (int, bool) {
	n, err := strconv.Atoi(leadingNumber.FindString(strings.TrimSpace(cell)))
	return n, err == nil
}

func ExampleRead() {
	file := strings.NewReader("@article{a, title = {The {NP} case}, doi = {10.1000/1}}\n@article{b, year = 2020}\n")
	for p, err := range format.Read(file) {
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(p.ID, p.Title)
	}
	// Output:
	// doi:10.1000/1 The NP case
	// BibTeX: line 2: no title
}
