package format_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/unicode"

	"paperbot/corpus"
	"paperbot/corpus/format"
)

// samples are a small file of each format and what comes of it: a line for each
// paper (ID, title, abstract, and what else there is) and for each error.
var samples = []struct {
	name, format, text string
	want               []string
}{
	{"arXiv API", "arXiv Atom", `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>arXiv Query</title>
<entry><id>http://arxiv.org/abs/1502.03167v3</id><title>Batch
  Normalization</title><summary>We win at p &lt; 0.05.</summary><published>2015-02-11T01:44:18Z</published>
<author><name>S. Ioffe</name></author><author><name>C. Szegedy</name></author><category term="cs.LG"/></entry>
<entry><id>http://arxiv.org/abs/1502.03168v1</id><summary>Without a title.</summary></entry></feed>`,
		[]string{"arxiv:1502.03167 v3 | Batch Normalization | We win at p < 0.05. | S. Ioffe, C. Szegedy | 2015-02-11 | cs.LG", "line 5: no title"}},
	{"arXiv API's error", "arXiv Atom", `<feed><entry><id>https://arxiv.org/api/errors#x</id><title>Error</title><summary>incorrect id</summary></entry></feed>`,
		[]string{"the source answered with an error: incorrect id"}},
	{"arXiv RSS since 2024", "RSS", `<rss version="2.0"><channel><item><title>On Things</title><link>https://arxiv.org/abs/2203.01250</link>
<description>arXiv:2203.01250v3 Announce Type: replace-cross 
Abstract: Things are.</description><dc:creator>A. One,  B. Two</dc:creator><pubDate>Fri, 23 Aug 2024 00:00:00 -0400</pubDate></item></channel></rss>`,
		[]string{"arxiv:2203.01250 v3 | On Things | Things are. | A. One, B. Two"}},
	{"arXiv RSS before 2024", "RSS 1.0", `<rdf:RDF xmlns:rdf="x"><item rdf:about="http://arxiv.org/abs/2101.00001"><title>On Things. (arXiv:2101.00001v2 [cs.LG] UPDATED)</title>
<link>http://arxiv.org/abs/2101.00001</link><description>&lt;p&gt;Things are.&lt;/p&gt;</description><dc:creator>&lt;a href="http://x"&gt;A. One&lt;/a&gt;, &lt;a href="http://y"&gt;B. Two&lt;/a&gt;</dc:creator></item></rdf:RDF>`,
		[]string{"arxiv:2101.00001 v2 | On Things | Things are. | A. One, B. Two | cs.LG"}},
	{"a digest's words are no abstract", "RSS", `<rss><channel><item><title>On Things</title><link>https://arxiv.org/abs/2101.00001</link><description>A must-read!</description><pubDate>Fri, 21 Aug 2026 04:00:00 +0000</pubDate></item></channel></rss>`,
		[]string{"arxiv:2101.00001 | On Things |"}},
	{"OAI arXiv", "OAI-PMH", `<OAI-PMH><ListRecords><record><header><identifier>oai:arXiv.org:1601.03238</identifier></header><metadata><arXiv><id>1601.03238</id><created>2016-01-13</created>
<authors><author><keyname>Wang</keyname><forenames>Jieci</forenames></author></authors><title>Title</title><categories>quant-ph gr-qc</categories><doi>10.1103/X</doi><abstract>Text.</abstract></arXiv></metadata></record>
<record><header status="deleted"><identifier>oai:arXiv.org:1601.03239</identifier></header></record></ListRecords></OAI-PMH>`,
		[]string{"arxiv:1601.03238 | Title | Text. | Jieci Wang | 2016-01-13 | quant-ph, gr-qc | doi:10.1103/x", "line 3: deleted at its source"}},
	{"OAI dc", "OAI-PMH", `<record><header><identifier>oai:arXiv.org:0901.2443</identifier></header><metadata><oai_dc:dc><dc:title>Title</dc:title><dc:creator>&#xd6;zel, B.</dc:creator>
<dc:description>Text.</dc:description><dc:description>Comment: 3 pages</dc:description><dc:date>2009-01-16</dc:date></oai_dc:dc></metadata></record>`,
		[]string{"arxiv:0901.2443 | Title | Text. | B. Özel | 2009-01-16"}},
	{"OAI error", "OAI-PMH", `<OAI-PMH><error code="badResumptionToken">expired</error></OAI-PMH>`, []string{"the source answered with an error: badResumptionToken expired"}},
	{"PubMed", "PubMed XML", `<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>123</PMID><Article><Journal><Title>J</Title><JournalIssue><PubDate><Year>2020</Year><Month>Jul</Month><Day>24</Day></PubDate></JournalIssue></Journal>
<ArticleTitle>[Effect of CO
    <sub>2</sub>
    on it].</ArticleTitle><Abstract><AbstractText Label="AIM">To see.</AbstractText><AbstractText Label="RESULTS">Seen.</AbstractText></Abstract>
<AuthorList><Author><LastName>Doe</LastName><ForeName>Jo</ForeName></Author></AuthorList></Article></MedlineCitation></PubmedArticle><PubmedArticle>broken</PubmedArticleSet>`,
		[]string{"pmid:123 | Effect of CO₂ on it | AIM: To see. RESULTS: Seen. | Jo Doe | 2020-07-24 | J", "line 5: malformed"}},
	{"unixref", "Crossref unixref", `<doi_records><doi_record><crossref><journal><journal_metadata><full_title>J</full_title></journal_metadata><journal_article><titles><title>Title</title></titles>
<contributors><person_name contributor_role="author"><given_name>Jo</given_name><surname>Doe</surname></person_name></contributors><publication_date><year>2013</year></publication_date><doi_data><doi>10.1000/A</doi></doi_data></journal_article></journal></crossref></doi_record></doi_records>`,
		[]string{"doi:10.1000/a | Title | | Jo Doe | 2013 | J"}},
	{"EndNote", "EndNote XML", `<xml><records><record><contributors><authors><author><style>Doe, Jo</style></author></authors></contributors><titles><title><style>Ti</style><style>tle</style></title></titles><dates><year><style>2015</style></year></dates></record></records></xml>`,
		[]string{"title | Title | | Jo Doe | 2015"}},
	{"Hugging Face", "JSON", `[{"paper":{"id":"2606.00467","authors":[{"name":"A. One"}],"publishedAt":"2026-05-30T00:00:00.000Z","title":"Title","summary":"Text.","upvotes":7},"title":"Title","publishedAt":"2026-06-12T00:00:00.000Z"}]`,
		[]string{"arxiv:2606.00467 | Title | Text. | A. One | 2026-05-30 | 7 votes"}},
	{"Semantic Scholar", "JSON", `{"total":2,"data":[{"paperId":"c8b2","externalIds":{"ArXiv":"2103.14030","DOI":"10.1109/X"},"title":"Title","abstract":null,"year":2021,"publicationDate":null,"authors":[{"name":"Z. Liu"}]},{"paperId":"c8b3","title":null}]}`,
		[]string{"arxiv:2103.14030 | Title | | Z. Liu | 2021 | doi:10.1109/x, s2:c8b2", "entry 2: no title"}},
	{"an answer without papers", "JSON", `{"total":0,"offset":0}`, nil},
	{"an error for an answer", "JSON", `{"error":"Paper with id 0 not found"}`, []string{`after entry 0: the source answered with an error: "Paper with id 0 not found"`}},
	{"OpenAlex", "JSON", `{"meta":{"count":1},"results":[{"id":"https://openalex.org/W1","doi":"https://doi.org/10.1/1","title":"T","publication_date":"2024-06-18","authorships":[],"language":"en","abstract_inverted_index":{"is":[1,3],"it":[0],"what":[2]},"is_retracted":true}]}`,
		[]string{"openalex:W1 | T | it is what is | 2024-06-18 | en | withdrawn"}},
	{"Crossref", "JSON", `{"status":"ok","message":{"items":[{"DOI":"10.1000/A","title":["Title"],"abstract":"<jats:title>Abstract</jats:title><jats:p>One.</jats:p><jats:p>Two.</jats:p>","author":[{"given":"Jo","family":"Doe"}],"issued":{"date-parts":[[2018,5,9]]},"container-title":["J"],"indexed":{}}]}}`,
		[]string{"doi:10.1000/a | Title | One. Two. | Jo Doe | 2018-05-09 | J"}},
	{"CSL-JSON", "JSON", `[{"id":"x","type":"article-journal","title":"Title","author":[{"family":"Doe","given":"Jo"}],"issued":{"date-parts":[["2018"]]},"DOI":"10.1000/A","container-title":"J"}]`,
		[]string{"doi:10.1000/a | Title | | Jo Doe | 2018 | J"}},
	{"DataCite", "JSON", `{"data":[{"id":"10.5281/z.1","type":"dois","attributes":{"doi":"10.5281/z.1","titles":[{"title":"Title"}],"creators":[{"name":"Doe, Jo"}],"publicationYear":2024,"descriptions":[{"description":"Text.","descriptionType":"Abstract"}]}}]}`,
		[]string{"doi:10.5281/z.1 | Title | Text. | Jo Doe | 2024"}},
	{"arXiv metadata", "JSON lines", `{"id":"0704.0001","submitter":"P","authors":"C. Bal\\'azs","title":"Two\n  lines","journal-ref":null,"doi":null,"categories":"hep-ph","abstract":"  Text.\n","versions":[{"version":"v1","created":"Mon, 2 Apr 2007 19:18:42 GMT"}],"authors_parsed":[["Balázs","C.",""]]}
{"id":"0704.0002","submitter":"P","tit

null
[]
{"id":"0901.0002","submitter":"A","title":"A proof","comments":"This paper has been withdrawn by the author","abstract":"Text."}
`, []string{"arxiv:0704.0001 v1 | Two lines | Text. | C. Balázs | 2007-04-02 | hep-ph", "line 2: malformed: arXiv metadata: unexpected end of JSON input",
		"line 4: not a paper", "line 5: not a paper", "arxiv:0901.0002 | A proof | Text. | withdrawn"}},
	{"BEIR", "JSON lines", `{"_id":"4983","title":"Title","text":"Text."}
{"_id":"arxiv:1502.03167","title":"Other","text":"Text.","metadata":{"authors":["A, B"],"votes":3}}`, []string{"title | Title | Text.", "arxiv:1502.03167 | Other | Text. | A, B | 3 votes"}},
	{"SciTLDR", "JSON lines", `{"source":["One.","Two."],"source_labels":[0,1],"paper_id":"H1x","title":"Title"}
{"source":["One."],"source_labels":[0],"paper_id":"H1y"}`, []string{"openreview:H1x | Title | One. Two.", "line 2: no title"}},
	{"RIS", "RIS", "TY  - JOUR\nTI  - Title\nAU  - Doe, Jo\nAB  - First\nsecond line.\nPY  - 2014/06/01\nDO  - 10.1000/A\nER  - \n\nTY  - JOUR\nER  -\n",
		[]string{"doi:10.1000/a | Title | First second line. | Jo Doe | 2014-06-01", "line 10: no title"}},
	{"nbib", "nbib", "PMID- 123\nOWN - NLM\nTI  - Title that\n      goes on\nFAU - Doe, Jo\nAB  - Text.\nDP  - 2013 Nov 7\n\nPMID- 124\nTI  - Other\n",
		[]string{"pmid:123 | Title that goes on | Text. | Jo Doe | 2013-11-07", "pmid:124 | Other |"}},
	{"ISI", "ISI", "FN ISI Export Format\nVR 1.0\nPT J\nAU Doe, J\n   Roe, K\nTI Title that\n   goes on\nPY 2006\nER\n\nEF\n", []string{"title | Title that goes on | | J Doe, K Roe | 2006"}},
	{"refer", "refer", "%0 Book\n%T Title\n%A Doe, Jo\n%D 1982\n", []string{"title | Title | | Jo Doe | 1982"}},
	{"BibTeX", "BibTeX", "% a comment\n@string{j = \"Journal \"}\n@preamble{ {x} }\n@article{k, title = {{\\'E}tude of the {NP} {\\textit{case}}, 50\\% done}, author = \"Doe, Jo and {The Group} and others\", journal = j # {of X}, year = 1999, month = mar}\n" +
		"@article{broken, title = {Never {closed}\n@Article(last, title=\"Third\", eprint = {1502.03167}, archivePrefix=arXiv)\n",
		[]string{"title | Étude of the NP case, 50% done | | Jo Doe, The Group | 1999 | Journal of X", "line 5: malformed", "arxiv:1502.03167 | Third |"}},
	{"BibTeX without an end", "BibTeX", "@article{a, title={One}}\n@article{b, title={Two", []string{"title | One |", "line 2: file ends in the middle of it", "file ends in the middle of it"}},
	{"Markdown table", "Markdown", "# List\n\n|Date|Title|Authors|PDF|\n|---|---|---|---|\n|**2026-05-13**|**Things**|C. Kassab et.al.|[2605.13741](http://arxiv.org/abs/2605.13741)|\n",
		[]string{"arxiv:2605.13741 | Things | | C. Kassab | 2026-05-13"}},
	{"Markdown summaries", "Markdown", "| **Paper** | **Links** |\n| --- | --- |\n| 1) Things  What it says. | [Paper](https://arxiv.org/abs/2605.13741), [Tweet](https://x.com/1) |\n\n- [Other](https://arxiv.org/abs/2605.13742): good\n- [Home](https://example.com)\n",
		[]string{"arxiv:2605.13741 | Things |", "arxiv:2605.13742 | Other |"}},
	{"CSV", "CSV", "votes,Abstract,title,Date\n12,\"First line.\nSecond.\",\"A \"\"quoted\"\" title\",2024-02-29\n-1,,Other,2024-13-45\n1,2,3,4,5\n",
		[]string{`title | A "quoted" title | First line. Second. | 2024-02-29 | 12 votes`, "title | Other | | 2024", "line 5: malformed: more columns than the header"}},
	{"TSV", "CSV", "title\tabstract\nTitle\tText.\n", []string{"title | Title | Text."}},
}

