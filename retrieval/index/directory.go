package index

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/gofrs/flock"

	"paperbot/retrieval/analysis"
)

// A Directory is an index in a folder of its own: segments, each in a file that
// never changes, and a manifest that says which of them count (see there). It is
// safe for concurrent use; only one may be open for a folder at a time.
//
// A crash at any instant leaves the index as it was before an Update, or as it was
// after it; files that belong to neither are removed when it is opened the next time.
type Directory struct {
	path     string
	disk     disk
	lock     *flock.Flock
	analyzer *analysis.Analyzer
	cfg      DirectoryConfig

	updating sync.Mutex      // held by Update: one at a time
	ctx      context.Context // ends at Close, and with it merges
	cancel   context.CancelFunc

	mu       sync.Mutex // guards the following
	mark     int64
	next     uint64
	pieces   []piece
	snapshot *Snapshot
	merging  chan struct{} // closed when the merges under way end; nil if there are none
	failed   error         // of the last merge
}

// DirectoryConfig says how a Directory works. The zero value is the default.
type DirectoryConfig struct {
	Workers int // see WriterConfig
	Memory  int // see WriterConfig

	// MaxDocs is how many documents a segment may have: it is made in memory. Default:
	// a million, which take half a gigabyte.
	MaxDocs int
}

const defaultMaxDocs = 1_000_000

// ErrLocked says that another process, or another Directory of this one, has the
// folder open.
var ErrLocked = errors.New("in use by another process")

const lockName = "lock"

// OpenDirectory opens the index in a folder, whose documents must have been analysed
// by a. Its error wraps fs.ErrNotExist if there is none, ErrLocked, or, if the index
// has to be built anew, ErrDamaged, ErrFormat or ErrAnalyzer; see CreateDirectory.
func OpenDirectory(path string, a *analysis.Analyzer, cfg DirectoryConfig) (*Directory, error) {
	if _, err := os.Stat(filepath.Join(path, manifestName)); err != nil {
		return nil, fmt.Errorf("open index: %w", err)
	}
	d, err := newDirectory(path, folder(path), a, cfg)
	if err != nil {
		return nil, fmt.Errorf("open index: %w", err)
	}
	if err := d.load(); err != nil {
		return nil, errors.Join(fmt.Errorf("open index %s: %w", path, err), d.Close())
	}
	return d, nil
}

// CreateDirectory makes an empty index in a folder, in place of the one there is. Its
// error may wrap ErrLocked.
func CreateDirectory(path string, a *analysis.Analyzer, cfg DirectoryConfig) (*Directory, error) {
	err := os.MkdirAll(path, 0o777)
	if err != nil {
		return nil, fmt.Errorf("make index: %w", err)
	}
	d, err := newDirectory(path, folder(path), a, cfg)
	if err != nil {
		return nil, fmt.Errorf("make index: %w", err)
	}
	if err := d.clear(); err != nil {
		return nil, errors.Join(fmt.Errorf("make index %s: %w", path, err), d.Close())
	}
	return d, nil
}

