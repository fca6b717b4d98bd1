package retrieval

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/samber/lo"
	"pgregory.net/rapid"

	"paperbot/corpus"
)

// published is a paper with what is known of it.
func published(id, title, authors, venue, categories, date string, votes int) corpus.Paper {
	p := corpus.Paper{ID: corpus.ID(id), Title: title, Abstract: "We study " + title + ".", Venue: venue, Votes: votes}
	if authors != "" {
		p.Authors = strings.Split(authors, "; ")
	}
	if categories != "" {
		p.Categories = strings.Split(categories, " ")
	}
	if t, err := time.Parse(time.DateOnly, date); err == nil {
		p.Published, p.Year = t, t.Year()
	} else if t, err := time.Parse("2006", date); err == nil {
		p.Year = t.Year()
	}
	return p
}

// shelf is a corpus that knows who wrote its papers, where and when.
var shelf = []corpus.Paper{
	published("arxiv:1", "Rectifier initialization", "Kaiming He; Xiangyu Zhang; Jian Sun", "ICCV 2015", "cs.CV", "2015-02-06", 50),
	published("arxiv:2", "Residual learning for images", "He, Kaiming; Ren, Shaoqing; Sun, Jian", "Computer Vision and Pattern Recognition", "cs.CV", "2016-06-27", 90),
	published("arxiv:3", "Masked autoencoders", "K. He; Xinlei Chen", "CVPR 2022", "cs.CV cs.LG", "2021-11-11", 70),
	published("arxiv:4", "Initialization of recurrent networks", "Di He", "Advances in Neural Information Processing Systems 34", "cs.LG", "2021", 5),
	published("arxiv:5", "Capsules of neurons", "Geoffrey E. Hinton; Sara Sabour", "Nature", "cs.LG stat.ML", "2017-10-26", 30),
	published("arxiv:6", "Attention replaces recurrence", "Ashish Vaswani; Łukasz Kaiser", "NIPS 2017", "cs.CL", "2017-06-12", 99),
	published("pmid:7", "Visualising neurons", "van der Maaten, Laurens; Hinton GE", "Journal of Machine Learning Research", "", "2008-11-01", 0),
	published("pmid:8", "Gradient descent in nature", "Jun-Yan Zhu; José García Márquez", "", "", "", 0),
	published("arxiv:9", "Initialization today", "", "", "cs.CL", "2026-11-20", 2),
	published("arxiv:10", "Latest of the neurons since 2015", "", "", "", "2026-10-05", 0),
}

// today is the day on which the shelf is asked: a Wednesday.
func today() time.Time { return time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC) }

func shelfSearcher(t testing.TB, without ...Stage) *Searcher {
	t.Helper()
	return searcherOver(t, Config{Now: today, Without: without}, shelf...)
}

// said says what a question asks for beside its words, and which words are left.
func said(q Question) string {
	var parts []string
	for _, l := range q.Limits {
		parts = append(parts, l.String()+[...]string{"", " (unknown)", " (unrecorded)", " (too narrow)"}[l.State])
	}
	if q.Order != BestFirst {
		parts = append(parts, q.Order.String())
	}
	if q.Listed {
		parts = append(parts, "all")
	}
	words := lo.FilterMap(q.Terms, func(t Term, _ int) (string, bool) { return t.Word, !t.Added })
	return strings.Join(parts, ", ") + ": " + strings.Join(words, " ")
}

