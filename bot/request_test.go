package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/samber/lo"

	"paperbot/corpus"
)

// A reply says which papers were chosen from, and what was passed over.
func TestAskForMoreThanWords(t *testing.T) {
	t.Parallel()
	paper := func(id, title, author string, year int) corpus.Paper {
		return corpus.Paper{
			ID: corpus.ID("arxiv:" + id), Title: title, Abstract: "We present " + title + ". It is a method of its own.", Authors: []string{author},
			Published: time.Date(year, 5, 17, 0, 0, 0, 0, time.UTC), Categories: []string{"cs.LG"},
		}
	}
	b, err := New(Config{Papers: corpus.NewCollection([]corpus.Paper{
		paper("1", "Rectifier initialization of convolutional layers", "Kaiming He", 2015),
		paper("2", "Masked autoencoders of images", "He, Kaiming", 2021),
		paper("3", "Initialization of recurrent layers", "Ada Lovelace", 2023),
	})})
	if err != nil {
		t.Fatal(err)
	}
	const near = "No paper here answers this by itself. The closest are named; nothing is quoted as an answer."
	for _, tt := range []struct {
		text    string
		outcome Outcome
		papers  string
		notices []string
	}{
		{"papers by Kaiming He on initialization", Answered, "1", []string{"Understood as: papers by Kaiming He."}},
		{"papers by K. He", Answered, "2 1", []string{"Understood as: papers by K. He."}},
		{"papers by Kaiming He before 2020", Answered, "1", []string{"Understood as: papers by Kaiming He, before 2020."}},
		{"latest papers on initialization", Answered, "3 1", []string{"The newest of those that fit come first."}},
		{"papers by Kaiming He since 2024", Closest, "2 1", []string{
			"Understood as: papers by Kaiming He.", "No paper here appeared since 2024.", near,
		}},
		{"papers by Kaiming He since 2022", Closest, "2 1", []string{
			"Understood as: papers by Kaiming He.", "No paper here is all of that, so this was passed over: since 2022.", near,
		}},
		{"papers by Kaiming He on quasars", Closest, "2 1", []string{"Understood as: papers by Kaiming He.", near, "No paper here mentions “quasars”."}},
		{"papers by Alan Turing on initialization", Closest, "3 1", []string{"No paper here is known to be by Alan Turing.", near}},
		{"papers by Alan Turing", Nothing, "", []string{"No paper here is known to be by Alan Turing.", "Nothing in the corpus answers this."}},
		{"papers from 1950", Nothing, "", []string{"No paper here appeared in 1950.", "Nothing in the corpus answers this."}},
		{"most popular papers on initialization", Answered, "3 1", []string{"How many votes papers have is not known here."}},
		{"papers at NeurIPS on initialization", Answered, "3 1", []string{"Where the papers here appeared is not known."}},
	} {
		t.Run(tt.text, func(t *testing.T) {
			reply := askReply(t, b, Question{Text: tt.text})
			papers := strings.Join(lo.Map(reply.Sources, func(s Source, _ int) string { return strings.TrimPrefix(string(s.Paper.ID), "arxiv:") }), " ")
			if papers != tt.papers || reply.Outcome != tt.outcome {
				t.Errorf("%s with papers %s, want %s with %s", reply.Outcome, papers, tt.outcome, tt.papers)
			}
			notices := lo.Map(reply.Notices, func(n Text, _ int) string { return n.String() })
			if diff := cmp.Diff(tt.notices, notices); diff != "" {
				t.Error(diff)
			}
			isQuoted := slices.ContainsFunc(reply.Sources, func(s Source) bool { return len(s.Quotes) > 0 })
			if isQuoted != (reply.Outcome == Answered) {
				t.Errorf("quoted: %v", isQuoted)
			}
		})
	}
}
