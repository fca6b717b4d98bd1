package format_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"paperbot/corpus"
	"paperbot/corpus/format"
)

// Abstracts as long as real ones are.
var (
	abstractA = "We study A. " + strings.Repeat("It converges at a linear rate. ", 12) + "End of A."
	abstractB = "We study B. " + strings.Repeat("It generalises to unseen tasks. ", 12) + "End of B."
	abstractC = "We study C. " + strings.Repeat("It needs no labels at all. ", 14) + "End of C."
)

const banner = "Get trending papers in your email inbox once a day!\n"

// pageTests are pages and what comes of them, one line a paper or an error.
var pageTests = []struct {
	name, page string
	want       []string
}{
	{"empty", "", nil},
	{"blank", "\n \n\t\r\n", nil},
	{"only a banner", banner, nil},
	{"two papers", "Title A\n" + abstractA + "\nTitle B\n" + abstractB + "\n", []string{"1 Title A: A", "2 Title B: B"}},
	{"no newline at the end", "Title A\n" + abstractA, []string{"1 Title A: A"}},
	{"banners and button", banner + "Get trending papers in your email inbox!\nSubscribeTitle A\n" + abstractA, []string{"1 Title A: A"}},
	{"button by itself", banner + "Subscribe\nTitle A\n" + abstractA, []string{"1 Title A: A"}},
	{"banner between title and abstract", "Title A\n" + banner + abstractA + "\n" + banner + "SubscribeTitle B\n" + abstractB, []string{"1 Title A: A", "2 Title B: B"}},
	{"no button", banner + "Subscribers of Papers\n" + abstractA + "\nSubscribeX\n" + abstractB, []string{"1 Subscribers of Papers: A", "2 SubscribeX: B"}},
	{"byte order mark and CRLF", "\ufeffTitle A\r\n" + abstractA + "\r\nTitle B\r\n" + abstractB + "\r\n", []string{"1 Title A: A", "2 Title B: B"}},
	{"empty lines", "\n\nTitle A\n\n\n" + abstractA + "\n\nTitle B\n" + abstractB, []string{"1 Title A: A", "2 Title B: B"}},
	{"titles with full stops", "All you need. For solving\n" + abstractA + "\nIs it so?\n" + abstractB, []string{"1 All you need. For solving: A", "2 Is it so?: B"}},
	{"short abstract", "Title A\nShort, but a sentence: A.\nTitle B\n" + abstractB, []string{"1 Title A: A", "2 Title B: B"}},
	{"short last abstract", "Title A\nShort, but a sentence: A.", []string{"1 Title A: A"}},
	{"no abstract", "Title A\nTitle B\n" + abstractB, []string{"line 1: no abstract", "2 Title B: B"}},
	{"no abstract before a question", "Title A\nWhy B?\n" + abstractB, []string{"line 1: no abstract", "2 Why B?: B"}},
	{"no abstract twice", "Title A\nTitle B\nTitle C\n" + abstractC, []string{"line 1: no abstract", "line 2: no abstract", "3 Title C: C"}},
	{"no abstract at the end", "Title A\n" + abstractA + "\nTitle B\n", []string{"1 Title A: A", "line 3: no abstract"}},
	{"no title at the start", abstractA + "\nTitle B\n" + abstractB, []string{"line 1: no title", "2 Title B: B"}},
	{"no title", "Title A\n" + abstractA + "\n" + abstractB + "\nTitle C\n" + abstractC, []string{"1 Title A: A", "line 3: no title", "3 Title C: C"}},
	{"title of nothing", "\x00\x01\n" + abstractA + "\nTitle B\n" + abstractB, []string{"line 1: no title", "2 Title B: B"}},
	{"repeated title", "Title A\n" + abstractA + "\nTITLE “A”\n" + abstractB + "\nTitle C\n" + abstractC, []string{"1 Title A: A", "line 3: title stands earlier in the list", "3 Title C: C"}},
	{"invalid UTF-8", "Title \xff\n" + abstractA + "\nTitle B\n" + abstractB, []string{"line 1: invalid UTF-8, bytes replaced", "1 Title \ufffd: A", "2 Title B: B"}},
	{"endless abstract", "Title A\n" + strings.Repeat("a ", 5<<20) + "A.\nTitle B\n" + abstractB, []string{"line 2: line too long", "2 Title B: B"}},
	{"endless title", strings.Repeat("a ", 5<<20) + "\n" + abstractA + "\nTitle B\n" + abstractB, []string{"line 1: line too long", "2 Title B: B"}},
	{"endless abstract without a title", strings.Repeat("a ", 5<<20) + "\nTitle B\n" + abstractB, []string{"line 1: line too long", "2 Title B: B"}},
	{"endless last line", "Title A\n" + strings.Repeat("a", 10<<20), []string{"line 2: line too long"}},
	{"cleaned", `B\'ezier` + "\n" + `\textit{We} ` + abstractA, []string{"1 Bézier: A"}},
}

func TestTrendingPage(t *testing.T) {
	for _, tt := range pageTests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, outcome(strings.NewReader(tt.page))); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

// outcome returns a line for each paper ("1 Title: last letter of the
// abstract") and each error of a page.
func outcome(r io.Reader) []string {
	var out []string
	for p, err := range format.TrendingPage(r) {
		if err != nil {
			out = append(out, strings.TrimPrefix(err.Error(), "trending page: "))
			continue
		}
		abstract := strings.TrimRight(p.Abstract, ".")
		out = append(out, fmt.Sprintf("%d %s: %s", p.Rank, p.Title, abstract[max(0, len(abstract)-1):]))
	}
	return out
}

