package discordtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// A Request is one call of the REST API, as it came.
type Request struct {
	Method string
	Path   string // below the version, such as "/channels/12/messages"
	Route  string // such as "POST /channels/{channel_id}/messages"; "" if there is none
	Query  url.Values
	Header http.Header
	Body   []byte          // as sent
	JSON   json.RawMessage // the body, or the payload_json of a multipart body; nil if there is none
	Files  []File          // of a multipart body
	At     time.Time       // by Discord's clock
	Status int             // of the answer; 0 while there is none, or when it was dropped
}

// A File is an uploaded file.
type File struct {
	Name string
	Data []byte
}

// A Violation is a breach of Discord's rules by the client.
type Violation struct {
	Where   string // the request, such as "POST /channels/12/messages", or "gateway"
	Problem string
}

func (v Violation) String() string { return v.Where + ": " + v.Problem }

// Requests returns all requests so far, in order of arrival.
func (d *Discord) Requests() []Request {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := make([]Request, len(d.requests))
	for i, r := range d.requests {
		all[i] = *r
	}
	return all
}

// RequestsTo returns the requests so far that match a route; see [Discord.Fail].
func (d *Discord) RequestsTo(route string) []Request {
	return slices.DeleteFunc(d.Requests(), func(r Request) bool { return !matches(route, r.Method, r.Path) })
}

// TakeViolations returns the violations so far and forgets them, so that they
// no longer fail the test: a test that breaks a rule on purpose looks at them here.
func (d *Discord) TakeViolations() []Violation {
	d.mu.Lock()
	defer d.mu.Unlock()
	taken := d.violations
	d.violations = nil
	return taken
}

// violate records a violation. The caller holds d.mu.
func (d *Discord) violate(where, format string, args ...any) {
	d.violations = append(d.violations, Violation{where, fmt.Sprintf(format, args...)})
}
