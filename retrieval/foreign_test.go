package retrieval

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/samber/lo"
	"pgregory.net/rapid"

	"paperbot/corpus/seed"
)

func TestUnderstand(t *testing.T) {
	s := searcherOver(t, Config{}, seed.Papers()...)
	for _, tt := range []struct{ name, text, language, understood string }{
		{"terms, frames and function words", "Welche Arbeiten vergleichen große Sprachmodelle?", "de", "compare large language model"},
		{"inflected forms", "les réseaux de neurones profonds", "fr", "deep neural network"},
		{"a plural and a verb", "¿Qué métodos reducen la varianza?", "es", "method reduce variance"},
		{"compounds", "Was ist Gewichtsinitialisierung?", "de", "weight initialization"},
		{"umlauts typed as two letters", "Wie gross ist die Batchgroesse?", "de", "large batch size"},
		{"one word", "Hyperparameteroptimierung", "de", "hyperparameter optimization"},
		{"words that papers have stay", "Was ist LoRA im Vergleich zu Adam?", "de", "LoRA compare Adam"},
		{"a word in no list", "¿Qué es la asimilación secuencial?", "es", "assimilation sequential"},
		{"without accents", "Qu est-ce que la regularisation des modeles ?", "fr", "regularization model"},
		{"Chinese, the longest term first", "什么是卷积神经网络?", "zh", "convolutional neural network"},
		{"Chinese with English in it", "LoRA的秩", "zh", "LoRA rank"},
		{"Chinese in no list is cut in twos", "唐朝诗人", "zh", "唐朝 诗人"},
		{"Portuguese", "Como funciona o aprendizado profundo?", "pt", "deep learning"},
		{"Italian", "Quali sono gli effetti del rumore nei gradienti?", "it", "effect noise gradient"},
		{"Dutch", "Wat zijn de beperkingen van taalmodellen?", "nl", "constraint language model"},
		{"English", "What is the effect of noise in gradients?", "", ""},
		{"English with names", "De Rham cohomology and the work of van der Waals", "", ""},
		{"Japanese has no glossary", "神経接線カーネルとは何ですか", "", ""},
		{"a title of a paper in another language", "Construction de variables a l'aide de classifieurs comme aide a la regression", "", ""},
		{"half of it", "Construction de variables a l'aide de classifieurs", "", ""},
		{"nothing but function words", "Was ist das?", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			q := s.Parse(tt.text)
			if q.Language != tt.language || q.Understood != tt.understood {
				t.Errorf("%q: %q, want %q: %q", q.Language, q.Understood, tt.language, tt.understood)
			}
			if q.Text != tt.text || q.Corrected != "" {
				t.Errorf("text %q, corrected %q", q.Text, q.Corrected)
			}
		})
	}
}

// Chinese over Chinese papers is not translated.
func TestUnderstandLeavesWhatPapersHave(t *testing.T) {
	s := searcherOver(t, Config{}, paper("1", "神经网络的初始化方法", "neural network"), paper("2", "Pruning", "Of neural networks."))
	if q := s.Parse("神经网络的初始化是什么?"); q.Understood != "" {
		t.Errorf("understood as %q", q.Understood)
	}
	if hits := search(t, s, "神经网络的初始化是什么?", 1).Hits; len(hits) == 0 || hits[0].ID != "1" {
		t.Errorf("hits %v", hits)
	}
}

// No question of the judged sets that is in English is taken for another
// language, over the papers of the starting corpus, which lack many of their words.
func TestEnglishIsNotForeign(t *testing.T) {
	t.Parallel()
	s := searcherOver(t, Config{}, seed.Papers()...)
	files, err := filepath.Glob("../../shared/collections/*/queries.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, "../../shared/questions.jsonl")
	asked := 0
	for _, name := range files {
		data, err := os.ReadFile(name)
		if os.IsNotExist(err) {
			t.Skipf("%s is not here", name)
		}
		if err != nil {
			t.Fatal(err)
		}
		for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
			var q struct{ Text, Question, Kind string }
			if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
				t.Fatal(err)
			}
			if q.Kind == "non-english" {
				continue
			}
			asked++
			if parsed := s.Parse(q.Text + q.Question); parsed.Understood != "" {
				t.Errorf("%s %q: %q", parsed.Language, parsed.Text, parsed.Understood)
			}
		}
	}
	t.Logf("%d questions in English", asked)
}

func TestTitlesAreNotForeign(t *testing.T) {
	s := searcherOver(t, Config{}, seed.Papers()...)
	for _, p := range seed.Papers() {
		for _, text := range []string{p.Title, lo.Substring(p.Title, 0, uint(len(p.Title)/2))} {
			if q := s.Parse(text); q.Understood != "" {
				t.Errorf("%s %q: %q", q.Language, text, q.Understood)
			}
		}
	}
}

// Every language has terms for most lines of the glossary, and no line more cells
// than there are languages.
func TestGlossary(t *testing.T) {
	rows := 0
	for line := range glossaryLines(glossaryTerms) {
		if n := strings.Count(line, "|"); n > len(languages()) {
			t.Errorf("%d cells: %s", n+1, line)
		}
		rows++
	}
	for _, l := range glossary() {
		if len(l.terms) < rows*3/4 {
			t.Errorf("%s: %d terms of %d lines", l.code, len(l.terms), rows)
		}
		t.Logf("%s: %d terms, %d function words", l.code, len(l.terms), len(l.words))
	}
}

// Whatever is asked, in whatever mixture of scripts, is understood somehow.
func TestUnderstandAnything(t *testing.T) {
	s := searcherOver(t, Config{}, seed.Papers()...)
	part := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"was ist ", "的", "神经网络", "l'", "où", " de la ", "größe", "\u200b", "¿"}))
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Join(rapid.SliceOfN(part, 0, 8).Draw(rt, "parts"), "")
		if q := s.Parse(text); (q.Language == "") != (q.Understood == "") {
			rt.Fatalf("%q is %q: %q", text, q.Language, q.Understood)
		}
	})
}

func BenchmarkUnderstand(b *testing.B) {
	s := searcherOver(b, Config{}, seed.Papers()...)
	for _, bm := range []struct{ name, text string }{
		{"English", "how does noise in the gradients of a network change what it learns?"},
		{"German", "Wie verändert das Rauschen in den Gradienten eines Netzes, was es lernt?"},
		{"Chinese", "梯度噪声如何影响神经网络的学习?"},
	} {
		b.Run(bm.name, func(b *testing.B) {
			r := s.ranker.Load()
			for b.Loop() {
				s.understand(r, bm.text)
			}
		})
	}
}
