package discord

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
)

// defaultAPI is the base URL of Discord's REST API, in the version that
// discordgo speaks at the gateway.
const defaultAPI = "https://discord.com/api/v" + apiVersion

const apiVersion = "9"

// A transport carries the REST requests of discordgo. It points them at the
// API's base URL, holds all of them back while Discord said so, and notes for
// each one what became of it, which discordgo's errors do not tell.
type transport struct {
	base *url.URL
	next http.RoundTripper
	now  func() time.Time

	pause pause
	stats Stats
}

// Stats counts requests. Discord bars an address for a while after 10,000
// invalid ones (401, 403 and 429) in ten minutes.
type Stats struct {
	Requests     atomic.Int64
	Unauthorized atomic.Int64
	Forbidden    atomic.Int64
	RateLimited  atomic.Int64
}

// An outcome is what became of one request.
type outcome struct {
	sent       atomic.Bool // the request may have reached the server
	status     int         // 0 when no answer came
	retryAfter time.Duration
	freeAfter  time.Duration // when the route may be used again; 0: at once
	body       []byte        // up to maxAnswer
}

// maxAnswer is the most that is read of an answer: a list of 100 messages at
// their longest stays below it.
const maxAnswer = 4 << 20

type outcomeKey struct{}

// withOutcome returns a context under which the transport writes to the outcome.
func withOutcome(ctx context.Context) (context.Context, *outcome) {
	out := &outcome{}
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteHeaders: func() { out.sent.Store(true) },
	})
	return context.WithValue(ctx, outcomeKey{}, out), out
}

func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := t.pause.wait(req.Context(), t.now); err != nil {
		return nil, err
	}
	t.stats.Requests.Add(1)
	resp, err := t.next.RoundTrip(t.rebase(req))
	if err != nil {
		return nil, err
	}
	out, ok := req.Context().Value(outcomeKey{}).(*outcome)
	if !ok {
		out = &outcome{}
	}
	out.status = resp.StatusCode
	if err := t.note(resp, out); err != nil {
		return nil, err
	}
	return resp, nil
}

// rebase returns the request with discordgo's scheme, host and version replaced
// by the base URL's.
func (t *transport) rebase(req *http.Request) *http.Request {
	req = req.Clone(req.Context())
	path := strings.TrimPrefix(req.URL.Path, "/api/v"+discordgo.APIVersion)
	raw := strings.TrimPrefix(req.URL.EscapedPath(), "/api/v"+discordgo.APIVersion)
	req.URL.Scheme, req.URL.Host = t.base.Scheme, t.base.Host
	req.URL.Path, req.URL.RawPath = t.base.Path+path, t.base.EscapedPath()+raw
	req.Host = ""
	return req
}

// note reads the answer into the outcome and leaves it to be read again, and
// acts on what concerns more than this request.
func (t *transport) note(resp *http.Response, out *outcome) error {
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		return err
	}
	resp.Body = io.NopCloser(strings.NewReader(string(body)))
	out.body = body
	if resp.Header.Get("X-RateLimit-Remaining") == "0" {
		out.freeAfter = headerSeconds(resp.Header, "X-RateLimit-Reset-After", 0)
	}
	switch resp.StatusCode {
	case http.StatusUnauthorized:
		t.stats.Unauthorized.Add(1)
	case http.StatusForbidden:
		t.stats.Forbidden.Add(1)
	case http.StatusTooManyRequests:
		t.stats.RateLimited.Add(1)
		out.retryAfter = t.limited(resp.Header, body)
	}
	return nil
}

// limited returns how long a 429 asks to wait. One that concerns every request,
// because it is global or came from the network before Discord (HTML, not
// JSON), holds all of them back for so long.
func (t *transport) limited(header http.Header, body []byte) time.Duration {
	var answer struct {
		RetryAfter float64 `json:"retry_after"`
		Global     bool    `json:"global"`
	}
	edge := json.Unmarshal(body, &answer) != nil
	after := seconds(answer.RetryAfter)
	if edge {
		after = headerSeconds(header, "Retry-After", defaultEdgePause)
	}
	if edge || answer.Global || header.Get("X-RateLimit-Scope") == "global" {
		t.pause.until(t.now().Add(after))
	}
	return after
}

// defaultEdgePause is for a 429 that does not say how long it lasts.
const defaultEdgePause = 5 * time.Second

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

func headerSeconds(header http.Header, name string, otherwise time.Duration) time.Duration {
	s, err := strconv.ParseFloat(header.Get(name), 64)
	if err != nil || s < 0 {
		return otherwise
	}
	return seconds(s)
}

// A pause holds everyone back until an instant.
type pause struct {
	mu  sync.Mutex
	end time.Time
}

func (p *pause) until(t time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t.After(p.end) {
		p.end = t
	}
}

// left is how long it still lasts; not positive when it is over.
func (p *pause) left(now func() time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.end.Sub(now())
}

func (p *pause) wait(ctx context.Context, now func() time.Time) error {
	return sleep(ctx, p.left(now))
}

// sleep waits that long, or until the context ends, which is its error. A wait
// that the context cannot outlast fails at once.
func sleep(ctx context.Context, d time.Duration) error {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < d {
		return context.DeadlineExceeded
	}
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
