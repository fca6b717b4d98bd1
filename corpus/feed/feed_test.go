package feed_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"paperbot/corpus/feed"
	"paperbot/corpus/store"
)

// local is a client that may ask this machine.
func local() *feed.Client { return feed.NewClient(feed.Config{AllowPrivate: true, MaxBytes: 1 << 20}) }

func serve(t *testing.T, handle http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(handle)
	t.Cleanup(s.Close)
	return s.URL
}

func TestGetPrivate(t *testing.T) {
	t.Parallel()
	asked := false
	address := serve(t, func(http.ResponseWriter, *http.Request) { asked = true })
	public := feed.NewClient(feed.Config{})
	for _, a := range []string{address, strings.Replace(address, "127.0.0.1", "localhost", 1), "http://[::1]:9/", "http://169.254.169.254/latest", "http://10.0.0.1:9/", "http://[::ffff:127.0.0.1]:9/"} {
		if _, err := public.Get(t.Context(), a, feed.Validators{}); !errors.Is(err, feed.ErrPrivate) {
			t.Errorf("%s: %v", a, err)
		}
	}
	if asked {
		t.Error("it was asked all the same")
	}
	for _, a := range []string{"file:///etc/passwd", "ftp://example.org/", "nonsense", "http://", "", "http://exa mple/"} {
		if _, err := public.Get(t.Context(), a, feed.Validators{}); err == nil {
			t.Errorf("%q: fetched", a)
		}
	}
}

func TestGetAnswers(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		handle http.HandlerFunc
		check  func(*feed.Answer, error) bool
	}{
		"redirects to itself": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) },
			func(_ *feed.Answer, err error) bool { return errors.Is(err, feed.ErrRedirect) }},
		"redirects to a file": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		},
			func(_ *feed.Answer, err error) bool { return err != nil }},
		"busy": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "120")
			w.WriteHeader(http.StatusServiceUnavailable)
		}, func(_ *feed.Answer, err error) bool {
			var status *feed.StatusError
			return errors.As(err, &status) && status.Status == 503 && status.RetryAfter == 2*time.Minute
		}},
		"too big, and says so": {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "9999999999") },
			func(_ *feed.Answer, err error) bool { return errors.Is(err, feed.ErrTooBig) }},
		"too big": {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, strings.Repeat("x", 2<<20)) },
			func(a *feed.Answer, err error) bool {
				if err != nil {
					return false
				}
				_, err = io.Copy(io.Discard, a.Body)
				return errors.Is(err, feed.ErrTooBig)
			}},
		"ends early": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			fmt.Fprint(w, "x")
		}, func(a *feed.Answer, err error) bool {
			if err != nil {
				return false
			}
			_, err = io.Copy(io.Discard, a.Body)
			return errors.Is(err, io.ErrUnexpectedEOF)
		}},
		"304 that was not asked for": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) },
			func(_ *feed.Answer, err error) bool { return err != nil }},
		"says who asks": {func(w http.ResponseWriter, r *http.Request) {
			if !strings.HasPrefix(r.UserAgent(), "paperbot") {
				w.WriteHeader(http.StatusForbidden)
			}
		}, func(_ *feed.Answer, err error) bool { return err == nil }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, err := local().Get(t.Context(), serve(t, tt.handle), feed.Validators{})
			if a != nil && a.Body != nil {
				defer a.Body.Close()
			}
			if !tt.check(a, err) {
				t.Errorf("%+v, %v", a, err)
			}
		})
	}
}

// A site serves papers of a search as arXiv does, and can behave badly.
type site struct {
	mu      sync.Mutex
	papers  int
	etag    string
	bad     func(w http.ResponseWriter, r *http.Request) bool // answers in its place
	asked   []string                                          // queries
	silent  bool                                              // says a total and gives nothing
	perPage int
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, r.URL.RawQuery)
	if s.bad != nil && s.bad(w, r) {
		return
	}
	if s.etag != "" {
		if r.Header.Get("If-None-Match") == s.etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", s.etag)
	}
	start, _ := strconv.Atoi(r.URL.Query().Get("start"))
	fmt.Fprintf(w, "<feed><opensearch:totalResults>%d</opensearch:totalResults>", s.papers)
	for i := start; i < min(start+s.perPage, s.papers) && !s.silent; i++ {
		n := s.papers - i // the newest first
		fmt.Fprintf(w, "<entry><id>http://arxiv.org/abs/2601.%05dv1</id><title>Paper %d</title><summary>Text.</summary></entry>", n, n)
	}
	fmt.Fprint(w, "</feed>")
}

