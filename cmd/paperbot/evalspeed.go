package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"os/exec"
	"path/filepath"

	"paperbot/retrieval"
	"paperbot/retrieval/analysis"
	"paperbot/retrieval/eval"
	"paperbot/retrieval/index"
)

type evalSpeed struct {
	stageFlags
	JSON    bool   `help:"Print JSON."`
	Queries string `help:"Queries to ask: a file, or a name in the folder." placeholder:"FILE" default:"queries.jsonl"`
	Index   string `hidden:"" help:"An index of the folder made before, to be searched and no more."`
	Path    string `arg:"" name:"dir" help:"Folder in BEIR layout, or of *.jsonl.gz files with title and abstract."`
}

// Run makes an index on disk, and lets another process of this program search it, so
// that opening it and the memory that searching takes are what they are for somebody
// who has an index.
func (c *evalSpeed) Run(p *program) error {
	collection, err := eval.OpenCollection(c.Path, eval.Names{Queries: c.Queries})
	if err != nil {
		return err
	}
	r := eval.SpeedReport{Collection: collection.Name()}
	if c.Index != "" {
		if r.SearchSpeed, err = eval.MeasureSearch(p.ctx, collection, c.subject(), eval.Protocol{}); err != nil {
			return err
		}
		return p.report(r, c.JSON)
	}
	if c.Index, err = os.MkdirTemp("", "paperbot-speed-*"); err != nil {
		return err
	}
	defer os.RemoveAll(c.Index)
	if r.IndexSpeed, err = eval.MeasureIndexing(p.ctx, collection, c.subject()); err != nil {
		return err
	}
	if r.SearchSpeed, err = c.searchElsewhere(p); err != nil {
		return err
	}
	return p.report(r, c.JSON)
}

// searchElsewhere measures searching in another process.
func (c *evalSpeed) searchElsewhere(p *program) (eval.SearchSpeed, error) {
	program, err := os.Executable()
	if err != nil {
		return eval.SearchSpeed{}, err
	}
	args := []string{"eval", "speed", "--json", "--queries", c.Queries, "--index", c.Index}
	for _, stage := range c.Without {
		args = append(args, "--without", string(stage))
	}
	command := exec.CommandContext(p.ctx, program, append(args, "--", c.Path)...)
	command.Args[0] = os.Args[0]
	command.Stderr = p.stderr
	out, err := command.Output()
	if err != nil {
		return eval.SearchSpeed{}, fmt.Errorf("search in a process of its own: %w", err)
	}
	var r eval.SpeedReport
	if err := json.Unmarshal(out, &r); err != nil {
		return eval.SearchSpeed{}, fmt.Errorf("search in a process of its own: %w", err)
	}
	return r.SearchSpeed, nil
}

// subject is our search, with an index in a folder.
func (c *evalSpeed) subject() eval.Subject {
	return eval.Subject{Build: c.build, Open: c.open, Size: c.size}
}

func (c *evalSpeed) build(ctx context.Context, docs iter.Seq2[eval.Document, error]) error {
	d, err := index.CreateDirectory(c.Index, analysis.New(), index.DirectoryConfig{})
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Update(ctx, index.Update{Put: func(yield func(index.Document, error) bool) {
		for doc, err := range docs {
			if !yield(indexed(doc), err) {
				return
			}
		}
	}})
}

func (c *evalSpeed) open(context.Context) (eval.SearchFunc, error) {
	snapshot, _, err := index.ReadDirectory(c.Index)
	if err != nil {
		return nil, err
	}
	search, err := retrieval.NewSearcher(analysis.New(), snapshot, retrieval.Config{Without: c.Without})
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, query string, k int) error {
		_, err := search.Search(ctx, retrieval.Query{Text: query, K: k})
		return err
	}, nil
}

// size returns the bytes of all files of the index.
func (c *evalSpeed) size() (sum int64, err error) {
	err = filepath.WalkDir(c.Index, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			sum += info.Size()
		}
		return err
	})
	return sum, err
}
