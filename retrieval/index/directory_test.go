package index

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"paperbot/retrieval/analysis"
)

// put returns an update that adds documents.
func put(mark int64, docs ...Document) Update { return Update{Put: allOf(docs), Mark: mark} }

func allOf(docs []Document) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		for _, d := range docs {
			if !yield(d, nil) {
				return
			}
		}
	}
}

type fataler interface{ Fatal(...any) }

func create(t fataler, path string) *Directory {
	d, err := CreateDirectory(path, analysis.New(), DirectoryConfig{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func reopen(t fataler, d *Directory) *Directory {
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d, err := OpenDirectory(d.path, analysis.New(), d.cfg)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func update(t fataler, d *Directory, u Update) {
	if err := d.Update(context.Background(), u); err != nil {
		t.Fatal(err)
	}
}

// state is what an index says of itself: its mark, and contents.
func state(s *Snapshot, mark int64) map[string][]string {
	out := contents(s)
	out["mark"] = []string{fmt.Sprint(mark)}
	return out
}

// stateOf is the state of an index of these documents.
func stateOf(docs map[string]Document, mark int64) map[string][]string {
	var all []Document
	for _, d := range docs {
		all = append(all, d)
	}
	return state(NewSnapshot(segment(all...)), mark)
}

func wantState(t *testing.T, d *Directory, want map[string][]string) {
	t.Helper()
	if diff := cmp.Diff(want, state(d.Snapshot(), d.Mark())); diff != "" {
		t.Error(diff)
	}
}

func ExampleDirectory() {
	folder, _ := os.MkdirTemp("", "index-")
	defer os.RemoveAll(folder)
	d, err := CreateDirectory(folder, analysis.New(), DirectoryConfig{})
	if err != nil {
		panic(err)
	}
	defer d.Close()
	err = d.Update(context.Background(), put(1, doc("a", "LoRA", "low-rank adapters")))
	fmt.Println(d.Snapshot().DocFreq("adapt"), d.Mark(), err)
	// Output: 1 1 <nil>
}

func TestDirectoryKeepsWhatItWasGiven(t *testing.T) {
	d := create(t, t.TempDir())
	update(t, d, put(1, doc("a", "old", ""), doc("b", "kept", "kept too")))
	before := d.Snapshot()
	update(t, d, Update{Put: allOf([]Document{doc("a", "new", "")}), Gone: []string{"b", "none"}, Mark: 2})
	want := stateOf(map[string]Document{"a": doc("a", "new", "")}, 2)
	wantState(t, d, want)
	d = reopen(t, d)
	wantState(t, d, want)
	if _, ok := d.Snapshot().Doc("b"); ok {
		t.Error("a document that is gone can be looked up")
	}
	if before.DocFreq("kept") != 1 || before.DocFreq("new") != 0 {
		t.Error("a snapshot has changed")
	}
	read, mark, err := ReadDirectory(d.path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, state(read, mark)); diff != "" {
		t.Error(diff)
	}
	d.Close()
}

func TestEmptyUpdates(t *testing.T) {
	d := create(t, t.TempDir())
	update(t, d, Update{Mark: 5})
	update(t, d, Update{Gone: []string{"none"}, Mark: 6})
	d = reopen(t, d)
	defer d.Close()
	wantState(t, d, stateOf(nil, 6))
}

// However updates and merges come, the index is that of the documents.
func TestDirectoryIsThatOfItsDocuments(t *testing.T) {
	word := rapid.SampledFrom([]string{"lora", "rank", "weights", "models", "large language models (LLMs)"})
	rapid.Check(t, func(rt *rapid.T) {
		folder, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			rt.Fatal(err)
		}
		d := create(rt, folder)
		docs := make(map[string]Document)
		id := rapid.StringMatching(`[a-h]`)
		for mark := range int64(rapid.IntRange(0, 30).Draw(rt, "updates")) {
			u := Update{Mark: mark, Gone: rapid.SliceOfN(id, 0, 2).Draw(rt, "gone")}
			for _, gone := range u.Gone {
				delete(docs, gone)
			}
			var added []Document
			for _, id := range rapid.SliceOfN(id, 0, 4).Draw(rt, "ids") {
				docs[id] = doc(id, word.Draw(rt, "title"), strings.Join(rapid.SliceOfN(word, 0, 5).Draw(rt, "abstract"), " "))
				added = append(added, docs[id])
			}
			u.Put = allOf(added)
			update(rt, d, u)
			if rapid.IntRange(0, 9).Draw(rt, "again") == 0 {
				d = reopen(rt, d)
			}
			if diff := cmp.Diff(stateOf(docs, mark), state(d.Snapshot(), d.Mark())); diff != "" {
				rt.Fatal(diff)
			}
		}
		if err := d.Merged(); err != nil {
			rt.Fatal(err)
		}
		if n := len(d.pieces); n >= 2*mergeFactor {
			rt.Fatalf("%d segments are left after merging", n)
		}
		d = reopen(rt, d)
		if diff := cmp.Diff(stateOf(docs, d.Mark()), state(d.Snapshot(), d.Mark())); diff != "" {
			rt.Fatal(diff)
		}
		files, _ := filepath.Glob(filepath.Join(folder, "*"+segmentSuffix))
		if len(files) != len(d.pieces) {
			rt.Fatalf("%d files of %d segments", len(files), len(d.pieces))
		}
		d.Close()
	})
}

// A merged segment is, byte for byte, that of the same documents written at once,
// as long as none was replaced.
func TestMergedSegmentIsLikeOneWritten(t *testing.T) {
	docs := randomDocuments(4, 900)
	for i := range docs {
		docs[i].ID = fmt.Sprint(i)
	}
	d := create(t, t.TempDir())
	defer d.Close()
	for i := range mergeFactor {
		update(t, d, put(1, docs[i*100:(i+1)*100]...))
	}
	if err := d.Merged(); err != nil {
		t.Fatal(err)
	}
	if len(d.pieces) != 1 || string(d.pieces[0].data) != string(segment(docs[:800]...).data) {
		t.Errorf("%d segments, or another one", len(d.pieces))
	}
}

func TestLargeUpdatesAreCut(t *testing.T) {
	docs := randomDocuments(5, 100)
	want := make(map[string]Document)
	for _, d := range docs {
		want[d.ID] = d
	}
	d, err := CreateDirectory(t.TempDir(), analysis.New(), DirectoryConfig{MaxDocs: 30})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	update(t, d, put(1, docs...))
	wantState(t, d, stateOf(want, 1))
	if len(d.pieces) != 4 {
		t.Errorf("%d segments, want 4", len(d.pieces))
	}
}

func TestUpdateThatFailsChangesNothing(t *testing.T) {
	d := create(t, t.TempDir())
	update(t, d, put(1, doc("a", "kept", "")))
	wrong := errors.New("cannot be read")
	err := d.Update(t.Context(), Update{Mark: 2, Gone: []string{"a"}, Put: func(yield func(Document, error) bool) {
		_ = yield(doc("b", "lost", ""), nil) && yield(Document{}, wrong)
	}})
	if !errors.Is(err, wrong) {
		t.Error(err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if err := d.Update(ended, put(3, doc("c", "lost", ""))); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	wantState(t, d, stateOf(map[string]Document{"a": doc("a", "kept", "")}, 1))
	d = reopen(t, d)
	defer d.Close()
	wantState(t, d, stateOf(map[string]Document{"a": doc("a", "kept", "")}, 1))
}

func TestSecondWriterIsRefused(t *testing.T) {
	d := create(t, t.TempDir())
	if _, err := OpenDirectory(d.path, analysis.New(), DirectoryConfig{}); !errors.Is(err, ErrLocked) {
		t.Error(err)
	}
	if _, err := CreateDirectory(d.path, analysis.New(), DirectoryConfig{}); !errors.Is(err, ErrLocked) {
		t.Error(err)
	}
	if _, _, err := ReadDirectory(d.path); err != nil {
		t.Error(err)
	}
	reopen(t, d).Close()
}

func TestOpenDirectorySaysWhy(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(path string) error
		want  error
	}{
		{"no index", func(path string) error { return os.Remove(filepath.Join(path, manifestName)) }, fs.ErrNotExist},
		{"no folder", os.RemoveAll, fs.ErrNotExist},
		{"a missing segment", func(path string) error { return os.Remove(filepath.Join(path, segmentName(1))) }, ErrDamaged},
		{"an empty segment", func(path string) error { return os.Truncate(filepath.Join(path, segmentName(1)), 0) }, ErrDamaged},
		{"a cut segment", func(path string) error { return os.Truncate(filepath.Join(path, segmentName(1)), 1000) }, ErrDamaged},
		{"an empty manifest", func(path string) error { return os.Truncate(filepath.Join(path, manifestName), 0) }, ErrDamaged},
		{"a cut manifest", func(path string) error { return os.Truncate(filepath.Join(path, manifestName), 40) }, ErrDamaged},
		{"another segment", func(path string) error {
			return os.WriteFile(filepath.Join(path, segmentName(1)), segment(doc("x", "other", "")).Bytes(), 0o666)
		}, ErrDamaged},
		{"another analyzer", func(path string) error { return rewrite(path, func(m *manifest) { m.Analyzer++ }) }, ErrAnalyzer},
		{"another format", func(path string) error { return rewrite(path, func(m *manifest) { m.Format++ }) }, ErrFormat},
		{"a newer manifest", func(path string) error { return rewrite(path, func(m *manifest) { m.Version++ }) }, ErrFormat},
		{"masked beyond the end", func(path string) error {
			return rewrite(path, func(m *manifest) { m.Segments[0].Masked = docSet{0, 1}.encode() })
		}, ErrDamaged},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := create(t, t.TempDir())
			update(t, d, put(1, doc("a", "LoRA", "")))
			d.Close()
			if err := tt.spoil(d.path); err != nil {
				t.Fatal(err)
			}
			if _, err := OpenDirectory(d.path, analysis.New(), DirectoryConfig{}); !errors.Is(err, tt.want) {
				t.Errorf("OpenDirectory says %v, want %v", err, tt.want)
			}
			if _, _, err := ReadDirectory(d.path); !errors.Is(err, tt.want) {
				t.Errorf("ReadDirectory says %v, want %v", err, tt.want)
			}
			d = create(t, d.path) // it can be made anew
			update(t, d, put(2, doc("b", "adapter", "")))
			wantState(t, d, stateOf(map[string]Document{"b": doc("b", "adapter", "")}, 2))
			d.Close()
		})
	}
}

// rewrite changes the manifest of a folder.
func rewrite(path string, change func(*manifest)) error {
	m, err := readManifest(path)
	if err == nil {
		change(&m)
		_, err = replaceManifest(folder(path), m)
	}
	return err
}

func FuzzParseManifest(f *testing.F) {
	f.Add([]byte("{}\n"))
	f.Add([]byte(`{"version":1,"format":3,"analyzer":3,"next":2,"segments":[{"file":1,"masked":"AAA"}]}` + "\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, data := range [][]byte{data, append(append([]byte{}, data...), checksumLine(data)...)} {
			if m, err := parseManifest(data); err == nil {
				for _, e := range m.Segments {
					_, _ = decodeDocSet(e.Masked, e.Docs)
				}
			}
		}
	})
}

// A file that is removed, or has another in its place, stays as it was for those who
// read it.
func TestReplacedFileUnderAReader(t *testing.T) {
	d := create(t, t.TempDir())
	defer d.Close()
	update(t, d, put(1, randomDocuments(6, 200)...))
	s := d.Snapshot()
	want := contents(NewSnapshot(segment(randomDocuments(6, 200)...)))
	name := filepath.Join(d.path, segmentName(1))
	other := filepath.Join(d.path, "other")
	if err := os.WriteFile(other, segment(doc("x", "other", "")).Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(other, name); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, contents(s)); diff != "" {
		t.Error(diff)
	}
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, contents(s)); diff != "" {
		t.Error(diff)
	}
}

// What is masked while a merge is under way stays masked, also where nothing is left
// of a segment.
func TestUpdatesDuringAMerge(t *testing.T) {
	d := create(t, t.TempDir())
	update(t, d, put(1, doc("a", "old", ""), doc("b", "kept", "")))
	update(t, d, put(2, doc("c", "old", "")))
	old := d.pieces
	update(t, d, Update{Put: allOf([]Document{doc("a", "new", "")}), Gone: []string{"c"}, Mark: 3})
	if err := d.mergePieces(old); err != nil {
		t.Fatal(err)
	}
	want := stateOf(map[string]Document{"a": doc("a", "new", ""), "b": doc("b", "kept", "")}, 3)
	wantState(t, d, want)
	d = reopen(t, d)
	wantState(t, d, want)
	update(t, d, Update{Gone: []string{"a", "b"}, Mark: 4})
	wantState(t, d, stateOf(nil, 4))
	d.Close()
}
