package eval

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// folder writes files to a new folder.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func open(t *testing.T, dir string, names Names) *Collection {
	t.Helper()
	c, err := OpenCollection(dir, names)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const (
	beirLine  = `{"_id":"1","title":"T","text":"words","metadata":{"id":"9"}}` + "\n"
	queryLine = `{"_id":"q","text":"what"}` + "\n"
)

func TestCollectionLayouts(t *testing.T) {
	largeLine := `{"id":"2","title":"T","abstract":"words","authors":["A"]}` + "\n"
	beir, large := []Document{{"1", "T", "words"}}, []Document{{"2", "T", "words"}}
	tests := []struct {
		name  string
		files map[string]string
		names Names
		want  []Document
		qrels Qrels
	}{
		{"plain", map[string]string{"corpus.jsonl": beirLine, "queries.jsonl": queryLine, "qrels.tsv": "q\t1\t1\n"},
			Names{}, beir, Qrels{"q": {"1": 1}}},
		{"compressed", map[string]string{"corpus.jsonl.gz": packed(beirLine), "queries.jsonl.gz": packed(queryLine)},
			Names{}, beir, nil},
		{"compressed by content, not by name", map[string]string{"corpus.jsonl": packed(beirLine), "queries.jsonl": queryLine},
			Names{}, beir, nil},
		{"judgements where BEIR has them", map[string]string{
			"corpus.jsonl": beirLine, "queries.jsonl": queryLine, "qrels/test.tsv": "q\t1\t2\n"},
			Names{}, beir, Qrels{"q": {"1": 2}}},
		{"other names", map[string]string{
			"corpus.jsonl": beirLine, "queries.jsonl": "broken", "queries-train.jsonl": queryLine,
			"qrels.tsv": "broken", "qrels-train.tsv": "q\t1\t1\n"},
			Names{Queries: "queries-train.jsonl", Qrels: "qrels-train.tsv"}, beir, Qrels{"q": {"1": 1}}},
		{"large folder: every compressed file, in order of names", map[string]string{
			"b.jsonl.gz": packed(largeLine), "a.jsonl.gz": packed(beirLine), "other.jsonl": "broken", "queries.jsonl": queryLine},
			Names{}, append(beir, large...), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := open(t, folder(t, tt.files), tt.names)
			docs, err := gather(c.Documents())
			if diff := cmp.Diff(tt.want, docs); diff != "" || err != nil {
				t.Error("documents:", err, diff)
			}
			queries, err := c.Queries()
			if diff := cmp.Diff([]Query{{"q", "what"}}, queries); diff != "" || err != nil {
				t.Error("queries:", err, diff)
			}
			qrels, err := c.Qrels()
			if tt.qrels == nil && !errors.Is(err, fs.ErrNotExist) {
				t.Error("judgements that are not there:", err)
			}
			if diff := cmp.Diff(tt.qrels, qrels); diff != "" {
				t.Error("judgements:", diff)
			}
		})
	}
}

func TestOpenCollectionSaysWhatIsMissing(t *testing.T) {
	for name, tt := range map[string]struct {
		files map[string]string
		names Names
	}{
		"documents":        {map[string]string{"queries.jsonl": queryLine}, Names{}},
		"queries":          {map[string]string{"corpus.jsonl": beirLine}, Names{}},
		"named documents":  {map[string]string{"corpus.jsonl": beirLine, "queries.jsonl": queryLine}, Names{Corpus: "other.jsonl"}},
		"named judgements": {map[string]string{"corpus.jsonl": beirLine, "queries.jsonl": queryLine}, Names{Qrels: "other.tsv"}},
	} {
		if _, err := OpenCollection(folder(t, tt.files), tt.names); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s missing: %v", name, err)
		}
	}
}

func TestBadDocumentsCostThemselvesAlone(t *testing.T) {
	dir := folder(t, map[string]string{"queries.jsonl": queryLine, "corpus.jsonl": beirLine +
		"not json\n" + `{"title":"no id"}` + "\n" + beirLine + `{"_id":"2","text":7}` + "\n" + `{"_id":"3"}`})
	var ids []string
	var faults []string
	for d, err := range open(t, dir, Names{}).Documents() {
		if err != nil {
			rel, _ := filepath.Rel(dir, err.Error())
			faults = append(faults, rel)
			continue
		}
		ids = append(ids, d.ID)
	}
	if diff := cmp.Diff([]string{"1", "3"}, ids); diff != "" {
		t.Error(diff)
	}
	want := []string{
		"corpus.jsonl:2: invalid character 'o' in literal null (expecting 'u')",
		"corpus.jsonl:3: document without an id",
		"corpus.jsonl:4: document 1 occurs twice",
		"corpus.jsonl:5: json: cannot unmarshal number into Go struct field documentRecord.text of type string",
	}
	if diff := cmp.Diff(want, faults); diff != "" {
		t.Error(diff)
	}
}

func FuzzDocuments(f *testing.F) {
	f.Add(beirLine + "not json\n" + `{"title":"no id"}` + "\n" + beirLine)
	f.Add(packed(`{"id":"2","title":"T","abstract":"words","authors":["A"]}`))
	f.Add("\ufeff" + strings.ReplaceAll(beirLine, "\n", "\r\n\r\n"))
	f.Fuzz(func(t *testing.T, in string) {
		firstTime := once("document")
		for r, err := range records("in", strings.NewReader(in), func(r *documentRecord) error { return firstTime(r.id()) }) {
			checkFault(t, err)
			if err == nil && r.document().ID == "" {
				t.Errorf("a document without an id: %+v", r)
			}
		}
	})
}

func TestQueriesOccurOnce(t *testing.T) {
	c := open(t, folder(t, map[string]string{"corpus.jsonl": beirLine, "queries.jsonl": queryLine + queryLine}), Names{})
	if _, err := c.Queries(); err == nil {
		t.Error("a query twice is no error")
	}
}

func TestSharedCollectionsRead(t *testing.T) {
	for name, want := range map[string]struct{ documents, queries, judgements int }{
		"cranfield": {1400, 225, 1837},
		"adi":       {82, 35, 170},
		"csfcube":   {4174, 33, 3976},
	} {
		c := open(t, shared(t, "collections", name), Names{})
		docs, err := gather(c.Documents())
		if err != nil || len(docs) != want.documents {
			t.Errorf("%s: %d documents, %v", name, len(docs), err)
		}
		queries, err := c.Queries()
		if err != nil || len(queries) != want.queries {
			t.Errorf("%s: %d queries, %v", name, len(queries), err)
		}
		qrels, err := c.Qrels()
		judgements := 0
		for _, grades := range qrels {
			judgements += len(grades)
		}
		if err != nil || judgements != want.judgements {
			t.Errorf("%s: %d judgements, %v", name, judgements, err)
		}
	}
}

// shared returns a path in the folder of measuring data that lies beside the
// repository, and skips the test where there is none.
func shared(t testing.TB, elem ...string) string {
	t.Helper()
	path := filepath.Join(append([]string{"..", "..", "..", "shared"}, elem...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skip("measuring data are not here: ", err)
	}
	return path
}