func TestRequests(t *testing.T) {
	t.Parallel()
	s := shelfSearcher(t)
	for _, tt := range []struct{ text, want, papers string }{
		// Who wrote them.
		{"papers by Kaiming He on initialisation", "by Kaiming He: initialisation", "1"},
		{"papers by kaiming he", "by Kaiming He, all: ", "3 2 1"},
		{"do you know any papers by He, Kaiming?", "by Kaiming He, all: ", "3 2 1"},
		{"papers written by K. He", "by K. He, all: ", "3 2 1"},
		{"papers by He on initialization", "by He: initialization", "1 4"},
		{"initialization by Kaiming He", "by Kaiming He: initialization", "1"},
		{"papers by Kaiming He and Jian Sun", "by Kaiming He, by Jian Sun, all: ", "2 1"},
		{"Hinton's papers on neurons", "by Hinton: neurons", "5 7"},
		{"hinton's latest papers", "by Hinton, newest first, all: ", "5 7"},
		{"Vaswani et al. attention", "by Vaswani: attention", "6"},
		{"Vaswani et al. (2017)", "in 2017, by Vaswani, all: ", "6"},
		{"Kaiming He", "by Kaiming He, all: ", "3 2 1"},
		{"what did Geoffrey Hinton write about neurons?", "by Geoffrey E. Hinton: neurons", "5 7"},
		{"papers by L. van der Maaten", "by L. van der Maaten, all: ", "7"},
		{"papers by Lukasz Kaiser", "by Łukasz Kaiser, all: ", "6"},
		{"papers by Junyan Zhu", "by Junyan Zhu, all: ", "8"},
		{"papers by Jose Garcia Marquez", "by José García Márquez, all: ", "8"},
		{"papers by Laurens", "by Laurens, all: ", "7"},
		{"author: Sabour", "by Sabour, all: ", "5"},
		{"papers by Ada Lovelace on neurons", "by Ada Lovelace (unknown): neurons", "5 7 10"},
		{"papers by Ada Lovelace", "by Ada Lovelace (unknown), all: ", ""},
		// What is no name.
		{"training by gradient descent", ": training gradient descent", "8"},
		{"neurons by He initialization", ": neurons initialization", "4 1 9 5 7 10 6"},
		{"gradient descent in nature", ": gradient descent nature", "8"},
		{"Latest of the neurons", ": latest neurons", "10 5 7"},
		{"latest of the neurons since 2015", ": latest neurons 2015", "10 5 7"},
		// Where they appeared.
		{"attention at NeurIPS", "from NeurIPS: attention", "6 4"},
		{"NIPS 2017 papers", "from NIPS 2017, all: ", "6"},
		{"papers from NeurIPS'21", "from NeurIPS 2021, all: ", "4"},
		{"papers published in Nature", "from Nature, all: ", "5"},
		{"papers from the Journal of Machine Learning Research", "from Journal of Machine Learning Research, all: ", "7"},
		{"residual learning at cvpr", "from cvpr: residual learning", "2"},
		{"papers at ICLR on attention", "from ICLR (unknown): attention", "6 4"},
		{"papers in cs.cl on initialization", "in cs.CL: initialization", "9"},
		{"cs.LG papers", "in cs.LG, all: ", "3 4 5"},
		{"papers on PubMed about neurons", "on PubMed: neurons", "7"},
		// When.
		{"initialization since 2020", "since 2020: initialization", "9 4"},
		{"papers on initialization before 2020", "before 2020: initialization", "1"},
		{"papers on initialization after 2021", "since 2022: initialization", "9"},
		{"papers from 2021", "in 2021, all: ", "3 4"},
		{"papers published in June 2017", "in 2017-06, all: ", "6"},
		{"papers between 2015 and 2016", "from 2015 to 2016, all: ", "2 1"},
		{"papers from 2016-2017 on attention", "from 2016 to 2017: attention", "6"},
		{"papers until 2015", "until 2015, all: ", "1 7"},
		{"papers from last month", "in 2026-10, all: ", "10"},
		{"papers from this week", "since 2026-11-23 (unknown), all: ", ""},
		{"papers of the last 10 days", "since 2026-11-15, all: ", "9"},
		{"initialization papers from the past 2 months", "since 2026-09-25: initialization", "9"},
		{"papers from last week", "from 2026-11-16 to 2026-11-22, all: ", "9"},
		{"papers by Kaiming He since 2016", "by Kaiming He, since 2016, all: ", "3 2"},
		{"papers by Kaiming He since 2024", "by Kaiming He, since 2024 (too narrow), all: ", "3 2 1"},
		{"Kaiming He capsules by Kaiming He", "by Kaiming He, all: kaiming capsules", "3 2 1"},
		// In which order.
		{"latest papers on initialization", "newest first: initialization", "9 4 1"},
		{"newest papers", "newest first, all: ", "9 10 3 4 5 6 2 1 7 8"},
		{"oldest papers on initialization", "oldest first: initialization", "1 4 9"},
		{"most upvoted papers", "most votes first, all: ", "6 2 3 1 5 4 9 10 7 8"},
		{"top 5 papers by Kaiming He", "by Kaiming He, most votes first, all: ", "2 3 1"},
		{"most popular papers in cs.CV since 2016", "in cs.CV, since 2016, most votes first, all: ", "2 3"},
	} {
		t.Run(tt.text, func(t *testing.T) {
			res := search(t, s, tt.text, 10)
			got := strings.Join(lo.Map(res.Hits, func(h Hit, _ int) string { _, n, _ := strings.Cut(string(h.ID), ":"); return n }), " ")
			if said(res.Question) != tt.want {
				t.Errorf("understood as %q, want %q", said(res.Question), tt.want)
			}
			if got != tt.papers {
				t.Errorf("papers %s, want %s", got, tt.papers)
			}
		})
	}
}

