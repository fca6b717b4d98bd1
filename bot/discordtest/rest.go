package discordtest

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// rest serves the REST API: records, faults, checks, then the handler.
type rest struct {
	*Discord
	mux *http.ServeMux // knows the routes; the handlers are in routes
	to  map[string]handler
}

// A handler does what a route does, with d.mu held.
type handler func(*call) answer

// call is a request on its way through.
type call struct {
	*Discord
	rec   *Request
	route string
	names []string  // the steps of the route's path, parameters in braces
	steps []string  // the steps of the request's
	body  any       // decoded JSON with json.Number; nil if there is none
	wrong []problem // with the body
}

// answer is a status and what is sent as JSON; nil sends no body.
type answer struct {
	status int
	body   any
}

func newREST(d *Discord) *rest {
	r := &rest{Discord: d, mux: http.NewServeMux(), to: routes()}
	for route := range r.to {
		r.mux.HandleFunc(route, func(http.ResponseWriter, *http.Request) {})
	}
	return r
}

// ServeHTTP answers one request.
func (r *rest) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	c, ok := r.receive(req)
	if !ok {
		panic(http.ErrAbortHandler)
	}
	r.mu.Lock()
	r.inspect(c)
	f := r.takeFault(c.rec.Method, c.rec.Path)
	r.change()
	r.mu.Unlock()

	if !r.pause(req, f) || f.Drop == DropBefore {
		panic(http.ErrAbortHandler)
	}
	if f.Status != 0 {
		r.finish(c, f.Status)
		writeFault(w, f)
		return
	}
	a := r.handle(c)
	if f.Drop == DropAfter {
		panic(http.ErrAbortHandler)
	}
	r.finish(c, a.status)
	r.write(w, c, a)
}

// unversioned returns a path without what stands before Discord's own routes.
func unversioned(path string) string {
	version, ok := strings.CutPrefix(path, "/api/v")
	rest := strings.TrimLeft(version, "0123456789")
	if !ok || rest == version {
		return path
	}
	return rest
}

