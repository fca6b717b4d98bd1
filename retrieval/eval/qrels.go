package eval

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strconv"
	"strings"
)

// Qrels are relevance judgements: the grade of a document for a query, by query
// ID and document ID. A grade of 1 or more means relevant, and more is better;
// 0 and below mean judged not relevant.
type Qrels map[string]map[string]int

// ReadQrels reads judgements, one a line: query-id TAB corpus-id TAB score, with
// or without a header line that begins with "query-id". A document judged twice
// for one query is an error. Errors begin with "name:line: ".
func ReadQrels(name string, r io.Reader) (Qrels, error) {
	qrels := Qrels{}
	for row, err := range rows(name, r, 3) {
		if err != nil {
			return nil, err
		}
		query, doc := row.fields[0], row.fields[1]
		grade, err := strconv.Atoi(strings.TrimSpace(row.fields[2]))
		if err != nil {
			return nil, located(name, row.n, fmt.Errorf("score %q is not a whole number", row.fields[2]))
		}
		if _, ok := qrels[query][doc]; ok {
			return nil, located(name, row.n, fmt.Errorf("%s is judged twice for query %s", doc, query))
		}
		if qrels[query] == nil {
			qrels[query] = map[string]int{}
		}
		qrels[query][doc] = grade
	}
	return qrels, nil
}

// ReadQrelsFile reads judgements from a file, as [ReadQrels] does.
func ReadQrelsFile(path string) (Qrels, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ReadQrels(path, f)
}

// A row is one line of tab-separated fields.
type row struct {
	n      int // line, from 1
	fields []string
}

// rows yields the lines of r, cut at tabs into that many fields. A first line
// that begins with the field "query-id" is a header and left out. It goes on
// after a line with another number of fields or an empty one.
func rows(name string, r io.Reader, fields int) iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		for l, err := range lines(name, r) {
			var out row
			if err == nil {
				out = row{l.n, strings.Split(string(l.text), "\t")}
				if l.n == 1 && out.fields[0] == "query-id" {
					continue
				}
				if err = checkFields(out.fields, fields); err != nil {
					err = located(name, l.n, err)
				}
			}
			if !yield(out, err) {
				return
			}
		}
	}
}

func checkFields(fields []string, want int) error {
	if len(fields) != want {
		return fmt.Errorf("want %d tab-separated fields, got %d", want, len(fields))
	}
	if fields[0] == "" || fields[1] == "" {
		return errors.New("empty id")
	}
	return nil
}
