package corpus_test

import (
	"testing"

	"paperbot/corpus"
)

func TestPaperLink(t *testing.T) {
	for _, tt := range []struct {
		name  string
		paper corpus.Paper
		want  string
	}{
		{"its own", corpus.Paper{Title: "T", URL: "https://arxiv.org/abs/1502.03167"}, "https://arxiv.org/abs/1502.03167"},
		{"a search", corpus.Paper{Title: "A & B: 100% of α?"}, "https://scholar.google.com/scholar?q=%22A+%26+B%3A+100%25+of+%CE%B1%3F%22"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.paper.Link(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
