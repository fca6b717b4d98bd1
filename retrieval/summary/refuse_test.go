package summary

import (
	"math"
	"testing"
)

func TestJudge(t *testing.T) {
	tests := []struct {
		name     string
		evidence Evidence
		logit    float64 // worked by hand
		want     Band
	}{
		{"nothing matched", Evidence{}, -5.36, BandNothing},
		{"one word of a long question", Evidence{Share: .15, Matched: 1}, -3.081, BandNothing},
		{"a quarter of a question", Evidence{Share: .25, Matched: 2}, -1.415, BandClosest},
		{"half a question", Evidence{Share: .4, Matched: 2}, .424, BandClosest},
		{"just not enough to quote", Evidence{Share: .41, Matched: 3}, .9866, BandClosest},
		{"one rare word is all that is asked", Evidence{Share: .6, Matched: 1}, 2.436, BandAnswered},
		{"a long question fully matched", Evidence{Share: .5, Matched: 6}, 3.41, BandAnswered},
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
