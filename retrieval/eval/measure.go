package eval

import (
	"cmp"
	"math"
	"slices"
)

// The measures below take the grades of what was judged for one query (see
// [Qrels]; what is not in them is not relevant) and a ranking, best first, in
// which nothing occurs twice. They are 0 where nothing is relevant. The same
// functions measure documents, titles and sentences.

// DCG returns the discounted cumulative gain Σ gᵢ / log₂(i+1) of gains g₁, g₂, …
// in the order of a ranking.
func DCG(gains []int) float64 {
	sum := 0.0
	for i, g := range gains {
		rank := i + 1
		sum += float64(g) / math.Log2(float64(rank+1))
	}
	return sum
}

// NDCG returns the DCG of the first k of the ranking over that of the best
// possible ranking. The gain is the grade itself (trec_eval's ndcg_cut), not
// 2^grade - 1.
func NDCG[K comparable](grades map[K]int, ranking []K, k int) float64 {
	var ideal, gains []int
	for _, g := range grades {
		if g > 0 {
			ideal = append(ideal, g)
		}
	}
	slices.SortFunc(ideal, func(a, b int) int { return cmp.Compare(b, a) })
	for _, doc := range first(ranking, k) {
		gains = append(gains, max(0, grades[doc]))
	}
	best := DCG(first(ideal, k))
	if best == 0 {
		return 0
	}
	return DCG(gains) / best
}

// AveragePrecision returns the sum, over the ranks at which a relevant document
// stands, of the precision down to that rank, over the number of relevant
// documents (trec_eval's map, for one query).
func AveragePrecision[K comparable](grades map[K]int, ranking []K) float64 {
	hits, sum := 0, 0.0
	for i, doc := range ranking {
		if grades[doc] > 0 {
			hits++
			sum += float64(hits) / float64(i+1)
		}
	}
	return over(sum, relevant(grades))
}

// Recall returns the share of the relevant documents that is among the first k
// (trec_eval's recall).
func Recall[K comparable](grades map[K]int, ranking []K, k int) float64 {
	return over(float64(hits(grades, ranking, k)), relevant(grades))
}

// Precision returns the number of relevant documents among the first k, over k,
// also where fewer than k were found (trec_eval's P).
func Precision[K comparable](grades map[K]int, ranking []K, k int) float64 {
	return over(float64(hits(grades, ranking, k)), k)
}

// Success returns 1 if there is a relevant document among the first k, else 0
// (trec_eval's success).
func Success[K comparable](grades map[K]int, ranking []K, k int) float64 {
	return float64(min(1, hits(grades, ranking, k)))
}

// ReciprocalRank returns 1 / rank of the first relevant document, or 0 if it is
// not among the first k (trec_eval's recip_rank of a run cut to k).
func ReciprocalRank[K comparable](grades map[K]int, ranking []K, k int) float64 {
	rank := 1 + slices.IndexFunc(first(ranking, k), func(doc K) bool { return grades[doc] > 0 })
	if rank == 0 {
		return 0
	}
	return 1 / float64(rank)
}

// F1 returns the harmonic mean 2pr / (p + r) of precision and recall.
func F1(p, r float64) float64 {
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}

func relevant[K comparable](grades map[K]int) int {
	n := 0
	for _, g := range grades {
		if g > 0 {
			n++
		}
	}
	return n
}

func hits[K comparable](grades map[K]int, ranking []K, k int) int {
	n := 0
	for _, doc := range first(ranking, k) {
		if grades[doc] > 0 {
			n++
		}
	}
	return n
}

// first returns the first k of s, or all if there are fewer.
func first[T any](s []T, k int) []T { return s[:min(len(s), max(k, 0))] }

// over divides by a count; by a count of 0 it gives 0.
func over(sum float64, n int) float64 {
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}
