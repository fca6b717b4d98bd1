package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"
	"github.com/schollz/progressbar/v3"

	"paperbot/corpus"
	"paperbot/corpus/feed"
	"paperbot/corpus/format"
	"paperbot/corpus/seed"
	"paperbot/corpus/store"
)

type importCmd struct {
	Corpus       string   `default:"papers.db" placeholder:"FILE" help:"SQLite file of papers, made if it is not there. Default: ${default}."`
	DryRun       bool     `help:"Say what would happen, and change nothing."`
	Strict       bool     `help:"Take nothing from a source in which a record is wrong."`
	JSON         bool     `help:"End with one line of JSON instead of a report for people."`
	Seed         bool     `default:"true" negatable:"" help:"Begin a new file of papers with the 264 that are inside."`
	AllowPrivate bool     `help:"Fetch from addresses of this machine and its network as well."`
	Source       []string `arg:"" help:"Files, addresses of the web, or - for standard input."`
}

func (importCmd) Help() string {
	return `The format is told by the content: arXiv's feeds, API, OAI-PMH and metadata dumps,
RSS and Atom, Hugging Face daily papers, Semantic Scholar, OpenAlex, Crossref,
DataCite, PubMed XML, MEDLINE, BibTeX, RIS, CSL-JSON, EndNote, ISI, CSV and TSV with
a header, Markdown lists, JSON lines with titles, the trending page; packed in
gzip, zstd, bzip2 or zip or not.

A paper that comes twice, in whatever form, is one paper with the newest text. An
import that is broken off is made again; what is there already changes nothing.
A running serve sees new papers within seconds.

Exit status: 0 done, 1 if a record was rejected or a source could not be read.

Examples:

  paperbot import library.bib arxiv-metadata-oai-snapshot.json.zip
  paperbot import --dry-run https://rss.arxiv.org/rss/cs.LG
  curl … | paperbot import --json -`
}

func (c *importCmd) Run(p *program) (err error) {
	papers, remove, err := c.open(p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, papers.Close(), remove()) }()
	var total store.Report
	var failures []error
	for _, source := range c.Source {
		report, err := c.importSource(p, papers, source)
		total.Add(report)
		if err != nil {
			failures = append(failures, fmt.Errorf("%s: %w", source, err))
		}
		if p.ctx.Err() != nil {
			break
		}
	}
	if err := c.report(p, total); err != nil {
		return err
	}
	if !c.DryRun && p.ctx.Err() == nil {
		keepIndex(p, papers)
	}
	if total.Rejected > 0 {
		failures = append(failures, fmt.Errorf("%s rejected", english.Plural(total.Rejected, "record", "")))
	}
	return errors.Join(failures...)
}

// open opens the papers; for a dry run, a copy of them that remove takes away.
func (c *importCmd) open(p *program) (papers *store.Store, remove func() error, err error) {
	path, remove := c.Corpus, func() error { return nil }
	if c.DryRun {
		folder, err := os.MkdirTemp("", "paperbot-import-")
		if err != nil {
			return nil, nil, err
		}
		remove = func() error { return os.RemoveAll(folder) }
		path = filepath.Join(folder, "papers.db")
		if err := copyPapers(p.ctx, c.Corpus, path); err != nil {
			return nil, nil, errors.Join(err, remove())
		}
	}
	papers, err = createPapers(p.ctx, path, c.Seed)
	if err != nil {
		return nil, nil, errors.Join(err, remove())
	}
	return papers, remove, nil
}

// createPapers opens a file of papers. One that was not there begins with the
// papers inside, if that is wanted.
func createPapers(ctx context.Context, path string, withSeed bool) (*store.Store, error) {
	papers, made, err := store.Create(ctx, path)
	if err != nil {
		return nil, err
	}
	if made && withSeed {
		if _, err := papers.Put(ctx, store.Batch{Source: "seed", At: time.Now(), Papers: seed.Papers()}); err != nil {
			return nil, errors.Join(err, papers.Close())
		}
	}
	return papers, nil
}

