package discord

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	jsonv1 "github.com/go-json-experiment/json/v1"
)

// A rest sends requests to Discord's REST API through discordgo, which knows
// the authorisation, and through our transport. Rate limits and retries are
// ours: discordgo waits for limits without regard to the context, shares one
// limit among the answers to all interactions, remembers every interaction for
// ever, and sends a POST again whose answer was lost.
type rest struct {
	session   *discordgo.Session // never opened
	transport *transport
	limits    limits
	timings   timings
	refused   atomic.Bool // Discord does not accept the token: nothing more is sent
	onToken   func()      // called then
}

// idleConnections is how many connections to Discord are kept: as many as
// workers, so that none waits for a handshake.
const idleConnections = workers

// writeBuffer holds a whole request with the longest message as a rule, so that
// it goes out at once, and the other side wakes up once.
const writeBuffer = 16 << 10

// ParseAPI reads the base URL of the REST API, such as that of a proxy.
func ParseAPI(text string) (*url.URL, error) {
	base, err := url.Parse(strings.TrimSuffix(text, "/"))
	if err != nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http" {
		return nil, fmt.Errorf("the API's address must be one such as %s, not %q", defaultAPI, text)
	}
	return base, nil
}

func newRest(cfg Config, onToken func()) (*rest, error) {
	base, err := ParseAPI(cfg.API)
	if err != nil {
		return nil, err
	}
	session, err := discordgo.New("Bot " + cfg.Token)
	if err != nil {
		return nil, fmt.Errorf("discordgo: %w", err)
	}
	next := http.DefaultTransport.(*http.Transport).Clone()
	next.MaxIdleConnsPerHost = idleConnections
	next.WriteBufferSize = writeBuffer
	t := &transport{base: base, next: next, now: cfg.Now}
	session.Client = &http.Client{Transport: t}
	session.LogLevel = silent
	return &rest{session: session, transport: t, timings: cfg.timings, onToken: onToken, limits: limits{now: cfg.Now, full: map[string]time.Time{}}}, nil
}

// silent is below every level of discordgo's log, which could show the token.
const silent = -1

// A request is one request to the API.
type request struct {
	method string
	path   string // below the API's base URL
	body   any    // JSON; nil for none
	once   bool   // send it at most once when it may have been done
	tries  int    // how often to send it at most; 0: maxAttempts
}

// do sends the request, again where that is safe and may help, as long as the
// context lasts, and decodes the answer into result unless that is nil. An
// answer of success that cannot be decoded is success all the same: the request
// was done. The error is an *apiError.
func (r *rest) do(ctx context.Context, req request, result any) error {
	pause := r.timings.retryPause
	for attempt := 1; ; attempt++ {
		err := r.send(ctx, req, result)
		var failed *apiError
		if errors.As(err, &failed) {
			failed.Attempt = attempt
		}
		if failed == nil || !failed.temporary() || attempt == cmp.Or(req.tries, maxAttempts) || req.once && failed.uncertain() {
			return err
		}
		if sleep(ctx, max(failed.RetryAfter, pause)) != nil {
			return err
		}
		pause = min(2*pause, maxRetryPause)
	}
}

// maxAttempts bounds how often one request is sent, and maxRetryPause how long
// it waits in between without being told to.
const (
	maxAttempts   = 4
	maxRetryPause = 10 * time.Second
)

// send sends the request once, as soon as its rate limit allows.
func (r *rest) send(ctx context.Context, req request, result any) error {
	route := req.method + " " + req.path
	contentType, payload, err := req.encode()
	if err != nil {
		return fmt.Errorf("%s: %w", req.name(), err)
	}
	if r.refused.Load() {
		return &apiError{Route: req.name(), Err: ErrToken}
	}
	if err := r.limits.wait(ctx, route); err != nil {
		return &apiError{Route: req.name(), Err: err}
	}
	ctx, cancel := context.WithTimeout(ctx, r.timings.request)
	defer cancel()
	ctx, out := withOutcome(ctx)
	// A bucket of its own for each request takes discordgo's limiter out.
	bucket := discordgo.NewRatelimiter().LockBucket(route)
	_, err = r.session.RequestWithLockedBucket(req.method, discordAPI+req.path, contentType, payload, bucket, 0,
		discordgo.WithContext(ctx), discordgo.WithRetryOnRatelimit(false), discordgo.WithRestRetries(0))
	r.limits.note(route, out)
	if out.status >= 200 && out.status < 300 {
		if result != nil {
			_ = json.Unmarshal(out.body, result) // done is done, see do
		}
		return nil
	}
	return r.failure(req, out, err)
}

// encode returns the body as it is sent: JSON, or a form of JSON and files.
func (req request) encode() (contentType string, payload []byte, err error) {
	if upload := files(req.body); len(upload) > 0 {
		return discordgo.MultipartBodyWithJSON(req.body, upload)
	}
	if req.body != nil {
		payload, err = jsonv1.Marshal(req.body)
	}
	return "application/json", payload, err
}

// discordAPI is what discordgo's own addresses begin with, and the transport
// replaces.
const discordAPI = "https://discord.com/api/v" + apiVersion

// failure makes an error of an outcome that is no success.
func (r *rest) failure(req request, out *outcome, err error) error {
	failed := &apiError{Route: req.name(), Status: out.status, Sent: out.sent.Load(), RetryAfter: out.retryAfter, Err: err}
	var answer struct {
		Code       int             `json:"code"`
		Message    string          `json:"message"`
		RetryAfter float64         `json:"retry_after"`
		Errors     json.RawMessage `json:"errors"`
	}
	if out.status != 0 && json.Unmarshal(out.body, &answer) == nil {
		failed.Code, failed.Text = answer.Code, answer.Message+formErrors(answer.Errors)
		failed.RetryAfter = max(failed.RetryAfter, seconds(answer.RetryAfter))
	}
	if out.status == http.StatusUnauthorized && failed.Code != codeBadInteractionToken {
		failed.Err = ErrToken
		r.refused.Store(true)
		r.onToken()
	}
	return failed
}

// name tells the request in errors, without the tokens of interactions.
func (req request) name() string {
	parts := strings.Split(req.path, "/")
	for i, part := range parts {
		if len(part) > maxSnowflake {
			parts[i] = "…"
		}
	}
	return req.method + " " + strings.Join(parts, "/")
}

// maxSnowflake is the length of the longest ID; tokens are longer.
const maxSnowflake = 20
