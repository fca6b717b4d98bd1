package eval

import (
	"cmp"
	"slices"
	"sort"
)

// RefusalFigures say how well a program's confidence tells the questions that
// its corpus answers from those that it does not.
type RefusalFigures struct {
	AUC float64 `json:"auc"` // see [AUC]

	// The share of unanswerable questions refused by the threshold that keeps 99,
	// 95 or 90 per cent of the answerable ones.
	RefusedAt99 float64 `json:"refused_at_99_kept"`
	RefusedAt95 float64 `json:"refused_at_95_kept"`
	RefusedAt90 float64 `json:"refused_at_90_kept"`
}

func newRefusalFigures(answerable, unanswerable []float64) RefusalFigures {
	return RefusalFigures{
		AUC:         AUC(answerable, unanswerable),
		RefusedAt99: RefusedAt(answerable, unanswerable, 99),
		RefusedAt95: RefusedAt(answerable, unanswerable, 95),
		RefusedAt90: RefusedAt(answerable, unanswerable, 90),
	}
}

// AUC returns the area under the ROC curve: how often a score of the first kind
// is above one of the second, equal ones counting half. It is 0 if either kind
// is missing.
func AUC(positive, negative []float64) float64 {
	sorted := slices.Sorted(slices.Values(negative))
	wins := 0.0
	for _, p := range positive {
		below := sort.SearchFloat64s(sorted, p)
		equal, _ := slices.BinarySearchFunc(sorted[below:], p, func(n, p float64) int {
			if n > p {
				return 1
			}
			return -1 // so that the search ends after those equal to p
		})
		wins += float64(below) + float64(equal)/2
	}
	return over(wins, len(positive)*len(negative))
}

// RefusedAt returns the share of the unanswerable questions whose score is below
// the threshold that keeps that many per cent of the answerable ones.
func RefusedAt(answerable, unanswerable []float64, keep int) float64 {
	if len(answerable) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(answerable))
	threshold := sorted[min(len(sorted)-1, (100-keep)*len(sorted)/100)]
	refused := 0
	for _, score := range unanswerable {
		if cmp.Less(score, threshold) {
			refused++
		}
	}
	return over(float64(refused), len(unanswerable))
}