// copyPapers copies a file of papers, if there is one.
func copyPapers(ctx context.Context, from, to string) error {
	papers, err := store.Open(ctx, from)
	if errors.Is(err, store.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(papers.Copy(ctx, to), papers.Close())
}

// importSource imports one file, address or stream.
func (c *importCmd) importSource(p *program, papers *store.Store, source string) (report store.Report, err error) {
	in, size, err := c.read(p, source)
	if err != nil {
		return report, err
	}
	defer in.Close()
	if c.Strict {
		checked, remove, err := spool(in)
		if err != nil {
			return report, err
		}
		defer remove()
		if report, err := check(source, checked); err != nil {
			return report, err
		}
		in = checked
	}
	reader, stop := p.withProgress(in, size)
	defer stop()
	return papers.Import(p.ctx, store.Import{Source: sourceName(source), At: time.Now()}, format.Read(reader))
}

// sourceName names a source in the papers' provenance: a file without its folder.
func sourceName(source string) string {
	if isAddress(source) || source == "-" {
		return source
	}
	return filepath.Base(source)
}

func isAddress(source string) bool {
	u, err := url.Parse(source)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https")
}

// read opens a source. The size is -1 where it is unknown.
func (c *importCmd) read(p *program, source string) (io.ReadCloser, int64, error) {
	switch {
	case source == "-":
		return interruptible(p.ctx, p.stdin), -1, nil
	case isAddress(source):
		answer, err := feed.NewClient(feed.Config{AllowPrivate: c.AllowPrivate}).Get(p.ctx, source, feed.Validators{})
		if err != nil {
			return nil, 0, err
		}
		return answer.Body, answer.Size, nil
	}
	file, err := os.Open(source)
	if err != nil {
		return nil, 0, withoutPath(err)
	}
	info, err := file.Stat()
	if err == nil && info.IsDir() {
		err = errors.New("it is a folder, not a file")
	}
	if err != nil {
		return nil, 0, errors.Join(err, file.Close())
	}
	return file, info.Size(), nil
}

// withoutPath takes the path out of an error that is told beside it.
func withoutPath(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// interruptible reads r until ctx ends, though a read may still be under way: a
// read from a pipe cannot be called off.
func interruptible(ctx context.Context, r io.Reader) io.ReadCloser {
	out, in := io.Pipe()
	context.AfterFunc(ctx, func() { in.CloseWithError(context.Cause(ctx)) })
	go func() {
		_, err := io.Copy(in, r)
		in.CloseWithError(err)
	}()
	return out
}

// spool puts a stream into a temporary file, so that it can be read twice.
func spool(r io.Reader) (file *os.File, remove func(), err error) {
	if file, err = os.CreateTemp("", "paperbot-import-"); err != nil {
		return nil, nil, err
	}
	remove = func() {
		_ = file.Close()
		_ = os.Remove(file.Name()) // what is left in the folder of temporary files is the system's to remove
	}
	if _, err = io.Copy(file, r); err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		remove()
		return nil, nil, err
	}
	return file, remove, nil
}

// check reads a file and returns an error, and what is wrong, if anything is.
func check(source string, file *os.File) (store.Report, error) {
	var report store.Report
	read := 0
	for _, err := range format.Read(file) {
		var fault *format.RecordError
		switch {
		case errors.As(err, &fault) && fault.Lost():
			report.Add(store.Report{Read: 1, Rejected: 1, Reasons: map[string]int{fault.Reason(): 1},
				Places: map[string][]string{fault.Reason(): {sourceName(source) + ": " + err.Error()}}})
		case err != nil && fault == nil:
			return report, err
		case err == nil:
			read++
		}
	}
	if report.Rejected > 0 {
		return report, fmt.Errorf("nothing was taken from it: of %d records %d are wrong", read+report.Rejected, report.Rejected)
	}
	_, err := file.Seek(0, io.SeekStart)
	return report, err
}

// withProgress shows on a terminal how far reading is, how fast it goes and how
// long it will take. It is quiet elsewhere.
func (p *program) withProgress(r io.Reader, size int64) (io.Reader, func()) {
	if _, ok := terminalFD(p.stderr); !ok {
		return r, func() {}
	}
	bar := progressbar.NewOptions64(size, progressbar.OptionSetWriter(p.stderr), progressbar.OptionShowBytes(true),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30))
	return io.TeeReader(r, bar), func() { _ = bar.Finish() } // what cannot be shown is not missed
}

// report prints what came of the import.
func (c *importCmd) report(p *program, r store.Report) error {
	if c.JSON {
		if r.Reasons == nil {
			r.Reasons = map[string]int{}
		}
		return writeJSON(p.stdout, r)
	}
	var out strings.Builder
	fmt.Fprintf(&out, "%s read: %s new, %s revised, %s merged, %s unchanged, %s rejected.\n", english.Plural(r.Read, "record", ""),
		comma(r.New), comma(r.Revised), comma(r.Merged), comma(r.Unchanged), comma(r.Rejected))
	if r.NoAbstract > 0 {
		fmt.Fprintf(&out, "%s no abstract: kept, and found once an abstract comes.\n", english.Plural(r.NoAbstract, "record has", "records have"))
	}
	for _, reason := range slices.Sorted(keys(r.Reasons)) {
		fmt.Fprintf(&out, "%s: %s\n", reason, comma(r.Reasons[reason]))
		for _, place := range r.Places[reason] {
			fmt.Fprintf(&out, "  %s\n", printable(place))
		}
	}
	if c.DryRun {
		out.WriteString("Nothing was changed.\n")
	}
	return write(p.stdout, out.String())
}

func comma(n int) string { return humanize.Comma(int64(n)) }

func keys(m map[string]int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

type exportCmd struct {
	Corpus string `placeholder:"FILE" help:"SQLite file of papers. Default: papers.db where it is, else the 264 papers inside."`
	Format string `default:"beir" enum:"beir,bibtex,csv" placeholder:"FORMAT" help:"beir (JSON lines), bibtex or csv. Default: ${default}."`
	Out    string `short:"o" placeholder:"FILE" help:"File to write to. Default: standard output."`
}

func (exportCmd) Help() string {
	return `Every paper with all that is known of it, in the order in which they came. To
import it again changes nothing.`
}

func (c *exportCmd) Run(p *program) (err error) {
	out := p.stdout
	if c.Out != "" {
		file, err := os.Create(c.Out)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		out = file
	}
	papers, finish, err := c.papers(p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, finish()) }()
	w, err := format.NewWriter(c.Format, out)
	if err != nil {
		return err
	}
	for paper, err := range papers {
		if err != nil {
			return err
		}
		if err := w.Write(paper); err != nil {
			return err
		}
	}
	return w.Close()
}

// papers returns all papers, and what to call when they are read.
func (c *exportCmd) papers(p *program) (iter.Seq2[corpus.Paper, error], func() error, error) {
	papers, err := corpusFlag{c.Corpus}.open(p.ctx)
	if err != nil {
		return nil, nil, err
	}
	if papers != nil {
		return papers.All(p.ctx), papers.Close, nil
	}
	return func(yield func(corpus.Paper, error) bool) {
		for _, paper := range seed.Papers() {
			if !yield(paper, nil) {
				return
			}
		}
	}, func() error { return nil }, nil
}