func TestTrendingPageReadError(t *testing.T) {
	broken := errors.New("connection reset")
	text := "Title A\n" + abstractA + "\nTitle B\n" + abstractB[:300]
	var papers int
	var last error
	for _, err := range format.TrendingPage(io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken))) {
		if err == nil {
			papers++
		}
		last = err
	}
	if papers != 1 || !errors.Is(last, broken) {
		t.Errorf("%d papers, last error %v; want 1, %v", papers, last, broken)
	}
}

func TestRecordError(t *testing.T) {
	var last error
	for _, err := range format.TrendingPage(strings.NewReader("Title A\n" + abstractA + "\nTitle B\n")) {
		last = err
	}
	var fault *format.RecordError
	if !errors.As(last, &fault) || fault.Line != 3 || !errors.Is(last, format.ErrNoAbstract) {
		t.Errorf("last error %v, want no abstract in line 3", last)
	}
}

func TestTrendingPageStops(t *testing.T) {
	page := "Title A\n" + abstractA + "\nTitle B\nTitle C\n" + abstractC
	for n := 1; n <= 3; n++ {
		yielded := 0
		for _, err := range format.TrendingPage(strings.NewReader(page)) {
			if isFault := yielded == 1; isFault != (err != nil) {
				t.Errorf("item %d: error %v", yielded, err)
			}
			if yielded++; yielded == n {
				break
			}
		}
		if yielded != n {
			t.Errorf("%d yielded, want %d", yielded, n)
		}
	}
}

// A line of 200 MB is skipped without being held.
func TestTrendingPageMemory(t *testing.T) {
	page := io.MultiReader(strings.NewReader("Title A\n"), io.LimitReader(endless('x'), 200<<20), strings.NewReader("\nTitle B\n"+abstractB))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got := outcome(page)
	runtime.ReadMemStats(&after)
	if diff := cmp.Diff([]string{"line 2: line too long", "2 Title B: B"}, got); diff != "" {
		t.Error(diff)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 4<<20 {
		t.Errorf("%d bytes allocated", used)
	}
}

type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

func seedLines(tb testing.TB) []string {
	tb.Helper()
	page, err := os.ReadFile("../seed/trending-papers.txt")
	if err != nil {
		tb.Fatal(err)
	}
	return strings.SplitAfter(strings.TrimSuffix(string(page), "\n"), "\n")
}

// From the real page, any one line may go missing: that costs one paper at most,
// is reported, and leaves every other paper and rank as it was.
func TestTrendingPageWithoutALine(t *testing.T) {
	lines := seedLines(t)
	whole := map[key]bool{}
	for p, err := range format.TrendingPage(strings.NewReader(strings.Join(lines, ""))) {
		if err != nil {
			t.Fatal(err)
		}
		whole[keyOf(p)] = true
		title, abstract := 2*p.Rank, 2*p.Rank+1
		lines[abstract] = p.Abstract + "\n" // cleaned once is enough
		if title > 2 {
			lines[title] = p.Title + "\n"
		}
	}
	for i := range lines {
		papers, faults := 0, 0
		page := strings.Join(lines[:i], "") + strings.Join(lines[i+1:], "")
		for p, err := range format.TrendingPage(strings.NewReader(page)) {
			switch {
			case err != nil:
				faults++
			case !whole[keyOf(p)]:
				t.Errorf("without line %d: wrong paper %d %q", i+1, p.Rank, p.Title)
			default:
				papers++
			}
		}
		isBanner := strings.HasPrefix(lines[i], "Get trending")
		if isBanner && (papers != 264 || faults != 0) || !isBanner && (papers != 263 || faults != 1) {
			t.Errorf("without line %d: %d papers, %d faults", i+1, papers, faults)
		}
	}
}

// A key is what tells one paper of a page from another.
type key struct {
	id              corpus.ID
	title, abstract string
	rank            int
}

func keyOf(p corpus.Paper) key { return key{p.ID, p.Title, p.Abstract, p.Rank} }

func FuzzTrendingPage(f *testing.F) {
	for _, tt := range pageTests {
		if len(tt.page) < 1<<16 {
			f.Add([]byte(tt.page))
		}
	}
	f.Add([]byte(strings.Join(seedLines(f)[:9], "")))
	f.Fuzz(func(t *testing.T, page []byte) {
		lines, rank, line := strings.Count(string(page), "\n")+1, 0, 0
		for p, err := range format.TrendingPage(strings.NewReader(string(page))) {
			var fault *format.RecordError
			switch {
			case errors.As(err, &fault):
				if fault.Line < line || fault.Line > lines {
					t.Errorf("%v, after line %d of %d", err, line, lines)
				}
				line = fault.Line
			case err != nil:
				t.Errorf("a string reader failed: %v", err)
			case p.Title == "" || p.Abstract == "" || p.Rank <= rank || p.ID != corpus.TitleID(p.Title):
				t.Errorf("paper %+v after rank %d", p, rank)
			case !utf8.ValidString(p.Title) || !utf8.ValidString(p.Abstract):
				t.Errorf("paper %+v is no UTF-8", p)
			default:
				rank = p.Rank
			}
		}
	})
}

func ExampleTrendingPage() {
	file := strings.NewReader("Get trending papers in your email inbox!\nSubscribeTitle A\n" + abstractA + "\nTitle B\n")
	for p, err := range format.TrendingPage(file) {
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(p.Rank, p.Title)
	}
	// Output:
	// 1 Title A
	// trending page: line 4: no abstract
}
