package eval

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
)

// A Comparison is how run B does beside run A by one measure, over the queries
// that both were judged by.
type Comparison struct {
	Queries int     `json:"queries"`
	MeanA   float64 `json:"mean_a"`
	MeanB   float64 `json:"mean_b"`
	Wins    int     `json:"wins"`   // queries where B is better
	Losses  int     `json:"losses"` // queries where A is better
	Ties    int     `json:"ties"`
	// P is the two-sided p-value of the sign-flip (paired randomisation) test: how
	// often a difference of the means at least as great arises when for every
	// query it is left to chance which of the two runs is called A.
	P float64 `json:"p"`
}

// exactFlips is the number of differing queries up to which every assignment of
// signs is tried (65,536 at most) rather than a sample.
const exactFlips = 16

// flipTrials is the size of the sample: at p = 0.05 the standard error of the
// estimate is √(0.05·0.95/10,000) = 0.002.
const flipTrials = 10_000

// flipSeed makes the sample, and so the p-value, the same every time.
const flipSeed = 20261125

// Compare compares results a and b of the same judgements by a measure, such as
// func(m Measures) float64 { return m.NDCG10 }.
func Compare(a, b Result, by func(Measures) float64) (Comparison, error) {
	if len(a.PerQuery) != len(b.PerQuery) {
		return Comparison{}, fmt.Errorf("compare: results of %d and %d queries", len(a.PerQuery), len(b.PerQuery))
	}
	if len(a.PerQuery) == 0 {
		return Comparison{}, errors.New("compare: results of no query")
	}
	c := Comparison{Queries: len(a.PerQuery), MeanA: by(a.Mean), MeanB: by(b.Mean)}
	var differences []float64 // those that are not 0
	for i, qa := range a.PerQuery {
		qb := b.PerQuery[i]
		if qa.Query != qb.Query {
			return Comparison{}, fmt.Errorf("compare: query %s in one result, %s in the other", qa.Query, qb.Query)
		}
		switch d := by(qb.Measures) - by(qa.Measures); {
		case d > 0:
			c.Wins++
			differences = append(differences, d)
		case d < 0:
			c.Losses++
			differences = append(differences, d)
		default:
			c.Ties++
		}
	}
	c.P = signFlip(differences)
	return c, nil
}

// signFlip returns the share of the assignments of signs to the differences
// whose absolute sum is at least that of the differences as they are. Of a
// sample, the assignment as it is counts as one more, so that p is never 0.
func signFlip(differences []float64) float64 {
	n := len(differences)
	observed := math.Abs(flippedSum(differences, func() uint64 { return 0 }))
	// Sums of the same numbers in another order may differ in their last digits.
	floor := observed * (1 - 1e-12)
	if n <= exactFlips {
		extreme := 0
		for signs := range uint64(1) << n {
			if math.Abs(flippedSum(differences, func() uint64 { return signs })) >= floor {
				extreme++
			}
		}
		return float64(extreme) / float64(uint64(1)<<n)
	}
	rng := rand.New(rand.NewPCG(flipSeed, 0))
	extreme := 1
	for range flipTrials {
		if math.Abs(flippedSum(differences, rng.Uint64)) >= floor {
			extreme++
		}
	}
	return float64(extreme) / (flipTrials + 1)
}

// flippedSum returns the sum of the differences, each with its sign turned
// where its bit is set. It asks for 64 bits at a time.
func flippedSum(differences []float64, signs func() uint64) float64 {
	sum := 0.0
	var word uint64
	for i, d := range differences {
		if i%64 == 0 {
			word = signs()
		}
		if word&1 != 0 {
			d = -d
		}
		sum += d
		word = bits.RotateLeft64(word, -1)
	}
	return sum
}
