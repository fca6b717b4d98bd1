package picture

import (
	"bytes"
	"image/png"
	"os"
	"strings"
	"testing"
	"time"
)

func sample(n int, history bool) []Bar {
	titles := []string{
		"MultiLoRA: Democratizing LoRA for Better Multi-Task Learning", "Schrödinger’s Ångström: Ελληνικά, Кириллица, 2π r² ≤ x²",
		"Training-Free Neural Active Learning with Initialization-Robustness Guarantees", "A", "LoRA-FAIR: Federated LoRA Fine-Tuning with Aggregation and Initialization Refinement",
	}
	bars := make([]Bar, n)
	for i := range bars {
		bars[i] = Bar{Title: titles[i%len(titles)], Score: 12.3 / float64(i+1)}
		for day := range 14 {
			if history {
				bars[i].History = append(bars[i].History, bars[i].Score*float64((day*(i+3))%14)/13)
			}
		}
	}
	return bars
}

func TestDraw(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		bars []Bar
	}{
		{"five with lines", sample(5, true)},
		{"ten without", sample(10, false)},
		{"one", sample(1, true)},
		{"no score at all", []Bar{{Title: "x", History: []float64{0, 0}}}},
		{"a title without end", []Bar{{Title: strings.Repeat("W", 10_000), Score: 1}}},
		{"letters that the font lacks", append(sample(2, true), Bar{Title: "深層学習による画像認識", Score: 5}, Bar{Title: "שלום עולם", Score: 3, History: []float64{1, 3}}, Bar{Title: "Emoji 🏳️‍🌈 and ﬁne 𝒪(n²)", Score: 2})},
	} {
		t.Run(tt.name, func(t *testing.T) {
			begun := time.Now()
			data, err := Draw(tt.bars)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d bytes in %v", len(data), time.Since(begun))
			config, err := png.DecodeConfig(bytes.NewReader(data))
			if err != nil || config.Width != width || config.Height > 2*margin+len(tt.bars)*row {
				t.Errorf("%+v, %v", config, err)
			}
			if folder := os.Getenv("PAPERBOT_PICTURES"); folder != "" {
				if err := os.WriteFile(folder+"/"+strings.ReplaceAll(tt.name, " ", "-")+".png", data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// No title is drawn with a box in the place of a letter, or without some of its
// letters.
func TestDrawable(t *testing.T) {
	t.Parallel()
	p, err := newPainter(nil)
	if err != nil {
		t.Fatal(err)
	}
	for title, want := range map[string]string{
		"MultiLoRA: Ångström, Ελληνικά, Кириллица, 2π r² ≤ x²": "MultiLoRA: Ångström, Ελληνικά, Кириллица, 2π r² ≤ x²",
		"深層学習": "", "深層学習 with BERT": "", "Attention ist alles 注意": "", "שלום": "", "مرحبا": "", "한국어": "", "ไทย": "",
		"Emoji 🏳️‍🌈 and ﬁne 𝒪(n)": "Emoji and ﬁne O(n)", "\u202eleft\x00": "left", "": "", "🏳️‍🌈": "",
	} {
		got := p.drawable(title)
		if got != want {
			t.Errorf("%q is drawn as %q, want %q", title, got, want)
		}
		if text := p.fitted("1. " + got); !p.hasAll(text) {
			t.Errorf("%q: a box in %q", title, text)
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	bars := sample(5, true)
	for b.Loop() {
		if _, err := Draw(bars); err != nil {
			b.Fatal(err)
		}
	}
}