// told returns what comes of a file, a line each.
func told(r io.Reader) []string {
	var out []string
	for p, err := range format.Read(r) {
		out = append(out, tell(p, err))
	}
	return out
}

func tell(p corpus.Paper, err error) string {
	if err != nil {
		_, what, _ := strings.Cut(err.Error(), ": ")
		return what
	}
	said := []string{string(p.ID), p.Title, p.Abstract}
	if p.ID.IsTitle() {
		said[0] = "title"
	}
	if p.Version > 0 {
		said[0] += fmt.Sprintf(" v%d", p.Version)
	}
	if len(p.Authors) > 0 {
		said = append(said, strings.Join(p.Authors, ", "))
	}
	if !p.Published.IsZero() {
		said = append(said, p.Published.Format(time.DateOnly))
	} else if p.Year > 0 {
		said = append(said, fmt.Sprint(p.Year))
	}
	var others []string
	for _, id := range p.OtherIDs {
		others = append(others, string(id))
	}
	for _, more := range []string{p.Venue, strings.Join(p.Categories, ", "), strings.Join(others, ", "), p.Language} {
		if more != "" {
			said = append(said, more)
		}
	}
	if p.Votes > 0 {
		said = append(said, fmt.Sprintf("%d votes", p.Votes))
	}
	if p.Withdrawn {
		said = append(said, "withdrawn")
	}
	return strings.TrimSpace(strings.ReplaceAll(strings.Join(said, " | "), "|  |", "| |"))
}