func newDirectory(path string, on disk, a *analysis.Analyzer, cfg DirectoryConfig) (*Directory, error) {
	if cfg.MaxDocs <= 0 {
		cfg.MaxDocs = defaultMaxDocs
	}
	d := &Directory{path: path, disk: on, analyzer: a, cfg: cfg, lock: flock.New(filepath.Join(path, lockName))}
	locked, err := d.lock.TryLock()
	if err == nil && !locked {
		err = ErrLocked
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	d.ctx, d.cancel = context.WithCancel(context.Background())
	return d, nil
}

// load reads the manifest, opens what it names and removes what it does not.
func (d *Directory) load() error {
	m, pieces, err := openPieces(d.path)
	if err != nil {
		return err
	}
	d.mark, d.next, d.pieces, d.snapshot = m.Mark, m.Next, pieces, snapshotOf(pieces)
	return d.removeStrays()
}

// openPieces opens what the manifest of a folder names. It returns the manifest even
// if it cannot.
func openPieces(path string) (manifest, []piece, error) {
	m, err := readManifest(path)
	if err != nil {
		return manifest{}, nil, err
	}
	var pieces []piece
	for _, entry := range m.Segments {
		p, err := openPiece(path, entry)
		if errors.Is(err, fs.ErrNotExist) {
			err = fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		if err != nil {
			return m, nil, err
		}
		pieces = append(pieces, p)
	}
	return m, pieces, nil
}

func openPiece(path string, entry manifestEntry) (piece, error) {
	seg, err := mapSegment(path, entry.File)
	if err != nil {
		return piece{}, err
	}
	masked, err := decodeDocSet(entry.Masked, seg.Docs())
	if err == nil && (seg.sum() != entry.Sum || entry.Docs < 0 || entry.Docs > seg.Docs()) {
		err = fmt.Errorf("%w: it is not the one that the manifest names", ErrDamaged)
	}
	if err != nil {
		return piece{}, fmt.Errorf("%s: %w", segmentName(entry.File), err)
	}
	return piece{Segment: seg, file: entry.File, masked: masked, docs: entry.Docs, tokens: entry.Tokens}, nil
}

// ReadDirectory returns the index in a folder as it is now, with the mark of its last
// Update. It needs no lock and takes none. Its errors are those of OpenDirectory but
// for ErrLocked.
func ReadDirectory(path string) (*Snapshot, int64, error) {
	for {
		m, pieces, err := openPieces(path)
		if err == nil {
			return snapshotOf(pieces), m.Mark, nil
		}
		// A merge may have removed what the manifest named a moment ago.
		if now, again := readManifest(path); again != nil || now.Next == m.Next || !errors.Is(err, fs.ErrNotExist) {
			return nil, 0, fmt.Errorf("read index %s: %w", path, err)
		}
	}
}

// clear makes the index empty. File numbers go on from those of files that are there,
// which may still be read.
func (d *Directory) clear() error {
	d.next = 1
	names, err := d.segmentFiles()
	if err != nil {
		return err
	}
	for file := range names {
		d.next = max(d.next, file+1)
	}
	d.snapshot = snapshotOf(nil)
	if _, err := replaceManifest(d.disk, d.manifest()); err != nil {
		return err
	}
	return d.removeStrays()
}

// manifest returns the manifest of what counts now.
func (d *Directory) manifest() manifest {
	m := newManifest()
	m.Next, m.Mark = d.next, d.mark
	for _, p := range d.pieces {
		m.Segments = append(m.Segments, manifestEntry{File: p.file, Sum: p.sum(), Docs: p.docs, Tokens: p.tokens, Masked: p.masked.encode()})
	}
	return m
}

// segmentFiles returns the numbers of the segments' files in the folder.
func (d *Directory) segmentFiles() (map[uint64]string, error) {
	entries, err := os.ReadDir(d.path)
	if err != nil {
		return nil, err
	}
	files := make(map[uint64]string)
	for _, e := range entries {
		number, ok := strings.CutSuffix(e.Name(), segmentSuffix)
		if file, err := strconv.ParseUint(number, 10, 64); ok && err == nil {
			files[file] = e.Name()
		}
	}
	return files, nil
}

// removeStrays removes the files that a crash, or a reader of the time, has left.
func (d *Directory) removeStrays() error {
	files, err := d.segmentFiles()
	if err != nil {
		return err
	}
	for _, p := range d.pieces {
		delete(files, p.file)
	}
	for _, name := range files {
		err = errors.Join(err, d.disk.remove(name))
	}
	entries, readErr := os.ReadDir(d.path)
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), spillPrefix) || e.Name() == newManifestName {
			err = errors.Join(err, d.disk.remove(e.Name()))
		}
	}
	return errors.Join(err, readErr)
}

// Mark returns the mark of the last Update, 0 of an empty index.
func (d *Directory) Mark() int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.mark
}

// Snapshot returns the index as it is now. It stays good when the Directory goes on
// or is closed: its files are there as long as something refers to it.
func (d *Directory) Snapshot() *Snapshot {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.snapshot
}

