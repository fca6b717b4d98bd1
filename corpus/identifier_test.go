package corpus

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestArXivID(t *testing.T) {
	for _, tt := range []struct {
		text    string
		want    ID
		version int
	}{
		{"1502.03167", "arxiv:1502.03167", 0},
		{"arXiv:2203.01250v3", "arxiv:2203.01250", 3},
		{"oai:arXiv.org:2203.01250v3", "arxiv:2203.01250", 3},
		{"http://arxiv.org/abs/hep-th/9711200v2", "arxiv:hep-th/9711200", 2},
		{"math.gt/0309136", "arxiv:math.GT/0309136", 0},
		{"cond-mat/9706061", "arxiv:cond-mat/9706061", 0},
		{"https://arxiv.org/pdf/2606.13677v1.pdf", "arxiv:2606.13677", 1},
		{"10.48550/arXiv.2304.02112", "arxiv:2304.02112", 0},
		{"https://huggingface.co/papers/2606.00467", "arxiv:2606.00467", 0},
		{"AX123456", "", 0},
		{"10.1103/PhysRevD.76.013009", "", 0},
		{"", "", 0},
	} {
		if id, version := ArXivID(tt.text); id != tt.want || version != tt.version {
			t.Errorf("ArXivID(%q) = %q, %d; want %q, %d", tt.text, id, version, tt.want, tt.version)
		}
	}
}

func TestDOI(t *testing.T) {
	for text, want := range map[string]ID{
		"10.1103/PhysRevD.76.013009":                    "doi:10.1103/physrevd.76.013009",
		"https://doi.org/10.1038/S41586-021-03534-Y":    "doi:10.1038/s41586-021-03534-y",
		"doi: 10.3109/07434618.2014.906498.":            "doi:10.3109/07434618.2014.906498",
		"http://dx.doi.org/10.1023/A:1017379030770":     "doi:10.1023/a:1017379030770",
		"10.1016/S0140-6736(05)17713-5":                 "doi:10.1016/s0140-6736(05)17713-5",
		"10.1016/0003-4916(63)90068-X (see there)":      "doi:10.1016/0003-4916(63)90068-x",
		"https://doi.org/10.48550/arXiv.2304.02112":     "arxiv:2304.02112",
		"10.1103/A.93, 10.1103/PhysRevD.98.079901;more": "doi:10.1103/a.93",
		"whatever": "",
	} {
		if got := DOI(text); got != want {
			t.Errorf("DOI(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestPMID(t *testing.T) {
	for text, want := range map[string]ID{
		"29768149": "pmid:29768149", "https://pubmed.ncbi.nlm.nih.gov/38889132": "pmid:38889132",
		"http://www.ncbi.nlm.nih.gov/pubmed/25647015": "pmid:25647015", "P123456": "", "0": "",
	} {
		if got := PMID(text); got != want {
			t.Errorf("PMID(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestSetIDs(t *testing.T) {
	p := Paper{Title: "A title"}
	p.SetIDs("doi:10.1/x", "", "pmid:1", "arxiv:1502.03167", "pmid:1")
	if p.ID != "arxiv:1502.03167" {
		t.Errorf("ID %q", p.ID)
	}
	if diff := cmp.Diff([]ID{"doi:10.1/x", "pmid:1"}, p.OtherIDs); diff != "" {
		t.Error(diff)
	}
	if p.SetIDs(); p.ID != TitleID("A title") || p.OtherIDs != nil {
		t.Errorf("without identifiers: %q %q", p.ID, p.OtherIDs)
	}
}
