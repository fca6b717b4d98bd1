package eval

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files of this package")

// Every report as it is printed, for people and as JSON.
func TestReports(t *testing.T) {
	figures := AnswerFigures{
		Questions: 73, Success1: of(60, 73), Success5: of(70, 73), NDCG5: of(66.5, 73), NDCG10: of(67, 73),
		QuotePrecision: of(150, 200), QuotePaper: of(180, 200), QuoteHit: of(65, 73), Verbatim: of(200, 200),
		RefusalPrecision: of(0, 2),
	}
	refused := AnswerFigures{Questions: 11, RefusalPrecision: of(9, 9), RefusalRecall: of(9, 11), Near: of(3, 4)}
	answers := AnswersReport{AnswerFigures: figures, ByKind: map[string]AnswerFigures{"topic": figures, "unanswerable-fact": refused}}
	answers.add(refused)
	rank := SummaryReport{Set: "scifact", Kind: RankSet, Items: 564, RankFigures: &RankFigures{
		MRR: of(400, 564), NDCG: of(420, 564), MAP: of(390, 564), P1: of(300, 564), F1At2: of(260, 564),
	}}
	segments := func(set string, exact float64) SummaryReport {
		return SummaryReport{Set: set, Kind: SegmentSet, Items: 10, SegmentFigures: &SegmentFigures{
			Exact: of(exact, 10), BoundaryP: of(20, 25), BoundaryR: of(20, 20), BoundaryF1: F1(0.8, 1),
		}}
	}
	segmentation := segments("segmentation-dev", 8)
	segmentation.BySet = map[string]SummaryReport{"general": segments("general", 9), "academic-prose": segments("academic-prose", 7)}
	reports := []struct {
		name   string
		report interface{ WriteTable(io.Writer) error }
	}{
		{"retrieval", RetrievalReport{
			Collection: "cranfield", Documents: 1400, Queries: 225,
			Measures: Measures{NDCG10: 0.51774, AP: 0.41017, Recall100: 0.7497, RR10: 0.8076, P1: 0.7378}, WithoutRelevant: 1,
		}},
		{"comparison", Comparison{Queries: 225, MeanA: 0.4902, MeanB: 0.5177, Wins: 120, Losses: 80, Ties: 25, P: 0.0123}},
		{"answers", answers},
		{"speed", SpeedReport{
			Collection: "large",
			IndexSpeed: IndexSpeed{
				Documents: 79772, IndexSeconds: 4, DocumentsPerSecond: 19943, IndexBytes: 12 << 20,
				BytesPerDocument: 157.7, IndexPeakRSSBytes: 320 << 20,
			},
			SearchSpeed: SearchSpeed{
				ColdStartMS: 1.5, Queries: 1300, Samples: 2600, P50: 98.5, P95: 200, P99: 290.25,
				CPU: 110.25, QPS1: 8123.4, QPS2: 15000.9, AnonymousRSSBytes: 30 << 20, PeakRSSBytes: 120 << 20,
			},
		}},
		{"summary, gist", SummaryReport{Set: "scitldr", Kind: GistSet, Items: 619, RougeFigures: &RougeFigures{of(1, 4), of(1, 8), of(1, 5)}}},
		{"summary, rank", rank},
		{"summary, segmentation", segmentation},
		{"summary, refusal", SummaryReport{Set: "refuse", Kind: RefusalSet, Items: 1010, RefusalFigures: &RefusalFigures{0.845, 0.1, 0.38, 0.5}}},
	}
	var b bytes.Buffer
	for _, r := range reports {
		fmt.Fprintf(&b, "# %s\n", r.name)
		if err := r.report.WriteTable(&b); err != nil {
			t.Fatal(err)
		}
		j, err := json.Marshal(r.report)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s\n\n", j)
	}
	golden(t, "reports.golden", b.Bytes())
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s: -want +got (rewrite with -update)\n%s", path, diff)
	}
}
