package store_test

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"paperbot/corpus/format"
	"paperbot/corpus/store"
)

// metadata are lines as arXiv's dump has them, each of a paper of its own.
func metadata(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"id":"%02d%02d.%05d","submitter":"X","authors":"A. Bal\\'azs, E. L. Berger","title":"Calculation of the prompt production cross sections\n  of the kind %d","comments":"37 pages","journal-ref":"Phys.Rev.D76","doi":"10.1103/PhysRevD.%d","categories":"hep-ph cs.LG","abstract":"  %s\n","versions":[{"version":"v1","created":"Mon, 2 Apr 2007 19:18:42 GMT"}],"authors_parsed":[["Bal\u00e1zs","A.",""],["Berger","E. L.",""]]}`+"\n",
			7+i/120000, i/10000%12+1, i%10000, i, i, strings.Repeat(fmt.Sprintf("A fully differential calculation in perturbative quantum chromodynamics\\nof the kind %d is presented for $%d^{2}$ pairs. ", i, i), 8))
	}
	return b.String()
}

// BenchmarkImport is the whole way from lines of JSON to the file: parsed,
// cleaned, told apart, stored.
func BenchmarkImport(b *testing.B) {
	const papers = 20_000
	text := metadata(papers)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s, _, err := store.Create(context.Background(), filepath.Join(b.TempDir(), fmt.Sprint(i)))
		if err != nil {
			b.Fatal(err)
		}
		r, err := s.Import(context.Background(), store.Import{Source: "bench", At: noon}, format.Read(io.Reader(strings.NewReader(text))))
		if err != nil || r.New != papers {
			b.Fatalf("%+v, %v", r, err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(papers*float64(b.N)/b.Elapsed().Seconds(), "papers/s")
}
