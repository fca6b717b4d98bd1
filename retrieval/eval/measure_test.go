package eval

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// sixDigits is the tolerance for figures that were worked out to six digits.
const sixDigits = 5e-7

func TestMeasures(t *testing.T) {
	grades := map[string]int{"d1": 3, "d2": 2, "d3": 1, "d4": 0, "d5": -1}
	late := []string{"x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "d1"}
	tests := []struct {
		name string
		got  float64
		want float64
	}{
		// Gains 0 3 1 2 0: 3/log2(3) + 1/2 + 2/log2(5) = 1.892789 + .5 + .861353 = 3.254142;
		// at best 3 + 2/log2(3) + 1/2 = 4.761860.
		{"ndcg of a mixed ranking", NDCG(grades, []string{"d9", "d1", "d3", "d2", "d4"}, 10), 0.683376},
		{"ndcg of the best ranking", NDCG(grades, []string{"d1", "d2", "d3"}, 10), 1},
		// log2(7+1) = 3
		{"ndcg of one document at rank 7", NDCG(map[string]int{"d": 4}, []string{"1", "2", "3", "4", "5", "6", "d"}, 10), 1.0 / 3},
		// 1 + 1/2 of at best 1 + .630930 + 1/2
		{"ndcg, one of three missing", NDCG(map[string]int{"a": 1, "b": 1, "c": 1}, []string{"a", "x", "b"}, 10), 0.703918},
		// Cut at 2: 2/log2(3) = 1.261860 of at best 3 + 1.261860
		{"ndcg, ideal cut too", NDCG(grades, []string{"x", "d2", "d1"}, 2), 0.296082},
		{"ndcg, gain beyond the cut", NDCG(grades, late, 10), 0},
		{"ndcg, negative grade gains nothing", NDCG(grades, []string{"d5"}, 10), 0},
		{"ndcg, nothing relevant", NDCG(map[string]int{"a": 0}, []string{"a"}, 10), 0},
		{"ndcg at 0", NDCG(grades, []string{"d1"}, 0), 0},

		{"ap: 1/2, 2/3 and 3/4 over 3", AveragePrecision(grades, []string{"d9", "d1", "d3", "d2", "d4"}), 0.638889},
		{"ap: 1 and 2/5 over 3", AveragePrecision(grades, []string{"d2", "x", "d4", "d5", "d1"}), 1.4 / 3},
		{"ap at rank 11", AveragePrecision(map[string]int{"d1": 1}, late), 1.0 / 11},
		{"ap of nothing found", AveragePrecision(grades, nil), 0},
		{"ap, nothing relevant", AveragePrecision(map[string]int{}, []string{"a"}), 0},

		{"recall at 2: one of three", Recall(grades, []string{"d1", "x", "d2", "d3"}, 2), 1.0 / 3},
		{"recall at 100", Recall(grades, []string{"d1", "x", "d2", "d3"}, 100), 1},
		{"precision at 2", Precision(grades, []string{"d1", "x", "d2"}, 2), 0.5},
		{"precision at 5 of two found", Precision(grades, []string{"d1", "d2"}, 5), 0.4},
		{"precision at 0", Precision(grades, []string{"d1"}, 0), 0},
		{"success at 3", Success(grades, []string{"x", "d4", "d3"}, 3), 1},
		{"success at 2", Success(grades, []string{"x", "d4", "d3"}, 2), 0},
		{"success counts once", Success(grades, []string{"d1", "d2"}, 2), 1},
		{"reciprocal rank 2", ReciprocalRank(grades, []string{"d4", "d1", "d2"}, 10), 0.5},
		{"reciprocal rank beyond the cut", ReciprocalRank(grades, late, 10), 0},
		{"reciprocal rank just within the cut", ReciprocalRank(grades, late, 11), 1.0 / 11},

		{"f1 of 1/2 and 1/4: 2/8 over 3/4", F1(0.5, 0.25), 1.0 / 3},
		{"f1 of nothing", F1(0, 0), 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if math.Abs(tt.got-tt.want) > sixDigits {
				t.Errorf("got %.7f, want %.7f", tt.got, tt.want)
			}
		})
	}
}

// Moving a relevant document up past one that is not never lowers a measure,
// and no measure leaves [0, 1].
func TestMeasuresRiseWithBetterRankings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		grades := map[int]int{}
		for doc, g := range rapid.SliceOfN(rapid.IntRange(-1, 4), 1, 15).Draw(t, "grades") {
			grades[doc] = g
		}
		ranking := rapid.Permutation([]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}).Draw(t, "ranking")
		k := rapid.IntRange(1, 20).Draw(t, "k")
		at := rapid.IntRange(1, len(ranking)-1).Draw(t, "at")
		if max(0, grades[ranking[at]]) <= max(0, grades[ranking[at-1]]) {
			t.Skip("nothing to move up")
		}
		measures := func() []float64 {
			return []float64{
				NDCG(grades, ranking, k), AveragePrecision(grades, ranking), Recall(grades, ranking, k),
				Precision(grades, ranking, k), Success(grades, ranking, k), ReciprocalRank(grades, ranking, k),
			}
		}
		before := measures()
		ranking[at-1], ranking[at] = ranking[at], ranking[at-1]
		for i, after := range measures() {
			if after < before[i]-1e-12 || after < 0 || after > 1+1e-12 {
				t.Errorf("measure %d went from %v to %v", i, before[i], after)
			}
		}
	})
}
