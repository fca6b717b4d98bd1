package retrieval

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paperbot/corpus"
)

var shortForms = []corpus.Paper{
	paper("1", "On kernels", "The neural tangent kernel (NTK) of wide nets."),
	paper("2", "NTKs at work", "NTKs explain training."),
	paper("3", "Tuning", "Parameter-efficient fine-tuning (PEFT) adapts a few weights."),
	paper("4", "Tuning again", "Parameter efficient finetuning (PEFT) and positron emission tomography (PET)."),
	paper("5", "Few weights", "Parameter-efficient tuning (PET) needs few. A COMBINER joins."),
	paper("6", "Codecs", "COMpression with Bayesian Implicit NEural Representations (COMBINER)."),
	paper("7", "A combiner", "combiner"), paper("8", "combiner", ""), paper("9", "combiner", ""), paper("a", "combiner", ""),
	paper("b", "combiner", ""), paper("c", "combiner", ""), paper("d", "combiner", ""), paper("e", "combiner", ""),
	paper("f", "combiner", ""), paper("g", "combiner", ""),
}

func TestAcronymsMeetTheirLongForms(t *testing.T) {
	s := searcherOver(t, Config{}, shortForms...)
	third := .4 / math.Sqrt(3)
	for _, tt := range []struct {
		name, text string
		added      map[string]float64
		acronyms   []Acronym
	}{
		{"short to long and plural", "what is NTK?", map[string]float64{"ntks": .5, "neural": third, "tangent": third, "kernel": third}, []Acronym{{"NTK", []string{"neural tangent kernel"}}}},
		{"plural to singular", "NTKs", map[string]float64{"ntk": .5, "neural": third, "tangent": third, "kernel": third}, []Acronym{{"NTKs", []string{"neural tangent kernel"}}}},
		{"written small", "ntk training", map[string]float64{"ntks": .5, "neural": third, "tangent": third, "kernel": third}, []Acronym{{"ntk", []string{"neural tangent kernel"}}}},
		{"long to short", "neural tangent kernels", map[string]float64{"ntk": .4, "ntks": .4}, nil},
		{"both", "neural tangent kernel (NTK)", map[string]float64{"ntks": .4}, nil},
		{"words apart are no long form", "kernel of neural nets, tangent", nil, nil},
		{"two meanings", "PET", map[string]float64{
			"positron": .2 / math.Sqrt(3), "emission": .2 / math.Sqrt(3), "tomography": .2 / math.Sqrt(3),
			"parameter": .2 / math.Sqrt(3), "efficient": .2 / math.Sqrt(3), "tuning": .2 / math.Sqrt(3),
		}, []Acronym{{"PET", []string{"Parameter-efficient tuning", "positron emission tomography"}}}},
		{"an ordinary word", "a combiner", nil, nil},
		{"a name", "COMBINER and PEFT", nil, []Acronym{
			{"COMBINER", []string{"COMpression with Bayesian Implicit NEural Representations"}},
			{"PEFT", []string{"Parameter efficient finetuning"}},
		}},
		{"shouting", "A COMBINER", nil, nil},
		{"none", "few weights", nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			q := s.Parse(tt.text)
			if diff := cmp.Diff(tt.acronyms, q.Acronyms); diff != "" {
				t.Error(diff)
			}
			if tt.added == nil {
				return
			}
			got := make(map[string]float64)
			for _, term := range q.Terms {
				if term.Added {
					got[term.Word] = term.Weight
				}
			}
			if diff := cmp.Diff(tt.added, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The long form of a short form finds papers that have only one of both, and the
// explanation says so.
func TestAcronymsFindPapers(t *testing.T) {
	s := searcherOver(t, Config{}, shortForms...)
	hits := search(t, s, "neural tangent kernel", 10).Hits
	if !slices.ContainsFunc(hits, func(h Hit) bool { return h.ID == "2" }) {
		t.Errorf("NTKs are not found by their long form: %v", hits)
	}
	e, err := s.Explain(Query{Text: "neural tangent kernel"}, "2")
	if err != nil || len(e.Terms) != 1 || e.Terms[0].Word != "ntks" || !e.Terms[0].Added {
		t.Errorf("explained by %+v, %v", e.Terms, err)
	}
	without := searcherOver(t, Config{Without: []Stage{Acronyms, Feedback, Neighbours}}, shortForms...)
	if hits := search(t, without, "neural tangent kernel", 10).Hits; slices.ContainsFunc(hits, func(h Hit) bool { return h.ID == "2" }) {
		t.Errorf("without the stage %v", hits)
	}
}
