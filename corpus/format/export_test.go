package format

import (
	"io"
	"iter"

	"paperbot/corpus"
)

// ReadAs reads r as the format of that name, whatever it looks like.
func ReadAs(name string, r io.Reader) iter.Seq2[corpus.Paper, error] {
	return func(yield func(corpus.Paper, error) bool) {
		s, err := newSource(r)
		if err != nil {
			yield(corpus.Paper{}, err)
			return
		}
		for _, f := range formats {
			if f.Name == name {
				stream(f.Name, s, f.split)(yield)
			}
		}
	}
}

// Encoded and unbraced texts, for tests.
var (
	Unbrace  = unbrace
	ReadDate = readDate
)
