package feed

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// endSize is how much of the beginning and of the end of an answer is looked at
// for what it says of itself, in bytes.
const endSize = 8 << 10

// ends remembers the beginning and the end of what is written to it.
type ends struct{ head, tail []byte }

// Write never fails.
func (e *ends) Write(p []byte) (int, error) {
	if room := endSize - len(e.head); room > 0 {
		e.head = append(e.head, p[:min(room, len(p))]...)
	}
	e.tail = append(e.tail, p...)
	if len(e.tail) > 2*endSize {
		e.tail = append(e.tail[:0], e.tail[len(e.tail)-endSize:]...)
	}
	return len(p), nil
}

var (
	// totals are how answers say how many papers there are in all: OpenSearch in
	// Atom, Semantic Scholar, OpenAlex, Crossref.
	totals = regexp.MustCompile(`(?:totalResults[^>]*>\s*|"total"\s*:\s*|"meta"\s*:\s*\{\s*"count"\s*:\s*|"total-results"\s*:\s*)(\d{1,9})`)
	// token is where OAI-PMH says how to go on.
	token = regexp.MustCompile(`<(?:\w+:)?resumptionToken[^>]*>\s*([^<\s]+)\s*</`)
)

// total returns how many papers the answer says that there are; 0 if it does not.
func (e *ends) total() int {
	m := totals.FindSubmatch(e.head)
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(string(m[1])) // nine digits always are a number
	return n
}

// next returns the address of the page after the one at address, on which so
// many records were; "" if there is none, or the source has no pages.
func (e *ends) next(address string, read int) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	q := u.Query()
	if q.Get("verb") == "ListRecords" {
		m := token.FindSubmatch(e.tail)
		if m == nil {
			return ""
		}
		u.RawQuery = url.Values{"verb": {"ListRecords"}, "resumptionToken": {strings.ReplaceAll(string(m[1]), "&amp;", "&")}}.Encode()
		return u.String()
	}
	if !q.Has("start") || read == 0 || offset(address)+read >= e.total() {
		return ""
	}
	q.Set("start", strconv.Itoa(offset(address)+read))
	u.RawQuery = q.Encode()
	return u.String()
}

// offset returns the number of papers before the page at address.
func offset(address string) int {
	u, err := url.Parse(address)
	if err != nil {
		return 0
	}
	n, _ := strconv.Atoi(u.Query().Get("start")) // none is 0
	return n
}
