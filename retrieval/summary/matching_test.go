package summary

import (
	"math"
	"testing"

	"paperbot/retrieval/analysis"
)

// The abstract that is worked by hand here: three sentences, "cat" in all,
// "dog" in one, "fish" in none.
const petsTitle, pets = "A cat", "The cat ate. The cat saw a dog. A cat slept."

func petsMatching() (*document, *matching) {
	d := newDocument(analysis.New(), petsTitle, pets)
	return d, match(d, []Term{{"cat", 1}, {"dog", 2}, {"fish", 1}})
}

func TestInverseFrequency(t *testing.T) {
	tests := []struct {
		name string
		n, N int
		want float64
	}{
		{"in none of one", 0, 1, math.Log(4)}, // (1−0+.5)/(0+.5) = 3
		{"in half", 2, 4, math.Ln2},           // (4−2+.5)/(2+.5) = 1
		{"in all of three", 3, 3, math.Log(8. / 7)},
	}
	for _, tt := range tests {
		if got := inverseFrequency(tt.n, tt.N); math.Abs(got-tt.want) > 1e-12 {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestBM25OverTheBest(t *testing.T) {
	d, m := petsMatching()
	// Words that are no stop words: cat ate (2), cat saw dog (3), cat slept (2);
	// mean 7/3. The saturated frequency of one is 2.2 / (1 + 1.2·(.7 + .3·len/mean)).
	tf := func(length float64) float64 { return 2.2 / (1 + 1.2*(.7+.3*length*3/7)) }
	all, one := math.Log(8./7), math.Log(1+2.5/1.5)
	short, long := all*tf(2), (all+math.Sqrt2*one)*tf(3) // the root of the dog's weight, 2
	want := []float64{short / long, 1, short / long}
	for i, got := range m.bm25(d) {
		if math.Abs(got-want[i]) > 1e-12 {
			t.Errorf("sentence %d: %v, want %v", i, got, want[i])
		}
	}
}

func TestBeyondTitle(t *testing.T) {
	_, m := petsMatching()
	// Dog and fish weigh 3; the title has cat. The abstract has dog, not fish.
	for i, want := range [][2]float64{{0, 0}, {2. / 3, 1}, {0, 0}} {
		covered, rare := m.beyondTitle(i)
		if math.Abs(covered-want[0]) > 1e-12 || math.Abs(rare-want[1]) > 1e-12 {
			t.Errorf("sentence %d: %v, %v, want %v", i, covered, rare, want)
		}
	}
	d := newDocument(analysis.New(), petsTitle, pets)
	if covered, rare := match(d, []Term{{"cat", 1}}).beyondTitle(0); covered != 1 || rare != 0 {
		t.Errorf("a question that is all in the title: %v, %v, want 1, 0", covered, rare)
	}
}

func TestCentrality(t *testing.T) {
	d := newDocument(analysis.New(), petsTitle, pets)
	// "cat" is in two others, the other words in none: means 2/2, 2/3, 2/2.
	for i, want := range []float64{1, 2. / 3, 1} {
		if got := d.passages[i].central; math.Abs(got-want) > 1e-12 {
			t.Errorf("sentence %d: %v, want %v", i, got, want)
		}
	}
}

func TestRepeats(t *testing.T) {
	d := newDocument(analysis.New(), "", "Large cats chase small dogs. Small dogs chase large cats. Large cats chase mice.")
	if !d.repeats(0, 1) {
		t.Error("the same words in another order are a repetition")
	}
	if d.repeats(0, 2) { // three common of five
		t.Error("three of five words are no repetition")
	}
}
