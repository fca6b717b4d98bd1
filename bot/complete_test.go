package bot

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/samber/lo"

	"paperbot/corpus/seed"
)

// A typist types the beginnings of titles as people do.
type typist struct{ *rand.Rand }

// start types the first ten characters.
func (typist) start(title string) string {
	runes := []rune(title)
	return string(runes[:min(10, len(runes))])
}

// words types the beginnings, of three letters or more, of two or three words
// in any order, none of them of fewer than three letters.
func (r typist) words(title string) string {
	words := lo.Filter(foldedWords(title), func(w string, _ int) bool { return utf8.RuneCountInString(w) >= 3 })
	r.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
	words = words[:min(2+r.IntN(2), len(words))]
	for i, w := range words {
		runes := []rune(w)
		words[i] = string(runes[:3+r.IntN(len(runes)-2)])
	}
	return strings.Join(words, " ")
}

// mistyped is words with one mistake in a word of four letters or more; ok is
// false if there is none.
func (r typist) mistyped(title string) (typed string, ok bool) {
	words := strings.Fields(r.words(title))
	long := lo.Filter(lo.Range(len(words)), func(i, _ int) bool { return mistakes(words[i]) > 0 })
	if len(long) == 0 {
		return "", false
	}
	i := long[r.IntN(len(long))]
	words[i] = r.mistake(words[i])
	return strings.Join(words, " "), true
}

// mistake inserts, deletes, replaces or swaps a letter.
func (r typist) mistake(word string) string {
	at, letter := r.IntN(len(word)), string(rune('a'+r.IntN(26)))
	switch r.IntN(4) {
	case 0:
		return word[:at] + letter + word[at:]
	case 1:
		return word[:at] + word[at+1:]
	case 2:
		return word[:at] + letter + word[at+1:]
	}
	at = min(at, len(word)-2)
	return word[:at] + word[at+1:at+2] + word[at:at+1] + word[at+2:]
}

// A share says of how many titles what was typed finds them among the first.
type share struct{ asked, first5, first25 int }

func (s *share) count(l *lookup, typed string, title int) {
	place := slices.Index(l.find(typed, 25), title)
	s.asked++
	if place >= 0 {
		s.first25++
	}
	if place >= 0 && place < 5 {
		s.first5++
	}
}

func (s share) of5() float64  { return float64(s.first5) / float64(s.asked) }
func (s share) of25() float64 { return float64(s.first25) / float64(s.asked) }

// completion measures, for every step-th title, how what a typist types finds it.
func completion(titles []string, step int) (start, words, mistyped share) {
	const rounds = 5
	l := newLookup(titles)
	r := typist{rand.New(rand.NewPCG(1, 2))}
	for i := 0; i < len(titles); i += step {
		start.count(l, r.start(titles[i]), i)
		for range rounds {
			words.count(l, r.words(titles[i]), i)
			if typed, ok := r.mistyped(titles[i]); ok {
				mistyped.count(l, typed, i)
			}
		}
	}
	return start, words, mistyped
}

// TestCompletionQuality holds the shares that the README reports.
func TestCompletionQuality(t *testing.T) {
	titles := lo.Map(seed.Papers(), paperTitle)
	start, words, mistyped := completion(titles, 1)
	for _, tt := range []struct {
		name          string
		share         share
		least, most25 float64
	}{
		{"the first ten characters", start, .99, 1},
		{"beginnings of two or three words", words, .95, .99},
		{"the same with a mistake", mistyped, .94, .98},
	} {
		t.Logf("%s: %d typed, in the first 5 %.3f, in the first 25 %.3f", tt.name, tt.share.asked, tt.share.of5(), tt.share.of25())
		if tt.share.of5() < tt.least || tt.share.of25() < tt.most25 {
			t.Errorf("%s: want %.3f and %.3f", tt.name, tt.least, tt.most25)
		}
	}
}

// BenchmarkCompletionQuality reports the same shares of some of 80,000 titles.
func BenchmarkCompletionQuality(b *testing.B) {
	titles, err := largeTitles()
	if err != nil {
		b.Skip(err)
	}
	for b.Loop() {
		start, words, mistyped := completion(titles, len(titles)/400)
		for name, s := range map[string]share{"start": start, "words": words, "mistyped": mistyped} {
			b.ReportMetric(s.of5(), name+"-of-5")
			b.ReportMetric(s.of25(), name+"-of-25")
		}
	}
}

var typedTitles = []string{"", "l", "lo", "lora", "initial", "lorra initial", "batch normalization acc", "federtaed refinemnt", "low rank adaptation of large langauge models"}

// BenchmarkComplete completes titles of the seed, and of 80,000 papers if
// they are there.
func BenchmarkComplete(b *testing.B) {
	collections := map[string][]string{"264": lo.Map(seed.Papers(), paperTitle)}
	if large, err := largeTitles(); err == nil {
		collections[fmt.Sprint(len(large))] = large
	}
	for size, titles := range collections {
		l := newLookup(titles)
		for _, typed := range typedTitles {
			b.Run(size+"/"+typed, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					l.find(typed, 25)
				}
			})
		}
		b.Run(size+"/index", func(b *testing.B) {
			for b.Loop() {
				newLookup(titles)
			}
		})
	}
}

// BenchmarkKeystrokes types titles letter by letter, up to the thirtieth, and
// reports how long a key takes: all of the seed's titles, and some of 80,000.
func BenchmarkKeystrokes(b *testing.B) {
	const letters, typed = 30, 264
	collections := [][]string{lo.Map(seed.Papers(), paperTitle)}
	if large, err := largeTitles(); err == nil {
		collections = append(collections, large)
	}
	for _, titles := range collections {
		b.Run(fmt.Sprint(len(titles)), func(b *testing.B) {
			l := newLookup(titles)
			var took []time.Duration
			for b.Loop() {
				for i := 0; i < len(titles); i += len(titles) / typed {
					runes := []rune(titles[i])
					for n := range min(letters, len(runes)) {
						begun := time.Now()
						l.find(string(runes[:n+1]), 25)
						took = append(took, time.Since(begun))
					}
				}
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Nanoseconds())/1e3, "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1e3, "p99-µs")
		})
	}
}

// largeTitles returns the titles of the collection that speed is measured on.
func largeTitles() ([]string, error) {
	files, err := filepath.Glob("../../shared/collections/large/*.jsonl.gz")
	if err != nil || len(files) == 0 {
		return nil, errors.Join(err, os.ErrNotExist)
	}
	var titles []string
	for _, file := range files {
		more, err := titlesIn(file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		titles = append(titles, more...)
	}
	return titles, nil
}

func titlesIn(file string) ([]string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	var titles []string
	for d := json.NewDecoder(unzipped); ; {
		var paper struct{ Title string }
		switch err := d.Decode(&paper); {
		case errors.Is(err, io.EOF):
			return titles, nil
		case err != nil:
			return nil, err
		}
		titles = append(titles, paper.Title)
	}
}
