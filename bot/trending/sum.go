package trending

import (
	"fmt"
	"math"
	"math/big"
	"time"
)

// A Sum is the forward-decayed sum of events:
//
//	Σ weight · 2^((at − epoch)/HalfLife)
//
// which is the score at any instant, but for a factor that is the same for all
// papers. Ten years are 2^1217, beyond any float, and floats would make the sum
// depend on the order of adding; so it is a whole number, in units of 2^−fraction,
// and exact. The zero value is the sum of nothing.
type Sum struct{ units big.Int }

// epoch is an instant before every event, where the exponents begin: arXiv is
// from 1991. What is dated earlier counts from there.
var epoch = time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)

// fraction is how many binary digits of a weight are kept: 2^−40 is a millionth
// of a millionth of an up-vote.
const fraction = 40

// term returns what an event of that weight and time adds.
func term(weight float64, at time.Time) *big.Int {
	age := float64(max(at.UnixMilli()-epoch.UnixMilli(), 0)) / float64(HalfLife.Milliseconds())
	whole, part := math.Modf(age)
	units := math.Round(weight * math.Exp2(part+fraction))
	return new(big.Int).Lsh(big.NewInt(int64(units)), uint(whole))
}

// Add adds an event.
func (s *Sum) Add(e Event) { s.units.Add(&s.units, term(e.Weight, e.At)) }

// Remove takes an event away that was added: what is left is as if it had never
// been.
func (s *Sum) Remove(e Event) { s.units.Sub(&s.units, term(e.Weight, e.At)) }

// Merge adds all events of another sum.
func (s *Sum) Merge(other *Sum) { s.units.Add(&s.units, &other.units) }

// Cmp compares the scores of two papers, whatever the instant.
func (s *Sum) Cmp(other *Sum) int { return s.units.Cmp(&other.units) }

// Log2 returns the binary logarithm of the sum, −Inf for nothing.
func (s *Sum) Log2() float64 {
	f := new(big.Float).SetInt(&s.units)
	mantissa := new(big.Float)
	exponent := f.MantExp(mantissa)
	m, _ := mantissa.Float64()
	return math.Log2(m) + float64(exponent) - fraction
}

// At returns the score at an instant.
func (s *Sum) At(t time.Time) float64 { return math.Exp2(s.Log2() - halfLives(t.Sub(epoch))) }

// MarshalBinary writes the sum for a store.
func (s *Sum) MarshalBinary() ([]byte, error) { return s.units.GobEncode() }

// UnmarshalBinary reads what MarshalBinary wrote.
func (s *Sum) UnmarshalBinary(data []byte) error {
	if err := s.units.GobDecode(data); err != nil {
		return fmt.Errorf("sum of events: %w", err)
	}
	return nil
}
