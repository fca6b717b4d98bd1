package index

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paperbot/retrieval/analysis"
)

// A faultyDisk passes on what it is told, writes it down, and fails at an operation
// of choice.
type faultyDisk struct {
	disk
	done   []operation
	failAt int // number of the operation that fails; -1 for none
	failed operation
}

// An operation is what changes a folder, or makes sure of it.
type operation struct {
	kind     string // create, write, sync, rename, remove, syncFolder
	name, to string
	data     []byte
}

// does writes an operation down, and tells whether it fails.
func (d *faultyDisk) does(o operation) error {
	if len(d.done) == d.failAt {
		d.failAt, d.failed = -1, o
		return &os.PathError{Op: o.kind, Path: o.name, Err: syscall.ENOSPC}
	}
	o.data = slices.Clone(o.data)
	d.done = append(d.done, o)
	return nil
}

func (d *faultyDisk) create(name string) (diskFile, error) {
	if err := d.does(operation{kind: "create", name: name}); err != nil {
		return nil, err
	}
	file, err := d.disk.create(name)
	return &faultyFile{file, d, name}, err
}

func (d *faultyDisk) rename(from, to string) error {
	if err := d.does(operation{kind: "rename", name: from, to: to}); err != nil {
		return err
	}
	return d.disk.rename(from, to)
}

func (d *faultyDisk) remove(name string) error {
	if err := d.does(operation{kind: "remove", name: name}); err != nil {
		return err
	}
	return d.disk.remove(name)
}

func (d *faultyDisk) sync() error { return d.does(operation{kind: "syncFolder"}) }

type faultyFile struct {
	diskFile
	disk *faultyDisk
	name string
}

// Write writes in two parts, between which it may fail.
func (f *faultyFile) Write(data []byte) (int, error) {
	n := 0
	for _, part := range [][]byte{data[:len(data)/2], data[len(data)/2:]} {
		if len(part) == 0 {
			continue
		}
		if err := f.disk.does(operation{kind: "write", name: f.name, data: part}); err != nil {
			return n, err
		}
		m, err := f.diskFile.Write(part)
		if n += m; err != nil {
			return n, err
		}
	}
	return n, nil
}

func (f *faultyFile) Sync() error { return f.disk.does(operation{kind: "sync", name: f.name}) }

// scenario is updates with all that there may be in them, merges among them.
func scenario() []Update {
	var updates []Update
	for i := range mergeFactor + 1 {
		u := put(int64(i+1), doc(fmt.Sprint(i), "LoRA", fmt.Sprint("adapters ", i)), doc("again", "revised", fmt.Sprint(i)))
		if i%4 == 2 {
			u.Gone = []string{fmt.Sprint(i - 1), "none"}
		}
		updates = append(updates, u)
	}
	return updates
}

// A crash leaves the index as it was before an update or after it: whatever part of
// the operations was done, and whatever of them that was not synced is lost.
func TestCrashAtEveryInstant(t *testing.T) {
	t.Parallel()
	d := create(t, t.TempDir())
	on := &faultyDisk{disk: d.disk, failAt: -1}
	d.disk = on
	start := snapshotOfFolder(t, d.path)
	states := []map[string][]string{state(d.Snapshot(), 0)}
	var acknowledged []int // operations when the i-th update was done
	for _, u := range scenario() {
		update(t, d, u)
		acknowledged = append(acknowledged, len(on.done))
		states = append(states, state(d.Snapshot(), d.Mark()))
		if err := d.Merged(); err != nil {
			t.Fatal(err)
		}
	}
	if d.Close(); len(d.pieces) >= mergeFactor {
		t.Fatal("nothing was merged")
	}
	random := rand.New(rand.NewPCG(1, 2))
	for n := range len(on.done) + 1 {
		before, _ := slices.BinarySearch(acknowledged, n+1)
		for try := range tries() {
			files := surviving(start, on.done[:n], try, random)
			checkSurvives(t, fmt.Sprintf("after %d of %d operations (%d)", n, len(on.done), try), files, states[before:min(before+2, len(states))])
		}
	}
}

// tries returns how often chance is asked.
func tries() int {
	if os.Getenv("PAPERBOT_EXHAUSTIVE") != "" {
		return 40
	}
	return 4
}

