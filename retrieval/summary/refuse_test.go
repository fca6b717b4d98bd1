package summary

import (
	"math"
	"testing"

	"paperbot/retrieval/analysis"
)

func TestJudge(t *testing.T) {
	tests := []struct {
		name     string
		evidence Evidence
		logit    float64 // worked by hand
		want     Band
	}{
		{"nothing matched", Evidence{}, -2.45, BandNothing},
		{"a third of a question", Evidence{Share: .2, Paper: .3, Sentence: .3, Lead: .5}, -1.3175, BandNothing}, // .84+.1125+.18
		{"half a question", Evidence{Share: .3, Paper: .5, Sentence: .5, Lead: .5}, -.3775, BandClosest},        // 1.26+.3125+.5
		{"a lead alone is nothing", Evidence{Lead: 1}, -2.45, BandNothing},
		{"one rare word is all that is asked", Evidence{Share: .6, Paper: 1, Sentence: 1, Lead: .2}, 2.57, BandAnswered}, // 2.52+.5+2
		{"most, but in no one sentence", Evidence{Share: .4, Paper: .8, Sentence: .4, Lead: .25}, .27, BandAnswered},     // 1.68+.4+.64
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.evidence.Logit(); math.Abs(got-tt.logit) > 1e-9 {
				t.Errorf("logit %v, want %v", got, tt.logit)
			}
			if got := Judge(tt.evidence); got != tt.want {
				t.Errorf("band %v, want %v", got, tt.want)
			}
		})
	}
}

// TestCoverage is worked by hand: the title has "cat", which weighs 1, the
// second sentence "dog", which weighs 2; nothing has "fish", which weighs 1.
func TestCoverage(t *testing.T) {
	p := New(analysis.New())
	terms := []Term{{"cat", 1}, {"dog", 2}, {"fish", 1}}
	paper, sentence := p.Coverage(petsTitle, pets, terms)
	if paper != .75 || sentence != .75 {
		t.Errorf("%v, %v, want .75, .75", paper, sentence)
	}
	paper, sentence = p.Coverage("", "The cat ate. The dog slept.", terms)
	if paper != .75 || sentence != .5 {
		t.Errorf("%v, %v, want .75, .5", paper, sentence)
	}
	if paper, sentence = p.Coverage("", "", nil); paper != 0 || sentence != 0 {
		t.Errorf("%v, %v of nothing", paper, sentence)
	}
}
