package analysis

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func terms(text string) []string {
	var out []string
	for _, t := range New().Tokens(nil, text) {
		out = append(out, t.Term)
	}
	return out
}

func ExampleAnalyzer_Tokens() {
	for _, t := range New().Tokens(nil, "The adapters’ weights") {
		fmt.Println(t.Position, t.Word, t.Term)
	}
	// Output:
	// 1 adapters adapt
	// 2 weights weight
}

func TestTokens(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"hyphens split words", "state-of-the-art pre-training", []string{"state", "art", "pre", "train"}},
		{"possessives go, contractions join", "Bayes's don't", []string{"bay", "dont"}},
		{"typographic apostrophe", "Bayes’s rule", []string{"bay", "rule"}},
		{"accents fold", "Schrödinger naïve Carathéodory", []string{"schroding", "naiv", "caratheodori"}},
		{"letters that do not decompose", "Søren Łukasz groß", []string{"soren", "lukasz", "gross"}},
		{"compatibility forms", "ﬁne-tuning x²", []string{"fine", "tune", "x", "2"}},
		{"names with numbers meet either way", "GPT-4 gpt4", []string{"gpt", "4", "gpt4", "gpt", "4"}},
		{"parts are stemmed as words are", "models2", []string{"models2", "model", "2"}},
		{"a number before letters", "3DGS", []string{"3dgs", "3", "dgs"}},
		{"more than two parts stay whole", "node2vec", []string{"node2vec"}},
		{"decimals, versions, identifiers", "1.58 v2.1.3 2502.12345", []string{"1.58", "v2.1.3", "2502.12345"}},
		{"thousands", "1,000 papers", []string{"1000", "paper"}},
		{"C++ and C# are names, C+ and #1 are not", "C++ C# C+ #1", []string{"c++", "c#", "c", "1"}},
		{"British meets American", "initialisation neighbouring modelling", []string{"initi", "neighbor", "model"}},
		{"Greek and other scripts stay", "λ-calculus Привет", []string{"λ", "calculus", "привет"}},
		{"Chinese by pairs of characters", "用于NLP的神经网络。核", []string{"用于", "nlp", "的神", "神经", "经网", "网络", "核"}},
		{"Japanese likewise, but words of katakana", "学習のデータ", []string{"学習", "習の", "データ"}},
		{"no words", "?! 😀 -- ", nil},
		{"operators are punctuation", `(a | b) + "`, []string{"b"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, terms(tt.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTokensPointIntoTheText(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.String().Draw(rt, "text")
		last := -1
		for _, tok := range New().Tokens(nil, text) {
			written := text[tok.Start:tok.End]
			if tok.Term == "" || Fold(written) == "" || tok.Start < last {
				rt.Fatalf("token %+v of %q", tok, text)
			}
			last = tok.Start
		}
	})
}

func TestStopWordsCountAsPositions(t *testing.T) {
	tokens := New().Tokens(nil, "the art of war")
	if len(tokens) != 2 || tokens[0].Position != 1 || tokens[1].Position != 3 {
		t.Errorf("tokens = %+v, want art at 1 and war at 3", tokens)
	}
}

func TestAmerican(t *testing.T) {
	for _, tt := range []struct{ word, want string }{
		{"optimisers", "optimizers"}, {"regularisation", "regularization"}, {"generalising", "generalizing"},
		{"supervised", "supervised"}, {"unsupervised", "unsupervised"}, {"otherwise", "otherwise"},
		{"pairwise", "pairwise"}, {"noise", "noise"}, {"noised", "noised"}, {"precise", "precise"},
		{"exercise", "exercise"}, {"revised", "revised"}, {"promising", "promising"}, {"rising", "rising"},
		{"behaviours", "behaviors"}, {"colourful", "colorful"}, {"tumour", "tumor"}, {"hour", "hour"}, {"four", "four"},
		{"labelled", "labeled"}, {"modelling", "modeling"}, {"initially", "initially"}, {"controlled", "controlled"},
		{"analyse", "analyze"}, {"analysis", "analysis"}, {"centre", "center"}, {"metric", "metric"},
	} {
		if got := American(tt.word); got != tt.want {
			t.Errorf("American(%q) = %q, want %q", tt.word, got, tt.want)
		}
	}
}

func FuzzTokens(f *testing.F) {
	for _, s := range []string{"state-of-the-art", "C++#", "1,000's", "\xff\xfe", "ﬁ", "٣٤", "a\u0301", strings.Repeat("x", 300)} {
		f.Add(s)
	}
	a := New()
	f.Fuzz(func(t *testing.T, text string) {
		for _, tok := range a.Tokens(nil, text) {
			if tok.Term == "" || tok.Start >= tok.End || tok.End > len(text) {
				t.Fatalf("token %+v of %q", tok, text)
			}
			if utf8.ValidString(text) && !utf8.ValidString(text[tok.Start:tok.End]) {
				t.Fatalf("token %+v splits a character of %q", tok, text)
			}
		}
	})
}

func BenchmarkTokens(b *testing.B) {
	text := strings.Repeat("Pre-trained Transformers have been used in dense retrieval methods for parameter initialisation. ", 10)
	a := New()
	var tokens []Token
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		tokens = a.Tokens(tokens[:0], text)
	}
}