// A corpus that knows nothing but texts passes over what is asked beside words, and
// says so; words that may be names stay words.
func TestRequestsOfTextsAlone(t *testing.T) {
	t.Parallel()
	s := searcherOver(t, Config{Now: today}, adapters...)
	for text, want := range map[string]string{
		"papers by Kaiming He on adapters": "by Kaiming He (unrecorded): adapters",
		"adapters at NeurIPS":              "from NeurIPS (unrecorded): adapters",
		"cs.CL papers on adapters":         "in cs.CL (unrecorded): adapters",
		"adapters since 2024":              "since 2024 (unrecorded): adapters",
		"latest papers on adapters":        "newest first: adapters",
		"top papers on adapters":           "most votes first: adapters",
		"Hinton's papers on adapters":      ": hinton papers adapters",
		"Vaswani et al. adapters":          ": vaswani et al adapters",
		"adapters in nature":               ": adapters nature",
		"adapters by gradient descent":     ": adapters gradient descent",
		"adapters on arXiv":                ": adapters arxiv",
		"in 2008 and 2010 adapters were the rage, is it so still, or is it not any more": ": 2008 2010 adapters rage",
	} {
		if got := said(s.Parse(text)); got != want {
			t.Errorf("%q is understood as %q, want %q", text, got, want)
		}
	}
}

func TestRequestStagesCanBeLeftOut(t *testing.T) {
	t.Parallel()
	const text = "papers by Kaiming He since 2016"
	for without, want := range map[Stage]string{
		Names: "since 2016, all: kaiming", Dates: "by Kaiming He, all: 2016",
	} {
		if got := said(shelfSearcher(t, without).Parse(text)); got != want {
			t.Errorf("without %s: understood as %q, want %q", without, got, want)
		}
	}
}

// The spelling is corrected in the question as it was asked.
func TestCorrectedKeepsTheRequest(t *testing.T) {
	t.Parallel()
	s := shelfSearcher(t)
	for text, want := range map[string]string{
		"papers by Kaiming He on initialzation since 2014": "papers by Kaiming He on initialization since 2014",
		"initialzation by Kaiming He":                      "initialization by Kaiming He",
		"since 2010 initialzation":                         "since 2010 initialization",
	} {
		if got := s.Parse(text).Corrected; got != want {
			t.Errorf("%q is corrected to %q, want %q", text, got, want)
		}
	}
}

// Whatever is asked for beside words: papers that the limits do not hold for have no
// score, and every score is explained.
func TestRequestsAreExplained(t *testing.T) {
	t.Parallel()
	parts := []string{"papers", "by", "Kaiming He", "Hinton's", "et al.", "since", "2016", "before", "in", "cs.LG", "at", "NeurIPS", "latest", "most upvoted",
		"initialization", "neurons", "and", "last month", "from", "on arXiv", ",", "(", "'s", "\u00e9", "between", "of the last 3 weeks", "author:"}
	s := shelfSearcher(t)
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 9).Draw(rt, "parts"), " ")
		res := search(t, s, text, len(shelf))
		among := res.Question.among
		for _, h := range res.Hits {
			e, err := s.Explain(Query{Text: text}, h.ID)
			if err != nil || e.Score != h.Score {
				rt.Fatalf("%q: %s has the score %v, explained as %v (%v)", text, h.ID, h.Score, e.Score, err)
			}
			if doc, _ := s.ranker.Load().snapshot.Doc(string(h.ID)); !among.has(doc) {
				rt.Fatalf("%q: %s is no paper that was asked for", text, h.ID)
			}
		}
	})
}