// A bench is a poller over a site, with a clock of its own.
type bench struct {
	*feed.Poller
	t      *testing.T
	site   *site
	store  *store.Store
	now    time.Time
	waited time.Duration
	first  int // looks that were a baseline
	source feed.Source
	url    string
}

func newBench(t *testing.T, query string) *bench {
	t.Helper()
	b := &bench{t: t, site: &site{papers: 5, perPage: 2}, now: time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)}
	b.url = serve(t, b.site.ServeHTTP) + "/?" + query
	s, _, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "papers.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	b.store = s
	if b.source, err = feed.ParseSource(b.url + "@1h"); err != nil {
		t.Fatal(err)
	}
	b.restart()
	return b
}

// restart makes a new poller, as a new process would.
func (b *bench) restart() {
	b.t.Helper()
	var err error
	b.Poller, err = feed.NewPoller(feed.PollerConfig{
		Sources: []feed.Source{b.source}, Store: b.store, Client: local(), Now: func() time.Time { return b.now },
		Wait: func(ctx context.Context, d time.Duration) error {
			b.now, b.waited = b.now.Add(d), b.waited+d
			return ctx.Err()
		},
		Baseline: func(_ context.Context, look func() error) error { b.first++; return look() },
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) look() {
	b.t.Helper()
	if err := b.Look(b.t.Context(), b.source); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) wants(papers, asked int) {
	b.t.Helper()
	st, err := b.store.State(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	if st.Papers != papers || len(b.site.asked) != asked {
		b.t.Errorf("%d papers, asked %d times: %q; want %d, %d", st.Papers, len(b.site.asked), b.site.asked, papers, asked)
	}
}

// due returns how long until the source is looked at again.
func (b *bench) due() time.Duration {
	b.t.Helper()
	text, err := b.store.FeedState(b.t.Context(), b.source.Name)
	if err != nil {
		b.t.Fatal(err)
	}
	_, rest, _ := strings.Cut(text, `"due":"`)
	at, err := time.Parse(time.RFC3339Nano, rest[:strings.IndexByte(rest, '"')])
	if err != nil {
		b.t.Fatal(err)
	}
	return at.Sub(b.now)
}

func TestPages(t *testing.T) {
	t.Parallel()
	b := newBench(t, "start=0&max_results=2")
	b.look()
	b.wants(5, 3)
	if b.waited < 2*time.Second || b.first != 1 {
		t.Errorf("waited %v between pages, %d baselines", b.waited, b.first)
	}
	b.site.papers = 6
	b.look() // the first page has one new paper, the second none
	b.wants(6, 5)
	b.look()
	b.wants(6, 6)
	if b.first != 1 || b.due() != time.Hour {
		t.Errorf("%d baselines, due in %v", b.first, b.due())
	}
}

// Broken off in the middle of its pages, it goes on there, in another process.
func TestPagesResume(t *testing.T) {
	t.Parallel()
	b := newBench(t, "start=0&max_results=2")
	b.site.bad = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Query().Get("start") != "2" {
			return false
		}
		w.WriteHeader(http.StatusBadGateway)
		return true
	}
	b.look()
	b.wants(2, 2)
	b.site.bad = nil
	b.restart()
	b.look()
	b.wants(5, 4)
	if want := "max_results=2&start=2"; b.site.asked[2] != want {
		t.Errorf("went on with %q, want %q", b.site.asked[2], want)
	}
	if b.first != 2 {
		t.Errorf("%d looks were a baseline, want both", b.first)
	}
}

func TestConditional(t *testing.T) {
	t.Parallel()
	b := newBench(t, "")
	b.site.etag = `"1"`
	b.site.perPage = 9
	b.look()
	b.look()
	b.wants(5, 2)
	b.site.etag, b.site.papers = `"2"`, 6
	b.restart()
	b.look()
	b.wants(6, 3)
}

func TestSilence(t *testing.T) {
	t.Parallel()
	b := newBench(t, "")
	b.site.silent, b.site.etag = true, `"1"`
	b.look()
	b.wants(0, 1)
	if due := b.due(); due > time.Minute || due < 30*time.Second {
		t.Errorf("asked again after %v", due)
	}
	b.site.silent, b.site.perPage = false, 9
	b.look()
	b.wants(5, 2)
}

func TestBackOff(t *testing.T) {
	t.Parallel()
	b := newBench(t, "")
	after := ""
	b.site.bad = func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Retry-After", after)
		w.WriteHeader(http.StatusTooManyRequests)
		return true
	}
	for _, most := range []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute} {
		b.look()
		if due := b.due(); due < most/2 || due > most {
			t.Errorf("again after %v, want %v to %v", due, most/2, most)
		}
	}
	after = "7200"
	if b.look(); b.due() != 2*time.Hour {
		t.Errorf("again after %v, was asked for two hours", b.due())
	}
	for range 80 {
		b.look()
	}
	if due := b.due(); due > 6*time.Hour {
		t.Errorf("again after %v", due)
	}
	b.site.bad, b.site.perPage = nil, 9
	b.look()
	if b.wants(5, 86); b.due() != time.Hour {
		t.Errorf("due in %v", b.due())
	}
}

