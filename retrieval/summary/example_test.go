package summary_test

import (
	"fmt"

	"paperbot/retrieval/analysis"
	"paperbot/retrieval/summary"
)

func ExamplePicker_ForQuestion() {
	const title = "PiSSA"
	const abstract = "LoRA starts from random matrices, i.e. noise. However, this often converges slowly. " +
		"We initialize the adapters with principal singular vectors instead. On GSM8K, accuracy rises by 5.2%."
	q := summary.Question{
		Kind:  summary.KindOf("how should adapters be initialized?"),
		Terms: []summary.Term{{Term: "adapt", Weight: 3.1}, {Term: "initi", Weight: 2.4}},
	}
	picker := summary.New(analysis.New())
	for _, s := range picker.ForQuestion(title, abstract, q, 3) {
		fmt.Printf("%d/%d: %s\n", s.Index+1, s.Total, abstract[s.Start:s.End])
	}
	// Output: 3/4: We initialize the adapters with principal singular vectors instead.
}

func ExampleSentences() {
	const text = "We compare, e.g., SGD vs. Adam (see Fig. 2). Does it matter? It does, by 0.5 points."
	for s := range summary.Sentences(text) {
		fmt.Println(text[s.Start:s.End])
	}
	// Output:
	// We compare, e.g., SGD vs. Adam (see Fig. 2).
	// Does it matter?
	// It does, by 0.5 points.
}