// An Update is a change of the index.
type Update struct {
	// Documents to add, each in place of the one of its ID. An error among them ends
	// the update.
	Put iter.Seq2[Document, error]
	// Gone are the IDs of documents to take out, before others are added.
	Gone []string
	// Mark is kept with the index: what it contains, in the caller's terms.
	Mark int64
}

// Update makes a change: all of it, or, if there is an error, nothing. What it adds
// lies in segments of its own; the others stay as they are.
func (d *Directory) Update(ctx context.Context, u Update) error {
	d.updating.Lock()
	defer d.updating.Unlock()
	added, err := d.write(ctx, u.Put)
	if err == nil {
		err = d.add(added, u)
	}
	if err != nil {
		return fmt.Errorf("update index %s: %w", d.path, errors.Join(err, d.removeUnused(added...)))
	}
	d.merge()
	return nil
}

// write puts documents into new segments, which do not count yet.
func (d *Directory) write(ctx context.Context, docs iter.Seq2[Document, error]) (added []piece, err error) {
	if docs == nil {
		return nil, nil
	}
	w := NewWriterWith(d.analyzer, WriterConfig{Workers: d.cfg.Workers, Memory: d.cfg.Memory, Folder: d.path})
	defer func() { err = errors.Join(err, w.discard()) }()
	flush := func() error {
		if w.docs == 0 {
			return nil
		}
		parts, err := w.encode()
		if err != nil {
			return err
		}
		p, err := d.writeSegment(parts)
		if err == nil {
			added = append(added, p)
		}
		return err
	}
	for doc, err := range docs {
		if err = errors.Join(err, ctx.Err()); err != nil {
			return added, err
		}
		w.Put(doc)
		if w.docs == d.cfg.MaxDocs {
			if err := flush(); err != nil {
				return added, err
			}
		}
	}
	return added, flush()
}

// writeSegment makes the file of a segment, and opens it.
func (d *Directory) writeSegment(parts [][]byte) (piece, error) {
	d.mu.Lock()
	file := d.next
	d.next++
	d.mu.Unlock()
	if err := writeFile(d.disk, segmentName(file), parts...); err != nil {
		return piece{}, err
	}
	seg, err := mapSegment(d.path, file)
	if err != nil {
		return piece{}, errors.Join(err, d.disk.remove(segmentName(file)))
	}
	return newPiece(seg, file), nil
}

// add makes new segments count, and masks what they replace.
func (d *Directory) add(added []piece, u Update) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	pieces := without(d.pieces, u.Gone)
	for _, p := range added {
		pieces = append(without(pieces, p.allIDs()), p)
	}
	return d.replace(pieces, u.Mark)
}

// replace makes pieces what counts. Those that do not are removed.
func (d *Directory) replace(pieces []piece, mark int64) error {
	pieces = slices.DeleteFunc(pieces, func(p piece) bool { return p.docs == 0 })
	before, markBefore := d.pieces, d.mark
	d.pieces, d.mark = pieces, mark
	replaced, err := replaceManifest(d.disk, d.manifest())
	if !replaced {
		d.pieces, d.mark = before, markBefore
		return err
	}
	d.snapshot = snapshotOf(pieces)
	if err != nil {
		return err // either manifest may be there after a loss of power
	}
	for _, p := range before {
		if !contains(pieces, p.file) {
			_ = d.disk.remove(segmentName(p.file)) // else it is when the index is opened again
		}
	}
	return nil
}

// removeUnused removes the files of those pieces that do not count. One that counted for
// a moment, until an update masked all of it, is gone already.
func (d *Directory) removeUnused(pieces ...piece) (err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, p := range pieces {
		if contains(d.pieces, p.file) {
			continue
		}
		if e := d.disk.remove(segmentName(p.file)); !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return err
}

// Close ends merges that are under way and lets others open the folder.
func (d *Directory) Close() error {
	d.cancel()
	d.updating.Lock()
	defer d.updating.Unlock()
	_ = d.Merged() // the index is as it was
	if err := d.lock.Close(); err != nil {
		return fmt.Errorf("close index %s: %w", d.path, err)
	}
	return nil
}
