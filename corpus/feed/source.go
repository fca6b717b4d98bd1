package feed

import (
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"
)

// A Source is where papers come from again and again: an address of the web or a
// folder.
type Source struct {
	Name    string        // as it was configured, without the interval; names its state
	Address string        // "" for a folder
	Folder  string        // "" for an address
	Every   time.Duration // from one look to the next
}

const (
	defaultEvery = time.Hour
	minEvery     = time.Minute
)

// ParseSource reads a source as people write it, with an interval after "@" or
// without, which is one hour then:
//
//	arxiv:cs.LG              the day's announcements in a category of arXiv
//	arxiv-search:cat:cs.LG   a search of arXiv, newest first, page by page
//	huggingface@30m          the daily papers of Hugging Face
//	https://example.org/feed any address with a format that import reads
//	/var/papers@1m           a folder, of which new and changed files are read
func ParseSource(text string) (Source, error) {
	s := Source{Name: strings.TrimSpace(text), Every: defaultEvery}
	if i := strings.LastIndexByte(s.Name, '@'); i > 0 {
		if every, err := time.ParseDuration(s.Name[i+1:]); err == nil {
			if every < minEvery {
				return Source{}, fmt.Errorf("feed %q: an interval must be %v or more", text, minEvery)
			}
			s.Name, s.Every = s.Name[:i], every
		}
	}
	kind, rest, _ := strings.Cut(s.Name, ":")
	switch {
	case kind == "arxiv" && rest != "":
		s.Address = "https://rss.arxiv.org/rss/" + url.PathEscape(rest)
	case kind == "arxiv-search" && rest != "":
		s.Address = "https://export.arxiv.org/api/query?sortBy=submittedDate&sortOrder=descending&start=0&max_results=200&search_query=" + url.QueryEscape(rest)
	case s.Name == "huggingface":
		s.Address = "https://huggingface.co/api/daily_papers"
	case kind == "http", kind == "https":
		u, err := url.Parse(s.Name)
		if err == nil {
			err = checkScheme(u)
		}
		if err != nil {
			return Source{}, fmt.Errorf("feed %q: %w", text, err)
		}
		s.Address = s.Name
	default:
		info, err := os.Stat(s.Name)
		if err != nil || !info.IsDir() {
			return Source{}, fmt.Errorf("feed %q: it is no address, no folder, and none of arxiv:CATEGORY, arxiv-search:QUERY and huggingface", text)
		}
		s.Folder = s.Name
	}
	return s, nil
}

// A gap is how long a source's hosts must be left alone between two requests.
func gap(host string) time.Duration {
	const arXiv = 3 * time.Second // https://info.arxiv.org/help/api/tou.html
	if host == "arxiv.org" || strings.HasSuffix(host, ".arxiv.org") {
		return arXiv
	}
	return time.Second
}
