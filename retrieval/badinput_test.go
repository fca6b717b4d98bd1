package retrieval

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/samber/lo"

	"paperbot/corpus"
	"paperbot/corpus/seed"
)

// Whatever is asked: no panic, the same answer twice, scores that fall and are
// explained.
func TestAnythingCanBeAsked(t *testing.T) {
	t.Parallel()
	papers := seed.Papers()
	random := rand.New(rand.NewPCG(4, 5))
	corpora := map[string][]corpus.Paper{
		"none": nil, "one": papers[:1], "identical": identical(300), "seed": papers,
	}
	questions := map[string]string{
		"stop words":      "the of and is",
		"punctuation":     `?!.,;:()[]{}"'“”«»「」`,
		"one letter":      "x",
		"one quote":       `"`,
		"3,000 words":     strings.Repeat("parameter efficient tuning of ", 750),
		"mixed scripts":   "LoRA 神经切线核 адаптер ντετερμινιστικό",
		"numbers":         "1 2 3 4.5 6,000 2502.12345",
		"operators":       `lora AND (rank OR "low rank") -adapter title:x* ~2 ^3`,
		"invalid":         "lo\xffra \xc3\x28",
		"long word":       strings.Repeat("a", 100_000),
		"many quotes":     strings.Repeat(`"low rank" `, 15),
		"all misspelt":    misspell(random, "parameter efficient finetuning adapters", 4),
		"marks on marks":  "l\u0301\u0301\u0301ora " + strings.Repeat("\u0301", 5000),
		"acronyms enough": strings.Repeat("LLM PEFT LoRA NTK ", 200),
	}
	for corpusName, papers := range corpora {
		s := searcherOver(t, Config{}, papers...)
		for name, text := range questions {
			res, again := search(t, s, text, 7), search(t, s, text, 7)
			if diff := gocmp.Diff(res.Hits, again.Hits); diff != "" {
				t.Errorf("%s over %s differs when asked again:\n%s", name, corpusName, diff)
			}
			if !slices.IsSortedFunc(res.Hits, func(a, b Hit) int { return cmp.Compare(b.Score, a.Score) }) {
				t.Errorf("%s over %s: scores rise", name, corpusName)
			}
			for _, h := range res.Hits {
				if e, err := s.Explain(Query{Text: text}, h.ID); err != nil || e.Score != h.Score {
					t.Errorf("%s over %s: %s explained as %v (%v), scored %v", name, corpusName, h.ID, e.Score, err, h.Score)
				}
			}
		}
	}
}

// Papers that are the same rank by ID.
func TestIdenticalPapersRankByID(t *testing.T) {
	t.Parallel()
	s := searcherOver(t, Config{}, identical(20_000)...) // far more than any stage looks at
	for i, h := range search(t, s, "low rank adapters", 10).Hits {
		if want := corpus.ID(fmt.Sprintf("p%06d", i)); h.ID != want {
			t.Errorf("rank %d is %s, want %s", i+1, h.ID, want)
		}
	}
}

func identical(n int) []corpus.Paper {
	return lo.Times(n, func(i int) corpus.Paper {
		return paper(fmt.Sprintf("p%06d", i), "Low rank adapters", "We train low rank adapters (LRA).")
	})
}

// An abstract that is pasted whole finds its paper, and so does one whose words
// are parted by characters that nobody sees.
func TestWholeAbstractsFindTheirPapers(t *testing.T) {
	t.Parallel()
	papers := seed.Papers()
	s := searcherOver(t, Config{}, papers...)
	for _, p := range papers {
		for name, asked := range map[string]string{"abstract": p.Abstract, "title with zero-width characters": strings.Join(strings.Split(p.Title, ""), "\u200b")} {
			if hits := search(t, s, asked, 1).Hits; len(hits) == 0 || !sameTitle(papers, hits[0].ID, p) {
				t.Errorf("%s of %q: not first", name, p.Title)
			}
		}
	}
}

// A question in which every word is misspelt still finds the paper.
func TestEveryWordMisspelt(t *testing.T) {
	t.Parallel()
	papers := seed.Papers()
	s := searcherOver(t, Config{}, papers...)
	random := rand.New(rand.NewPCG(7, 264))
	found, asked := 0, 0
	for _, p := range papers {
		if len(longWords.FindAllString(p.Title, -1)) < 3 {
			continue // too little is left to go by
		}
		asked++
		if hits := search(t, s, misspell(random, p.Title, 100), 5).Hits; slices.ContainsFunc(hits, func(h Hit) bool { return sameTitle(papers, h.ID, p) }) {
			found++
		}
	}
	t.Logf("%d of %d", found, asked)
	if float64(found) < .95*float64(asked) {
		t.Errorf("%d of %d titles find their paper among five with all long words misspelt, want 95 %%", found, asked)
	}
}

func TestSpellingGoesByTheOtherWords(t *testing.T) {
	t.Parallel()
	s := searcherOver(t, Config{},
		paper("1", "Batch normalization", "Each batch is normalized."), paper("2", "Bath tubs", "A bath is warm."), paper("3", "Bath salts", "bath"),
		paper("4", "Deep nets", "Small nets learn."), paper("5", "The deer", "Deer in woods."))
	for text, want := range map[string]string{
		"bacth normalization": "batch normalization",
		"warm bacth":          "warm bath",
		"bacth":               "bath",
		"deee nets":           "deep nets",
		"deee":                "",
		"bath normalization":  "",
	} {
		if got := s.Parse(text).Corrected; got != want {
			t.Errorf("%q is corrected to %q, want %q", text, got, want)
		}
	}
}