func TestRead(t *testing.T) {
	for _, tt := range samples {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, told(strings.NewReader(tt.text))); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

// Every sample is read as what it is, whatever it is packed in, however it is
// encoded, and with any line ends.
func TestReadWrapped(t *testing.T) {
	wrappers := map[string]func(*testing.T, string) []byte{
		"gzip": func(t *testing.T, s string) []byte {
			var b bytes.Buffer
			z := gzip.NewWriter(&b)
			write(t, z, s)
			return b.Bytes()
		},
		"zstd": func(t *testing.T, s string) []byte {
			var b bytes.Buffer
			z, err := zstd.NewWriter(&b)
			if err != nil {
				t.Fatal(err)
			}
			write(t, z, s)
			return b.Bytes()
		},
		"CRLF":      func(_ *testing.T, s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "\r\n")) },
		"BOM":       func(_ *testing.T, s string) []byte { return []byte("\ufeff" + s) },
		"UTF-16":    func(t *testing.T, s string) []byte { return encode(t, s, unicode.LittleEndian) },
		"UTF-16 BE": func(t *testing.T, s string) []byte { return encode(t, s, unicode.BigEndian) },
	}
	for _, tt := range samples {
		for name, wrap := range wrappers {
			t.Run(tt.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				if diff := cmp.Diff(tt.want, told(bytes.NewReader(wrap(t, tt.text)))); diff != "" {
					t.Errorf("want -, got +:\n%s", diff)
				}
			})
		}
	}
}

