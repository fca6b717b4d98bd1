package eval

import (
	"encoding/json"
	"strconv"
)

// A Mean is the mean of N numbers. The zero value is the mean of none.
type Mean struct {
	Sum float64
	N   int
}

// Add takes one more number in.
func (m *Mean) Add(x float64) {
	m.Sum += x
	m.N++
}

// Value returns the mean, and 0 for that of none.
func (m Mean) Value() float64 { return over(m.Sum, m.N) }

// MarshalJSON gives the mean as a number, and null for that of none.
func (m Mean) MarshalJSON() ([]byte, error) {
	if m.N == 0 {
		return []byte("null"), nil
	}
	return json.Marshal(m.Value())
}

// String returns the mean with three digits, and "–" for that of none.
func (m Mean) String() string {
	if m.N == 0 {
		return "–"
	}
	return strconv.FormatFloat(m.Value(), 'f', 3, 64)
}

// truth is 1 for true and 0 for false.
func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