// A page that is cut off gives what is whole, and is asked for again.
func TestTruncated(t *testing.T) {
	t.Parallel()
	b := newBench(t, "")
	b.site.etag = `"1"`
	b.site.bad = func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("ETag", `"1"`)
		fmt.Fprint(w, "<feed><entry><id>http://arxiv.org/abs/2601.00001v1</id><title>Paper 1</title><summary>Text.</summary></entry><entry><title>Pap")
		return true
	}
	b.look()
	b.wants(1, 1)
	b.site.bad, b.site.perPage = nil, 9
	b.look()
	b.wants(5, 2)
}

func TestOAI(t *testing.T) {
	t.Parallel()
	b := newBench(t, "verb=ListRecords&metadataPrefix=arXiv")
	b.site.bad = func(w http.ResponseWriter, r *http.Request) bool {
		n, more := 1, "<resumptionToken cursor='0'>a|b&amp;c</resumptionToken>"
		if r.URL.Query().Get("resumptionToken") == "a|b&c" {
			n, more = 2, "<resumptionToken/>"
		}
		fmt.Fprintf(w, "<OAI-PMH><ListRecords><record><header/><metadata><arXiv><id>2601.%05d</id><title>Paper</title><abstract>T.</abstract></arXiv></metadata></record>%s</ListRecords></OAI-PMH>", n, more)
		return true
	}
	b.look()
	b.wants(2, 2)
}

func TestFolder(t *testing.T) {
	t.Parallel()
	b := newBench(t, "")
	folder := t.TempDir()
	var err error
	if b.source, err = feed.ParseSource(folder + "@5m"); err != nil {
		t.Fatal(err)
	}
	b.restart()
	put := func(name, text string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("a.csv", "title,abstract\nA,a\n")
	put(".hidden", "title,abstract\nB,b\n")
	put("nonsense", "?")
	b.look()
	b.wants(1, 0)
	put("b.csv", "title,abstract\nC,c\n")
	b.restart()
	b.look()
	b.wants(2, 0)
	put("a.csv", "title,abstract\nA,a\nD,d\n")
	b.look()
	b.wants(3, 0)
	if b.due() != 5*time.Minute {
		t.Errorf("due in %v", b.due())
	}
}

// Run looks at each source when it is due, and ends with its context.
func TestRun(t *testing.T) {
	t.Parallel()
	b := newBench(t, "")
	b.site.perPage = 9
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	b.site.bad = func(http.ResponseWriter, *http.Request) bool {
		if len(b.site.asked) == 4 {
			cancel()
		}
		return false
	}
	began := b.now
	if err := b.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if passed := b.now.Sub(began); passed < 3*time.Hour || passed > 4*time.Hour {
		t.Errorf("four looks took %v", passed)
	}
}

func TestParseSource(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for text, want := range map[string]feed.Source{
		"arxiv:cs.LG":                     {Name: "arxiv:cs.LG", Address: "https://rss.arxiv.org/rss/cs.LG", Every: time.Hour},
		"huggingface@30m":                 {Name: "huggingface", Address: "https://huggingface.co/api/daily_papers", Every: 30 * time.Minute},
		"https://example.org/feed@home":   {Name: "https://example.org/feed@home", Address: "https://example.org/feed@home", Every: time.Hour},
		"arxiv-search:cat:cs.LG AND ti:x": {Name: "arxiv-search:cat:cs.LG AND ti:x", Address: "https://export.arxiv.org/api/query?sortBy=submittedDate&sortOrder=descending&start=0&max_results=200&search_query=cat%3Acs.LG+AND+ti%3Ax", Every: time.Hour},
		folder + "@1m":                    {Name: folder, Folder: folder, Every: time.Minute},
	} {
		got, err := feed.ParseSource(text)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v %s", text, err, diff)
		}
	}
	for _, text := range []string{"", "arxiv:", "nosuchfolder", "https://", "huggingface@1s", "ftp://example.org"} {
		if s, err := feed.ParseSource(text); err == nil {
			t.Errorf("%q: %+v", text, s)
		}
	}
}