// checkSurvives opens an index of those files, which must be in one of the states.
func checkSurvives(t *testing.T, when string, files map[string][]byte, states []map[string][]string) {
	t.Helper()
	path, err := os.MkdirTemp("", "index-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(path)
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(path, name), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	d, err := OpenDirectory(path, analysis.New(), DirectoryConfig{})
	if err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	defer d.Close()
	got := state(d.Snapshot(), d.Mark())
	if !slices.ContainsFunc(states, func(s map[string][]string) bool { return cmp.Equal(s, got) }) {
		t.Fatalf("%s: the index is neither the old one nor the new one: mark %v", when, got["mark"])
	}
}

func snapshotOfFolder(t *testing.T, path string) map[string][]byte {
	t.Helper()
	files := make(map[string][]byte)
	entries, err := os.ReadDir(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if files[e.Name()], err = os.ReadFile(filepath.Join(path, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// surviving returns the files that there are after a crash. Of what was not synced,
// all survives in the first try, nothing in the second, else what chance says: a name
// without its content, a content without its name, a renaming without the creation
// after it.
func surviving(start map[string][]byte, done []operation, try int, random *rand.Rand) map[string][]byte {
	survives := func() bool { return try == 0 || try > 1 && random.IntN(2) == 0 }
	type content struct{ written, synced []byte }
	live := make(map[string]*content) // by name, as programs see it
	for name, data := range start {
		live[name] = &content{data, data}
	}
	durable := maps.Clone(live) // by name, as the disk has it
	var pending []func()        // changes of names since the folder was synced
	for _, o := range done {
		switch o.kind {
		case "create":
			c := &content{}
			live[o.name] = c
			pending = append(pending, func() { durable[o.name] = c })
		case "write":
			c := live[o.name]
			c.written = append(slices.Clip(c.written), o.data...)
		case "sync":
			live[o.name].synced = live[o.name].written
		case "rename":
			c := live[o.name]
			live[o.to] = c
			delete(live, o.name)
			pending = append(pending, func() { durable[o.to] = c; delete(durable, o.name) })
		case "remove":
			delete(live, o.name)
			pending = append(pending, func() { delete(durable, o.name) })
		case "syncFolder":
			for _, change := range pending {
				change()
			}
			pending = nil
		}
	}
	for _, change := range pending {
		if survives() {
			change()
		}
	}
	files := make(map[string][]byte)
	for name, c := range durable {
		if files[name] = c.synced; survives() {
			files[name] = c.written
		}
	}
	return files
}

// Wherever the disk is full, in a merge too, an update fails as a whole or is done,
// and the next one can be made.
func TestDiskFullAtEveryInstant(t *testing.T) {
	t.Parallel()
	for n := 0; ; n++ {
		d := create(t, t.TempDir())
		on := &faultyDisk{disk: d.disk, failAt: n}
		d.disk = on
		failures := 0
		docs := make(map[string]Document)
		for _, u := range scenario() {
			before := state(d.Snapshot(), d.Mark())
			err := d.Update(t.Context(), u)
			if errors.Is(err, syscall.ENOSPC) {
				failures++
				got := state(d.Snapshot(), d.Mark())
				if d.Mark() != u.Mark && !cmp.Equal(before, got) {
					t.Fatalf("operation %d failed: the index has changed", n)
				}
				err = d.Update(t.Context(), u)
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, id := range u.Gone {
				delete(docs, id)
			}
			for doc := range u.Put {
				docs[doc.ID] = doc
			}
			if err := d.Merged(); err != nil {
				if failures++; !errors.Is(err, syscall.ENOSPC) {
					t.Fatal(err)
				}
			}
		}
		if diff := cmp.Diff(stateOf(docs, d.Mark()), state(d.Snapshot(), d.Mark())); diff != "" {
			t.Fatalf("operation %d failed: %s", n, diff)
		}
		d = reopen(t, d)
		wantState(t, d, stateOf(docs, d.Mark()))
		d.Close()
		if on.failed.kind == "" {
			return // there are not so many
		}
		// Only what removes a file may fail without being told of: it is removed later.
		if failures == 0 && on.failed.kind != "remove" {
			t.Errorf("operation %d failed, %s, and nobody was told", n, on.failed.kind)
		}
	}
}
