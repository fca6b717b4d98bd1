// Package feed fetches sources of papers from the web, politely: with conditional
// requests, within limits of size and time, not faster than a source allows, and
// never from a private address unless that is allowed.
package feed

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// Config says how to fetch. The zero value has the defaults.
type Config struct {
	UserAgent    string        // default: paperbot and what it is
	MaxBytes     int64         // most of one answer; default: 64 GiB, the arXiv dump ten times over
	Timeout      time.Duration // of the connection, and of the wait for the answer's head; default: 30 s
	AllowPrivate bool          // addresses of this machine and its network are fetched from as well
	Now          func() time.Time
}

const (
	defaultAgent   = "paperbot/1 (a Discord bot that finds papers)"
	defaultBytes   = 64 << 30
	defaultTimeout = 30 * time.Second
	maxRedirects   = 5
)

// What may go wrong on the way.
var (
	ErrPrivate  = errors.New("the address is a private one")
	ErrTooBig   = errors.New("the answer is too big")
	ErrRedirect = errors.New("too many redirects")
)

// A StatusError is an answer that is none.
type StatusError struct {
	Status     int
	RetryAfter time.Duration // what the source asks to wait; 0 if it does not say
}

// Error returns, for example, "the source answered 503 Service Unavailable".
func (e *StatusError) Error() string {
	return fmt.Sprintf("the source answered %d %s", e.Status, http.StatusText(e.Status))
}

// A Client fetches. It is safe for concurrent use.
type Client struct {
	cfg     Config
	http    *http.Client
	proxies sync.Map // addresses of proxies, which may be private
}

// NewClient returns a client.
func NewClient(cfg Config) *Client {
	if cfg.UserAgent == "" {
		cfg.UserAgent = defaultAgent
	}
	if cfg.MaxBytes == 0 {
		cfg.MaxBytes = defaultBytes
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = defaultTimeout
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	c := &Client{cfg: cfg}
	dialer := &net.Dialer{Timeout: cfg.Timeout, Control: c.control}
	c.http = &http.Client{
		Transport: &http.Transport{
			Proxy:                 c.proxy,
			DialContext:           dialer.DialContext,
			TLSHandshakeTimeout:   cfg.Timeout,
			ResponseHeaderTimeout: cfg.Timeout,
			IdleConnTimeout:       time.Minute,
			ForceAttemptHTTP2:     true,
		},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if len(via) > maxRedirects {
				return ErrRedirect
			}
			return checkScheme(r.URL)
		},
	}
	return c
}

// proxy returns the environment's proxy for a request, and remembers it as one.
func (c *Client) proxy(r *http.Request) (*url.URL, error) {
	u, err := http.ProxyFromEnvironment(r)
	if u != nil {
		addresses, _ := net.DefaultResolver.LookupHost(r.Context(), u.Hostname()) // fails again when dialled
		for _, a := range addresses {
			c.proxies.Store(a, true)
		}
	}
	return u, err
}

// control refuses connections to private addresses. It sees the address that a
// name has led to, so no name can hide one.
func (c *Client) control(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if _, isProxy := c.proxies.Load(at.Addr().String()); isProxy || c.cfg.AllowPrivate || isPublic(at.Addr().Unmap()) {
		return nil
	}
	return fmt.Errorf("%w: %s", ErrPrivate, at.Addr())
}

// shared is the address space of providers behind NAT (RFC 6598).
var shared = netip.MustParsePrefix("100.64.0.0/10")

func isPublic(a netip.Addr) bool {
	return a.IsGlobalUnicast() && !a.IsPrivate() && !a.IsLoopback() && !a.IsLinkLocalUnicast() && !shared.Contains(a)
}

func checkScheme(u *url.URL) error {
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return fmt.Errorf("%q is no address of the web", u.Redacted())
	}
	return nil
}

// Validators are what a source gave to ask with whether it has changed.
type Validators struct {
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
}

// An Answer is what a source has. Body is to be closed.
type Answer struct {
	Body        io.ReadCloser // nil if NotModified
	Size        int64         // -1 when unknown
	NotModified bool
	Validators  Validators
}

// Get fetches. Answers other than 200, and 304 where v is set, are a StatusError.
func (c *Client) Get(ctx context.Context, address string, v Validators) (*Answer, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("fetch: %w", err)
	}
	if err := checkScheme(request.URL); err != nil {
		return nil, fmt.Errorf("fetch: %w", err)
	}
	request.Header.Set("User-Agent", c.cfg.UserAgent)
	if v.ETag != "" {
		request.Header.Set("If-None-Match", v.ETag)
	}
	if v.LastModified != "" {
		request.Header.Set("If-Modified-Since", v.LastModified)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, fmt.Errorf("fetch: %w", err)
	}
	answer, err := c.answer(response, v)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("fetch %s: %w", request.URL.Redacted(), err), response.Body.Close())
	}
	return answer, nil
}

func (c *Client) answer(r *http.Response, asked Validators) (*Answer, error) {
	switch {
	case r.StatusCode == http.StatusNotModified && asked != Validators{}:
		return &Answer{NotModified: true, Validators: asked}, r.Body.Close()
	case r.StatusCode != http.StatusOK:
		return nil, &StatusError{Status: r.StatusCode, RetryAfter: c.retryAfter(r.Header.Get("Retry-After"))}
	case r.ContentLength > c.cfg.MaxBytes:
		return nil, ErrTooBig
	}
	return &Answer{
		Body: &limitedBody{ReadCloser: r.Body, left: c.cfg.MaxBytes}, Size: r.ContentLength,
		Validators: Validators{ETag: r.Header.Get("ETag"), LastModified: r.Header.Get("Last-Modified")},
	}, nil
}

// retryAfter reads the header of that name: seconds or a date.
func (c *Client) retryAfter(value string) time.Duration {
	if seconds, err := strconv.Atoi(value); err == nil && seconds >= 0 && seconds < 1e6 {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, at.Sub(c.cfg.Now()))
	}
	return 0
}

// A limitedBody fails after so many bytes, so that nothing is cut off unseen.
type limitedBody struct {
	io.ReadCloser
	left int64
}

func (b *limitedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return n, ErrTooBig
	}
	return n, err
}
