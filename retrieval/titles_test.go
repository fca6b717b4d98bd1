package retrieval

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"paperbot/corpus"
	"paperbot/corpus/seed"
)

// Titles are what people remember of a paper: whole, as far as they fitted on a
// slide, or with slips of the finger. Halves were found in .958 before titles could
// be begun, titles with two slips in .9955 before the other words spoke for a
// spelling.
func TestTitlesFindTheirPapers(t *testing.T) {
	t.Parallel()
	papers := seed.Papers()
	s := searcherOver(t, Config{}, papers...)
	random := rand.New(rand.NewPCG(4, 264))
	for _, tt := range []struct {
		name  string
		asked func(title string) string
		times int
		floor float64
	}{
		{"whole", func(title string) string { return title }, 1, 1},
		{"first half", firstHalf, 1, .97},
		{"two typos", func(title string) string { return misspell(random, title, 2) }, 5, .97},
	} {
		found := 0
		for _, p := range papers {
			for range tt.times {
				asked := tt.asked(p.Title)
				res := search(t, s, asked, 1)
				if len(res.Hits) > 0 && sameTitle(papers, res.Hits[0].ID, p) {
					found++
					continue
				}
				t.Logf("%s: %q asked for %q; corrected to %q", tt.name, asked, p.Title, res.Question.Corrected)
			}
		}
		share := float64(found) / float64(tt.times*len(papers))
		t.Logf("%s: %.4f at rank 1", tt.name, share)
		if share < tt.floor {
			t.Errorf("%s: %.4f of the titles find their paper at rank 1, want %.2f", tt.name, share, tt.floor)
		}
	}
}

// sameTitle tells whether the paper of that ID is p or has the same title.
func sameTitle(papers []corpus.Paper, id corpus.ID, p corpus.Paper) bool {
	return slices.ContainsFunc(papers, func(q corpus.Paper) bool { return q.ID == id && q.Title == p.Title })
}

// firstHalf returns the first half of a title's words, rounded up.
func firstHalf(title string) string {
	words := strings.Fields(title)
	return strings.Join(words[:(len(words)+1)/2], " ")
}

// longWords matches the words that typing errors are made in.
var longWords = regexp.MustCompile(`\pL{5,}`)

// misspell makes one random edit in each of n different words of five letters or
// more, or in as many as there are.
func misspell(random *rand.Rand, text string, n int) string {
	places := longWords.FindAllStringIndex(text, -1)
	random.Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] })
	places = places[:min(n, len(places))]
	slices.SortFunc(places, func(a, b []int) int { return b[0] - a[0] }) // from the end, so that offsets stay right
	for _, at := range places {
		text = text[:at[0]] + edited(random, []rune(text[at[0]:at[1]])) + text[at[1]:]
	}
	return text
}

// edited inserts, drops or replaces a letter, or swaps two that differ.
func edited(random *rand.Rand, word []rune) string {
	at, letter := random.IntN(len(word)), rune('a'+random.IntN(26))
	switch random.IntN(4) {
	case 0:
		return string(slices.Insert(word, at, letter))
	case 1:
		return string(slices.Delete(word, at, at+1))
	case 2:
		word[at] = letter
	default:
		at = min(at, len(word)-2)
		word[at], word[at+1] = word[at+1], word[at]
	}
	return string(word)
}