// receive reads and records a request; false says that the client broke it off, as
// one does that is told to end: then there is no request to answer or to judge.
func (r *rest) receive(req *http.Request) (*call, bool) {
	path := unversioned(req.URL.EscapedPath())
	rec := &Request{Method: req.Method, Path: path, Query: req.URL.Query(), Header: req.Header}
	c := &call{Discord: r.Discord, rec: rec}
	_, pattern := r.mux.Handler(below(req, path))
	if r.to[pattern] != nil {
		rec.Route, c.route = pattern, pattern
		_, route, _ := strings.Cut(pattern, " ")
		c.names, c.steps = strings.Split(route, "/"), strings.Split(path, "/")
	}
	var body bytes.Buffer
	body.Grow(int(max(0, req.ContentLength)) + bytes.MinRead)
	if _, err := body.ReadFrom(req.Body); err != nil {
		return nil, false
	}
	rec.Body = body.Bytes()
	rec.JSON, rec.Files = unpack(req.Header.Get("Content-Type"), rec.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	rec.At = r.now()
	if !r.cfg.Forget {
		r.requests = append(r.requests, rec)
	}
	r.change()
	return c, true
}

// below is what the mux looks at of the request, with a path of its own.
func below(req *http.Request, path string) *http.Request {
	return &http.Request{Method: req.Method, Host: req.Host, URL: &url.URL{Path: unescape(path), RawPath: path}}
}

// pause waits for the fault's delay, or for ever if it hangs; false says that
// the client has gone or the Discord is closed.
func (r *rest) pause(req *http.Request, f Fault) bool {
	var over <-chan time.Time
	switch {
	case f.Hang:
	case f.Delay > 0:
		over = time.After(f.Delay)
	default:
		return true
	}
	select {
	case <-over:
		return true
	case <-req.Context().Done():
		return false
	case <-r.closed:
		return false
	}
}

// userAgent is the form that Discord asks for. Source: Discord's reference, "User Agent".
var userAgent = regexp.MustCompile(`^DiscordBot \(\S+, ?[^)\s]+\)`)

// inspect checks a request, whatever becomes of it. The caller holds r.mu.
func (r *rest) inspect(c *call) {
	where := c.rec.Method + " " + c.rec.Path
	if ua := c.rec.Header.Get("User-Agent"); !userAgent.MatchString(ua) {
		r.violate(where, "User-Agent %q is not of the form DiscordBot (url, version)", ua)
	}
	if c.route == "" {
		r.violate(where, "no such route")
		return
	}
	checked := r.sampled()
	c.wrong = r.check(c, checked)
	for _, p := range c.wrong {
		r.violate(where, "%v", p)
	}
	suite.count(c, checked && r.Described())
}

// sampleEvery is a prime, so that a load of a few kinds of request in turn has
// all of them checked.
const sampleEvery = 127

// sampled tells whether a body is to be checked. The caller holds r.mu.
func (r *rest) sampled() bool {
	if r.cfg.Forget && r.unchecked > 0 {
		r.unchecked--
		return false
	}
	r.unchecked = sampleEvery - 1
	return true
}

// check decodes the body and returns what is wrong with it, where that is to be known.
func (r *rest) check(c *call, wanted bool) []problem {
	if len(c.rec.JSON) > 0 {
		body, err := unmarshal(c.rec.JSON)
		if err != nil {
			return []problem{{"", codeNotJSON, "the body is not JSON: " + err.Error()}}
		}
		c.body = body
	}
	if !wanted {
		return nil
	}
	return c.problems()
}

// handle lets a request's route act, if Discord would.
func (r *rest) handle(c *call) answer {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case !r.authorized(c):
		return answer{http.StatusUnauthorized, object{"message": "401: Unauthorized", "code": 0}}
	case c.route == "":
		return answer{http.StatusNotFound, object{"message": "404: Not Found", "code": 0}}
	case len(c.wrong) > 0 && c.wrong[0].code == codeNotJSON:
		return refuse(http.StatusBadRequest, 50109, "The request body contains invalid JSON.")
	case len(c.wrong) > 0:
		return invalidForm(c.wrong)
	}
	a := r.to[c.route](c)
	r.change()
	return a
}

// authorized checks the Authorization header. Routes with a token in the path
// need none. Source: Discord's reference, "Authentication".
func (r *rest) authorized(c *call) bool {
	header := c.rec.Header.Get("Authorization")
	if header == "" {
		return strings.Contains(c.route, "token}")
	}
	return header == "Bot "+r.cfg.Token
}

// finish records the answer's status.
func (r *rest) finish(c *call, status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c.rec.Status = status
	r.change()
}

// write sends an answer with the headers of a bucket that never runs dry.
// Source: Discord's topics/rate-limits, "Header Format".
func (r *rest) write(w http.ResponseWriter, c *call, a answer) {
	h := w.Header()
	h.Set("X-RateLimit-Limit", "50")
	h.Set("X-RateLimit-Remaining", "49")
	h.Set("X-RateLimit-Reset", decimal(c.rec.At.Unix()+1))
	h.Set("X-RateLimit-Reset-After", "1.000")
	h.Set("X-RateLimit-Bucket", bucket(c.route))
	if a.body == nil {
		w.WriteHeader(a.status)
		return
	}
	h.Set("Content-Type", "application/json")
	w.WriteHeader(a.status)
	_, _ = w.Write(encode(a.body)) // a client that has gone is no fault of the fake
}

func writeFault(w http.ResponseWriter, f Fault) {
	for name, values := range f.Header {
		w.Header()[name] = values
	}
	body := f.Body
	if body == "" {
		w.Header().Set("Content-Type", "application/json")
		body = string(encode(object{"message": http.StatusText(f.Status), "code": f.Code}))
	}
	w.WriteHeader(f.Status)
	_, _ = io.WriteString(w, body)
}

// refuse is an answer with one of Discord's error codes.
func refuse(status, code int, message string) answer {
	return answer{status, object{"code": code, "message": message}}
}