func FuzzRequest(f *testing.F) {
	for _, p := range []string{"papers by Kaiming He since 2016", "Hinton's papers", "Vaswani et al. (2017)", "top 5 papers at NeurIPS'21", "\xff by \u0301's", "İ’s papers in cs.LG"} {
		f.Add(p)
	}
	s := shelfSearcher(f)
	f.Fuzz(func(t *testing.T, text string) {
		r := s.ranker.Load()
		_, rest, at := s.request(r, text)
		if len(at) != len(rest)+1 || !slices.IsSorted(at) || at[len(rest)] > len(text) {
			t.Fatalf("%q: what is left, %q, stands at %v", text, rest, at)
		}
		s.Parse(text)
	})
}

func TestReadName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Kaiming He":                  "kaiming he/he",
		"He, Kaiming":                 "kaiming he/he",
		"van der Maaten, Laurens":     "laurens van der maaten/maaten",
		"Laurens van der Maaten":      "laurens van der maaten/maaten",
		"J.-P. O'Hara":                "j p ohara/ohara",
		"Martin Luther King, Jr.":     "martin luther king/king",
		"Davis Jr., Sammy":            "sammy davis/davis",
		"Smith JA":                    "j a smith/smith smith ja/ja",
		"Wei LI":                      "l i wei/wei wei li/li",
		"Łukasz Kaiser":               "lukasz kaiser/kaiser",
		"何恺明":                         "何恺明/何恺明",
		"LIGO":                        "ligo/ligo",
		" , ":                         "",
		"García Márquez, José, Ph.D.": "jose garcia marquez/marquez",
	} {
		got := strings.Join(lo.Map(readName(name), func(n personName, _ int) string { return strings.Join(n.words, " ") + "/" + n.family }), " ")
		if got != want {
			t.Errorf("%q is read as %q, want %q", name, got, want)
		}
	}
}

func TestNamesFit(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, asked string
		want        bool
	}{
		{"Kaiming He", "Kaiming He", true},
		{"Kaiming He", "He Kaiming", true},
		{"Kaiming He", "K. He", true},
		{"Kaiming He", "He", true},
		{"K. He", "Kaiming He", true},
		{"Kaiming M. He", "Kaiming He", true},
		{"Kai-Ming He", "Kaiming He", true},
		{"Kaiming He", "Kai-Ming He", true},
		{"Laurens van der Maaten", "van der Maaten", true},
		{"Laurens van der Maaten", "Maaten", true},
		{"J. A. Smith", "John Smith", true},
		{"Kaiming He", "Kaiming", false},
		{"Kaiming He", "Di He", false},
		{"Kaiming He", "X. He", false},
		{"Kaiming He", "Kaiming He init", false},
		{"J. Smith", "John Adam Smith", false},
		{"He He", "He He", true},
	} {
		if got := readName(tt.name)[0].fits(nameWords(tt.asked), isEitherInitial); got != tt.want {
			t.Errorf("%q for %q: %v", tt.asked, tt.name, got)
		}
	}
}

// An alert for somebody's papers waits for those who are not here yet, too.
func TestPercolatorMeetsRequests(t *testing.T) {
	t.Parallel()
	p := shelfSearcher(t).Percolator(.4)
	asked := []string{
		"papers by Kaiming He", "papers by Ada Lovelace on neurons", "papers by Ada Lovelace", "papers at NeurIPS about neurons", "cs.LG papers",
		"papers by Kaiming He on neurons since 2020", "latest papers", "neurons",
	}
	for _, text := range asked {
		p.Add(text)
	}
	for want, paper := range map[string]corpus.Paper{
		"1 2 4 7": published("arxiv:20", "Neurons of engines", "Lovelace, A.", "", "cs.LG", "2026-11-25", 0),
		"0 5 7":   published("arxiv:21", "Neurons of images", "He, K.", "", "", "2026-11-25", 0),
		"3 7":     published("arxiv:22", "Neurons of neurons", "Di He", "Advances in Neural Information Processing Systems 39", "", "", 0),
		"":        published("arxiv:23", "Something else", "", "", "", "", 0),
	} {
		got := strings.Join(lo.Map(p.Match(paper), func(f Fit, _ int) string { return strconv.Itoa(f.Query) }), " ")
		if got != want {
			t.Errorf("%s meets the alerts %q, want %q", paper.Title, got, want)
		}
	}
}