func write(t *testing.T, w io.WriteCloser, s string) {
	t.Helper()
	if _, err := io.WriteString(w, s); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func encode(t *testing.T, s string, order unicode.Endianness) []byte {
	t.Helper()
	b, err := unicode.UTF16(order, unicode.UseBOM).NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A zip archive is all its files, each of its own format; errors name the file.
func TestReadZip(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{"a.bib": "@article{a, title={One}}\n", "b.csv": "title,abstract\n,x\n"} {
		f, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	papers, faults := 0, 0
	for _, err := range format.Read(&b) {
		var fault *format.RecordError
		switch {
		case err == nil:
			papers++
		case errors.As(err, &fault) && strings.HasPrefix(err.Error(), "b.csv: CSV: line 2: "):
			faults++
		default:
			t.Error(err)
		}
	}
	if papers != 1 || faults != 1 {
		t.Errorf("%d papers, %d faults; want 1 and 1", papers, faults)
	}
}

// What is packed so that it grows without bound is given up, without being held.
func TestReadBomb(t *testing.T) {
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	begun := strings.NewReader(strings.Repeat(`{"_id":"1","title":"A","text":"b"}`+"\n", 2))
	if _, err := io.Copy(z, io.MultiReader(begun, io.LimitReader(endless(' '), 256<<20))); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	before := allocated()
	var last error
	for _, err := range format.Read(&b) {
		last = err
	}
	if !errors.Is(last, format.ErrBomb) {
		t.Errorf("last error %v", last)
	}
	if used := allocated() - before; used > 128<<20 {
		t.Errorf("%d bytes allocated", used)
	}
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// Whatever is too long costs its record, and is not held.
func TestReadLong(t *testing.T) {
	const size = 64 << 20
	long := func() io.Reader { return io.LimitReader(endless('x'), size) }
	for name, tt := range map[string]struct {
		before, after string
		want          []string
	}{
		"JSON line": {`{"_id":"0","title":"A","text":"b"}` + "\n" + `{"_id":"1","title":"`, `"}` + "\n" + `{"_id":"arxiv:1502.03167","title":"Title","text":"Text."}`,
			[]string{"title | A | b", "line 2: line too long", "arxiv:1502.03167 | Title | Text."}},
		"XML": {`<rss><item><title>`, `</title></item><item><title>B</title></item></rss>`,
			[]string{"line 1: record too long", "title | B |"}},
		"BibTeX": {"@article{a, title={", "}}\n@article{b, title={B}}", []string{"line 1: record too long", "title | B |"}},
		"RIS":    {"TY  - JOUR\nTI  - ", "\nER  -\nTY  - JOUR\nTI  - B\nER  - \n", []string{"line 1: line too long", "title | B |"}},
	} {
		t.Run(name, func(t *testing.T) {
			before := allocated()
			got := told(io.MultiReader(strings.NewReader(tt.before), long(), strings.NewReader(tt.after)))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
			if used := allocated() - before; used > 64<<20 {
				t.Errorf("%d bytes allocated", used)
			}
		})
	}
}

// XML that would grow by its entities, or nests without end, costs its record.
func TestReadXMLBombs(t *testing.T) {
	entities := `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><rss><item><title>&b;</title></item></rss>`
	if diff := cmp.Diff([]string{"title | &b; |"}, told(strings.NewReader(entities))); diff != "" {
		t.Error(diff)
	}
	deep := `<rss><item><title>` + strings.Repeat("<a>", 100_000) + `</title></item><item><title>B</title></item></rss>`
	if diff := cmp.Diff([]string{"line 1: malformed: nested too deep", "title | B |"}, told(strings.NewReader(deep))); diff != "" {
		t.Error(diff)
	}
}

func TestReadError(t *testing.T) {
	broken := errors.New("connection reset")
	for _, tt := range samples {
		var last error
		for _, err := range format.Read(io.MultiReader(strings.NewReader(tt.text), iotest.ErrReader(broken))) {
			last = err
		}
		if !errors.Is(last, broken) && !errors.Is(last, format.ErrRefused) {
			t.Errorf("%s: last error %v", tt.name, last)
		}
	}
	for _, text := range []string{"", " \n", "what is this?", "\x00\x01\x02", "<html><body>404</body></html>"} {
		if got := told(strings.NewReader(text)); len(got) != 1 {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// Whoever wants no more is not given more, and no goroutine goes on.
func TestReadStops(t *testing.T) {
	line := `{"_id":"1","title":"Title","text":"Text."}` + "\n"
	n := 0
	for range format.Read(io.MultiReader(strings.NewReader(strings.Repeat(line, 10_000)))) {
		if n++; n == 3 {
			break
		}
	}
	if n != 3 {
		t.Errorf("%d papers", n)
	}
}

func TestReadDate(t *testing.T) {
	for text, want := range map[string]string{
		"2015-02-11T01:44:18Z": "2015-02-11", "Mon, 2 Apr 2007 19:18:42 GMT": "2007-04-02", "Fri, 23 Aug 2024 00:00:00 -0400": "2024-08-23",
		"2014/06/01": "2014-06-01", "2014/6/1/": "2014-06-01", "2013 Nov 7": "2013-11-07", "2013 06 10": "2013-06-10", "13 May 2020": "2020-05-13", "20130607": "2013-06-07",
		"2010 Sep-Oct": "2010", "2006//": "2006", "04 2006": "2006", "2024-13-45": "2024", "2023-02-30": "2023", "1999 mar": "1999", "2001/00/00": "2001",
		"": "0", "YEAR": "0", "99": "0", "9999-01-01": "0",
	} {
		got, year := format.ReadDate(text)
		if said := fmt.Sprint(year); got.IsZero() && said != want || !got.IsZero() && got.Format(time.DateOnly) != want {
			t.Errorf("%q: %v, %d; want %s", text, got, year, want)
		}
	}
}

func TestUnbrace(t *testing.T) {
	for text, want := range map[string]string{
		"{P}i {C}alculus": "Pi Calculus", "{{Si}}- and {{Ge}}": "Si- and Ge", `{\'E}tude`: `{\'E}tude`, `\"{o}`: `\"{o}`,
		"$a^{2}$ {B}": "$a^{2}$ B", `\textit{x} {Y}`: `\textit{x} Y`, "unbalanced } {": "unbalanced  ", `\{set\}`: `\{set\}`,
	} {
		if got := format.Unbrace(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// A fuzz target for each parser; what holds for whatever comes is in fuzz.
func FuzzAtom(f *testing.F)      { fuzz(f, "arXiv Atom") }
func FuzzRSS(f *testing.F)       { fuzz(f, "RSS") }
func FuzzOAI(f *testing.F)       { fuzz(f, "OAI-PMH") }
func FuzzPubMed(f *testing.F)    { fuzz(f, "PubMed XML") }
func FuzzUnixref(f *testing.F)   { fuzz(f, "Crossref unixref") }
func FuzzEndNote(f *testing.F)   { fuzz(f, "EndNote XML") }
func FuzzJSON(f *testing.F)      { fuzz(f, "JSON") }
func FuzzJSONLines(f *testing.F) { fuzz(f, "JSON lines") }
func FuzzRIS(f *testing.F)       { fuzz(f, "RIS") }
func FuzzNBIB(f *testing.F)      { fuzz(f, "nbib") }
func FuzzISI(f *testing.F)       { fuzz(f, "ISI") }
func FuzzRefer(f *testing.F)     { fuzz(f, "refer") }
func FuzzBibTeX(f *testing.F)    { fuzz(f, "BibTeX") }
func FuzzMarkdown(f *testing.F)  { fuzz(f, "Markdown") }
func FuzzCSV(f *testing.F)       { fuzz(f, "CSV") }

// FuzzRead is for what tells the formats, and for compression and encodings.
func FuzzRead(f *testing.F) {
	for _, tt := range samples {
		f.Add([]byte(tt.text))
	}
	f.Fuzz(func(t *testing.T, text []byte) { count(t, bytes.NewReader(text)) })
}

func fuzz(f *testing.F, name string) {
	for _, tt := range samples {
		if tt.format == name {
			f.Add([]byte(tt.text))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		lines := bytes.Count(text, []byte("\n")) + bytes.Count(text, []byte("\r")) + 1
		for p, err := range format.ReadAs(name, bytes.NewReader(text)) {
			var fault *format.RecordError
			switch {
			case errors.As(err, &fault):
				if fault.Line < 0 || fault.Line > lines || fault.Line == 0 && fault.Entry == 0 {
					t.Errorf("%v, of %d lines", err, lines)
				}
			case err == nil:
				checkPaper(t, p)
			}
		}
	})
}
