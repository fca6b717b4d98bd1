package eval_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"paperbot/retrieval/eval"
)

// Measuring a search function with a judged collection: open the folder, ask
// its queries, evaluate the run, print the report.
func Example() {
	collection, err := eval.OpenCollection("testdata/small", eval.Names{})
	if err != nil {
		fmt.Println(err)
		return
	}
	var docs []eval.Document
	for doc, err := range collection.Documents() {
		if err != nil {
			fmt.Println(err)
			return
		}
		docs = append(docs, doc)
	}

	// The search under test: a document's score is how many of the query's words
	// its text has.
	search := func(_ context.Context, query string, k int) ([]eval.Scored, error) {
		var found []eval.Scored
		for _, d := range docs {
			score := 0.0
			for word := range strings.FieldsSeq(query) {
				if strings.Contains(strings.ToLower(d.Title+" "+d.Text), word) {
					score++
				}
			}
			if score > 0 {
				found = append(found, eval.Scored{ID: d.ID, Score: score})
			}
		}
		return found[:min(k, len(found))], nil
	}

	queries, err := collection.Queries()
	if err != nil {
		fmt.Println(err)
		return
	}
	run, err := eval.RunQueries(context.Background(), queries, search)
	if err != nil {
		fmt.Println(err)
		return
	}
	qrels, err := collection.Qrels()
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := eval.Evaluate(qrels, run, eval.Options{DropSelf: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	result.Report(collection.Name(), len(docs)).WriteTable(os.Stdout)
	// Output:
	// collection  documents  queries  nDCG@10     MAP   R@100  MRR@10     P@1
	// small              12        7   0.7900  0.6307  0.9524  0.8214  0.7143
}

// Comparing two runs: B finds the document that A misses, and is as good
// otherwise.
func ExampleCompare() {
	qrels := eval.Qrels{"q1": {"d1": 1}, "q2": {"d2": 1}, "q3": {"d3": 1}}
	a := eval.Run{"q1": {{ID: "d1", Score: 1}}, "q2": {{ID: "d2", Score: 1}}}
	b := eval.Run{"q1": {{ID: "d1", Score: 1}}, "q2": {{ID: "d2", Score: 1}}, "q3": {{ID: "d3", Score: 1}}}
	resultA, err := eval.Evaluate(qrels, a, eval.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	resultB, err := eval.Evaluate(qrels, b, eval.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := eval.Compare(resultA, resultB, func(m eval.Measures) float64 { return m.NDCG10 })
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d better, %d worse, %d equal, p = %.2f\n", c.Wins, c.Losses, c.Ties, c.P)
	// Output: 1 better, 0 worse, 2 equal, p = 1.00
}
