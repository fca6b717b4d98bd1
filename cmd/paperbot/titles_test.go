package main

import (
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/samber/lo"

	"paperbot/bot"
	"paperbot/corpus"
	"paperbot/corpus/seed"
)

// TestEveryTitleFindsItsPaper asks for all papers by their titles, and checks
// the promises of the JSON on the way: quotes are verbatim at their offsets.
func TestEveryTitleFindsItsPaper(t *testing.T) {
	papers := corpus.NewCollection(seed.Papers())
	titles := lo.Map(seed.Papers(), func(p corpus.Paper, _ int) string { return p.Title })
	out, status := runPlain(t, strings.Join(titles, "\n"), "ask", "--json", "-")
	if status != 0 {
		t.Fatalf("exit status %d", status)
	}
	answers := decodeAnswers(t, out)
	if len(answers) != papers.Len() {
		t.Fatalf("%d answers to %d titles", len(answers), papers.Len())
	}
	for i, a := range answers {
		if a.Outcome != bot.Answered || len(a.Papers) == 0 || a.Papers[0].Title != titles[i] {
			t.Errorf("%q: %s, and not first", titles[i], a.Outcome)
		}
		for rank, shown := range a.Papers {
			checkShown(t, papers, rank+1, shown)
		}
	}
}

// decodeAnswers decodes a line an answer; an unknown key is an error.
func decodeAnswers(t *testing.T, out string) []answer {
	t.Helper()
	var answers []answer
	for dec := json.NewDecoder(strings.NewReader(out)); ; {
		dec.DisallowUnknownFields()
		var a answer
		err := dec.Decode(&a)
		if err == io.EOF {
			return answers
		}
		if err != nil {
			t.Fatal(err)
		}
		answers = append(answers, a)
	}
}

func checkShown(t *testing.T, papers *corpus.Collection, rank int, shown answerPaper) {
	t.Helper()
	p, ok := papers.Paper(shown.ID)
	if !ok || shown.Rank != rank || shown.Title != p.Title || shown.URL != p.Link() {
		t.Errorf("rank %d is %+v", rank, shown)
		return
	}
	for _, s := range shown.Sentences {
		if p.Abstract[s.Start:s.End] != s.Text {
			t.Errorf("%s: not verbatim: %q", p.ID, s.Text)
		}
	}
}
