package eval

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func byP1(m Measures) float64 { return m.P1 }

// results are results whose only measure is P@1.
func results(values ...float64) Result {
	var r Result
	for i, v := range values {
		r.PerQuery = append(r.PerQuery, QueryResult{fmt.Sprintf("q%03d", i), Measures{P1: v}})
	}
	r.Mean = mean(r.PerQuery)
	return r
}

func TestCompare(t *testing.T) {
	tests := []struct {
		name string
		a, b Result
		want Comparison
	}{
		{
			// Of the 8 assignments of signs to .1 .2 .3, two have a sum of ±.6.
			"three wins", results(0, 0, 0), results(0.1, 0.2, 0.3),
			Comparison{Queries: 3, MeanA: 0, MeanB: 0.2, Wins: 3, P: 2.0 / 8},
		},
		{
			// Sums of ±1 ±2 ±4: 1+2-4 = -1, and |±1| is the least there is.
			"the least difference", results(0, 0, 4), results(1, 2, 0),
			Comparison{Queries: 3, MeanA: 4.0 / 3, MeanB: 1, Wins: 2, Losses: 1, P: 1},
		},
		{
			// Sums of ±1 ±2 ±4: -1+2+4 = 5; as great are ±5 and ±7, 4 of 8.
			"ties change nothing", results(1, 0, 0, 7), results(0, 2, 4, 7),
			Comparison{Queries: 4, MeanA: 2, MeanB: 13.0 / 4, Wins: 2, Losses: 1, Ties: 1, P: 4.0 / 8},
		},
		{
			"the same", results(0.5, 1), results(0.5, 1),
			Comparison{Queries: 2, MeanA: 0.75, MeanB: 0.75, Ties: 2, P: 1},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Compare(tt.a, tt.b, byP1)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, cmpopts.EquateApprox(0, 1e-12)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Of n differences of equal size, the number of turned signs is binomial, so the
// sampled p-value can be had exactly too. 17 or more of 20, or 3 or fewer:
// 2 · (1140 + 190 + 20 + 1) / 2^20 = .002577. 13 or more of 20, or 7 or fewer:
// 2 · 137,980 / 2^20 = .263176.
func TestSampledSignFlip(t *testing.T) {
	for _, tt := range []struct {
		wins int
		want float64
	}{{17, 0.002577}, {13, 0.263176}} {
		differences := make([]float64, 20)
		for i := range differences {
			differences[i] = 0.25
			if i >= tt.wins {
				differences[i] = -0.25
			}
		}
		got := signFlip(differences)
		// Four standard errors of the estimate, and the one that is added.
		if tolerance := 4*math.Sqrt(tt.want*(1-tt.want)/flipTrials) + 1.0/flipTrials; math.Abs(got-tt.want) > tolerance {
			t.Errorf("%d of 20: p = %.5f, want %.5f ± %.5f", tt.wins, got, tt.want, tolerance)
		}
		if again := signFlip(differences); again != got {
			t.Errorf("%d of 20: p = %v, then %v", tt.wins, got, again)
		}
	}
}

func TestSignFlipUsesEveryBitOnce(t *testing.T) {
	differences := make([]float64, 130)
	for i := range differences {
		differences[i] = 1
	}
	calls := 0
	sum := flippedSum(differences, func() uint64 { calls++; return 1<<63 | 1 })
	if calls != 3 || sum != 130-2*5 { // signs 0, 63, 64, 127, 128
		t.Errorf("%d words asked for, sum %v", calls, sum)
	}
}

func TestCompareNeedsTheSameQueries(t *testing.T) {
	other := results(1, 1)
	other.PerQuery[1].Query = "other"
	for name, pair := range map[string][2]Result{
		"another number": {results(1), results(1, 1)},
		"another query":  {results(1, 1), other},
		"none":           {Result{}, Result{}},
	} {
		if _, err := Compare(pair[0], pair[1], byP1); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
