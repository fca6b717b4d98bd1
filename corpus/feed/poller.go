package feed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"paperbot/corpus"
	"paperbot/corpus/format"
	"paperbot/corpus/store"
)

// A Store keeps papers, and what a source must know at its next look; *store.Store
// is one.
type Store interface {
	Import(ctx context.Context, im store.Import, papers iter.Seq2[corpus.Paper, error]) (store.Report, error)
	FeedState(ctx context.Context, feed string) (string, error)
	SetFeedState(ctx context.Context, feed, state string) error
}

// PollerConfig says what a Poller works with.
type PollerConfig struct {
	Sources  []Source
	Store    Store   // required
	Client   *Client // required
	Logger   *slog.Logger
	Now      func() time.Time                                   // default: time.Now
	Wait     func(ctx context.Context, d time.Duration) error   // default: a timer
	Baseline func(ctx context.Context, look func() error) error // makes a source's first look, which is no news; default: calls look
}

// A Poller looks at sources in turn, each when it is due.
type Poller struct {
	cfg  PollerConfig
	last map[string]time.Time // when a host was asked last
}

// NewPoller returns a poller.
func NewPoller(cfg PollerConfig) (*Poller, error) {
	if cfg.Store == nil || cfg.Client == nil {
		return nil, errors.New("feeds: store and client are required")
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Wait == nil {
		cfg.Wait = wait
	}
	if cfg.Baseline == nil {
		cfg.Baseline = func(_ context.Context, look func() error) error { return look() }
	}
	return &Poller{cfg: cfg, last: map[string]time.Time{}}, nil
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// A state is what is kept of a source between two looks.
type state struct {
	Due        time.Time         `json:"due"`
	Failures   int               `json:"failures,omitempty"` // in a row
	Validators Validators        `json:"validators"`
	Page       string            `json:"page,omitempty"`  // address of the page to go on with
	Known      bool              `json:"known,omitempty"` // it has been looked at to the end
	Files      map[string]string `json:"files,omitempty"` // size and time of a folder's files
}

// Run looks at the sources until ctx ends. What a source does wrong is logged.
func (p *Poller) Run(ctx context.Context) error {
	for len(p.cfg.Sources) > 0 {
		source, st, err := p.next(ctx)
		if err != nil {
			return quiet(ctx, err)
		}
		if err := p.cfg.Wait(ctx, max(0, st.Due.Sub(p.cfg.Now()))); err != nil {
			return quiet(ctx, err)
		}
		if err := p.Look(ctx, source); err != nil {
			return quiet(ctx, err)
		}
	}
	return nil
}

// quiet returns no error where ctx is at its end.
func quiet(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// next returns the source that is due first.
func (p *Poller) next(ctx context.Context) (first Source, due state, err error) {
	for i, s := range p.cfg.Sources {
		st, err := p.state(ctx, s)
		if err != nil {
			return Source{}, state{}, err
		}
		if i == 0 || st.Due.Before(due.Due) {
			first, due = s, st
		}
	}
	return first, due, nil
}

func (p *Poller) state(ctx context.Context, s Source) (st state, err error) {
	text, err := p.cfg.Store.FeedState(ctx, s.Name)
	if err != nil || text == "" {
		return state{}, err
	}
	if err := json.Unmarshal([]byte(text), &st); err != nil {
		return state{}, fmt.Errorf("state of feed %s: %w", s.Name, err)
	}
	return st, nil
}

func (p *Poller) keep(ctx context.Context, s Source, st state) error {
	text, err := json.Marshal(st)
	if err != nil {
		return err
	}
	return p.cfg.Store.SetFeedState(ctx, s.Name, string(text))
}

// Look looks at a source now, and keeps when the next time is. Its error is that
// of the store: what a source does wrong is logged, and it is asked again later.
func (p *Poller) Look(ctx context.Context, s Source) error {
	st, err := p.state(ctx, s)
	if err != nil {
		return err
	}
	var report store.Report
	look := func() error {
		var err error
		report, err = p.look(ctx, s, &st)
		return err
	}
	if st.Known {
		err = look()
	} else {
		err = p.cfg.Baseline(ctx, look)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	now := p.cfg.Now()
	if err != nil {
		st.Failures++
		st.Due = now.Add(backOff(st.Failures, err))
		p.cfg.Logger.Warn("feed", "source", s.Name, "error", err, "again", st.Due.Sub(now).Round(time.Second))
	} else {
		st.Failures, st.Known, st.Due = 0, true, now.Add(s.Every)
		p.cfg.Logger.Info("feed", "source", s.Name, "read", report.Read, "new", report.New, "revised", report.Revised, "rejected", report.Rejected)
	}
	return p.keep(ctx, s, st)
}

// Waits after failures: a minute, doubled each time, six hours at most.
const (
	firstWait = time.Minute
	maxWait   = 6 * time.Hour
)

// backOff returns how long to wait after failures in a row: what the source asks
// for, or between half of and the whole wait, so that not all come back at once.
func backOff(failures int, err error) time.Duration {
	d := min(maxWait, firstWait<<min(failures-1, 10))
	d = d/2 + rand.N(d/2+1)
	var status *StatusError
	if errors.As(err, &status) && status.RetryAfter > 0 {
		return max(d, min(status.RetryAfter, 24*time.Hour))
	}
	return d
}

func (p *Poller) look(ctx context.Context, s Source, st *state) (store.Report, error) {
	if s.Folder != "" {
		return p.folder(ctx, s, st)
	}
	return p.pages(ctx, s, st)
}

// errEmpty says that a source has papers, as it says, and gave none.
var errEmpty = errors.New("the source says that it has papers, and gave none")

// maxPages bounds one look, which goes on at the next.
const maxPages = 500

// pages reads a source page by page. Where it had stopped before, it goes on; it
// ends with a page that has nothing new.
func (p *Poller) pages(ctx context.Context, s Source, st *state) (total store.Report, err error) {
	resumed := st.Page != ""
	address := s.Address
	if resumed {
		address = st.Page
	}
	for range maxPages {
		report, next, err := p.page(ctx, s, address, st)
		total.Add(report)
		if err != nil {
			return total, err
		}
		if !resumed && st.Known && report.New+report.Revised+report.Merged == 0 {
			next = ""
		}
		if st.Page = next; next == "" {
			return total, nil
		}
		if err := p.keep(ctx, s, *st); err != nil {
			return total, err
		}
		address = next
	}
	return total, nil
}

// page reads one page and returns the address of the one after it, if there is one.
func (p *Poller) page(ctx context.Context, s Source, address string, st *state) (store.Report, string, error) {
	if err := p.pace(ctx, address); err != nil {
		return store.Report{}, "", err
	}
	asked := Validators{}
	if address == s.Address {
		asked = st.Validators
	}
	answer, err := p.cfg.Client.Get(ctx, address, asked)
	if err != nil {
		return store.Report{}, "", err
	}
	if answer.NotModified {
		return store.Report{}, "", nil
	}
	defer answer.Body.Close()
	seen := &ends{}
	report, err := p.cfg.Store.Import(ctx, store.Import{Source: s.Name, At: p.cfg.Now()}, format.Read(io.TeeReader(answer.Body, seen)))
	if err != nil {
		return report, "", err
	}
	if report.Read == 0 && seen.total() > offset(address) {
		return report, "", errEmpty
	}
	if address == s.Address && report.Read > 0 {
		st.Validators = answer.Validators // of an empty answer they would make it last
	}
	return report, seen.next(address, report.Read), nil
}

// pace waits until the address's host may be asked again.
func (p *Poller) pace(ctx context.Context, address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	host := u.Hostname()
	if last, ok := p.last[host]; ok {
		if err := p.cfg.Wait(ctx, max(0, last.Add(gap(host)).Sub(p.cfg.Now()))); err != nil {
			return err
		}
	}
	p.last[host] = p.cfg.Now()
	return nil
}

// folder reads the files of a folder that are new or have changed. One that
// cannot be read is tried again once it changes.
func (p *Poller) folder(ctx context.Context, s Source, st *state) (total store.Report, err error) {
	entries, err := os.ReadDir(s.Folder)
	if err != nil {
		return total, err
	}
	files := map[string]string{}
	for _, e := range entries {
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) || err == nil && (!info.Mode().IsRegular() || strings.HasPrefix(e.Name(), ".")) {
			continue
		}
		if err != nil {
			return total, err
		}
		version := fmt.Sprint(info.Size(), " ", info.ModTime().UnixNano())
		if st.Files[e.Name()] != version {
			report, err := p.file(ctx, s, e.Name())
			total.Add(report)
			if ctx.Err() != nil {
				return total, ctx.Err()
			}
			if err != nil {
				p.cfg.Logger.Warn("feed", "source", s.Name, "file", e.Name(), "error", err)
			}
		}
		files[e.Name()] = version
	}
	st.Files = files
	return total, nil
}

func (p *Poller) file(ctx context.Context, s Source, name string) (store.Report, error) {
	f, err := os.Open(filepath.Join(s.Folder, name))
	if err != nil {
		return store.Report{}, err
	}
	defer f.Close()
	return p.cfg.Store.Import(ctx, store.Import{Source: s.Name + "/" + name, At: p.cfg.Now()}, format.Read(f))
}
