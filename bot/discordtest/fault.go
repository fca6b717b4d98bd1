package discordtest

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Always is the Times of a fault that never ends.
const Always = -1

// A Fault is what goes wrong with requests to a route. Without Status, Hang and
// Drop the request is handled as usual, after Delay.
type Fault struct {
	Times  int           // how many requests; default 1, or [Always]
	Delay  time.Duration // before anything else, in real time
	Status int           // answer with this status, without handling the request
	Header http.Header   // further headers of that answer
	Code   int           // Discord's error code in the JSON body
	Body   string        // the body instead of that JSON
	Hang   bool          // never answer; ends with the request's context or Close
	Drop   Drop          // cut the connection
}

// A Drop says when a connection is cut.
type Drop int

// Moments of a Drop.
const (
	NoDrop     Drop = iota
	DropBefore      // before the request is handled: nothing happens
	DropAfter       // after it is handled: only the answer is lost
)

// Fail makes requests to a route fail. The route is a method and a path below
// the version, where "*" and "{name}" stand for any one part of the path:
//
//	d.Fail("POST /channels/*/messages", discordtest.RateLimited(time.Second))
//
// Faults for the same route apply one after the other, in order of Fail.
func (d *Discord) Fail(route string, f Fault) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	d.faults = append(d.faults, &fault{Fault: f, route: route})
}

// Heal ends all faults of the REST API.
func (d *Discord) Heal() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.faults = nil
}

// Refused is an answer with a status and one of Discord's error codes.
func Refused(status, code int) Fault { return Fault{Status: status, Code: code} }

// RateLimited is Discord's own 429: JSON and headers, for this bot and route.
func RateLimited(after time.Duration) Fault {
	seconds := fmt.Sprintf("%.3f", after.Seconds())
	return Fault{
		Status: http.StatusTooManyRequests,
		Header: http.Header{
			"Content-Type":            {"application/json"},
			"Retry-After":             {wholeSeconds(after)},
			"X-Ratelimit-Reset-After": {seconds},
			"X-Ratelimit-Remaining":   {"0"},
			"X-Ratelimit-Scope":       {"user"},
		},
		Body: `{"message":"You are being rate limited.","retry_after":` + seconds + `,"global":false}`,
	}
}

// EdgeLimited is a 429 from the network before Discord: HTML, and nothing but
// Retry-After in the headers.
func EdgeLimited(after time.Duration) Fault {
	return Fault{
		Status: http.StatusTooManyRequests,
		Header: http.Header{
			"Content-Type": {"text/html; charset=UTF-8"},
			"Retry-After":  {wholeSeconds(after)},
		},
		Body: "<!doctype html><title>Access denied | discord.com</title><h1>Error 1015</h1><p>You are being rate limited</p>",
	}
}

// wholeSeconds is a Retry-After: never less than the wait.
func wholeSeconds(after time.Duration) string {
	return strconv.Itoa(int(math.Ceil(after.Seconds())))
}

// fault is a Fault with what is left of it. It is guarded by Discord.mu.
type fault struct {
	Fault
	route string
}

// takeFault returns the fault for a request and counts it. The caller holds d.mu.
func (d *Discord) takeFault(method, path string) Fault {
	for _, f := range d.faults {
		if f.Times == 0 || !matches(f.route, method, path) {
			continue
		}
		if f.Times > 0 {
			f.Times--
		}
		return f.Fault
	}
	return Fault{}
}

// matches says whether a request is to a route, as Fail explains routes.
func matches(route, method, path string) bool {
	wantMethod, wantPath, ok := strings.Cut(route, " ")
	if !ok || wantMethod != method {
		return false
	}
	want, got := strings.Split(wantPath, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		if want[i] != "*" && !strings.HasPrefix(want[i], "{") && want[i] != got[i] {
			return false
		}
	}
	return true
}
