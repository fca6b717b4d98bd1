package format

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/samber/lo"

	"paperbot/corpus"
)

// A draft is a record as its file has it, not yet cleaned.
type draft struct {
	title, abstract string
	authors         []string
	venue           string
	categories      []string
	ids             []corpus.ID // empty ones are passed over
	url             string
	published       string // in any form that readDate knows
	updated         string
	version         int
	withdrawn       bool
	language        string
	votes, rank     int
	note            string // the authors' comments, which may say that the paper is withdrawn
}

// What a record may have at most. Of 80,000 papers of arXiv and of conferences
// the longest title has 233 characters, the longest abstract 4,433; the largest
// collaborations have 5,154 authors.
const (
	maxTitle    = 4 << 10
	maxAbstract = 64 << 10
	maxAuthors  = 10_000
)

// paper returns the paper of a draft, cleaned and with its identity.
func (d *draft) paper() (corpus.Paper, error) {
	if len(d.title) > maxTitle || len(d.abstract) > maxAbstract {
		return corpus.Paper{}, ErrLongRecord
	}
	p := corpus.Paper{
		Title:     corpus.CleanText(d.title),
		Abstract:  cleanAbstract(d.abstract),
		Venue:     corpus.CleanText(d.venue),
		URL:       webAddress(d.url),
		Version:   d.version,
		Withdrawn: d.withdrawn || saysWithdrawn(d.title, d.abstract, d.note),
		Language:  languageTag(d.language),
		Votes:     max(0, d.votes),
		Rank:      d.rank,
	}
	if p.Title == "" || isPlaceholder(p.Title) {
		return corpus.Paper{}, ErrNoTitle
	}
	p.Authors = cleanList(d.authors[:min(len(d.authors), maxAuthors)])
	p.Categories = cleanList(d.categories)
	p.Published, p.Year = readDate(d.published)
	p.Updated, _ = readDate(d.updated)
	p.SetIDs(append([]corpus.ID{corpus.DOI(p.URL), pageID(p.URL)}, d.ids...)...)
	if p.URL == "" || strings.HasPrefix(string(p.ID), "arxiv:") {
		p.URL = p.ID.Address()
	}
	return p, nil
}

// pageID returns the ID of a paper from the address of its page.
func pageID(url string) corpus.ID {
	if url == "" {
		return ""
	}
	if id, _ := corpus.ArXivID(url); id != "" {
		return id
	}
	return corpus.PMID(url)
}

// placeholders are what programs write for an abstract or title that is not there.
var placeholders = map[string]bool{
	"n/a": true, "na": true, "none": true, "null": true, "nan": true, "-": true, "[no abstract available]": true,
	"no abstract available": true, "no abstract available.": true, "no abstract": true, "untitled": true, "[not available]": true,
}

func isPlaceholder(text string) bool {
	const longest = len("[no abstract available]")
	return len(text) <= longest && placeholders[strings.ToLower(text)]
}

// cleanAbstract returns an abstract as it is stored, without the word
// "Abstract" that some sources put before it.
func cleanAbstract(text string) string {
	text = corpus.CleanText(text)
	for _, label := range []string{"Abstract:", "ABSTRACT:", "Abstract.", "ABSTRACT.", "Abstract—", "Abstract -"} {
		if rest, found := strings.CutPrefix(text, label); found {
			text = strings.TrimSpace(rest)
			break
		}
	}
	if isPlaceholder(text) {
		return ""
	}
	return text
}

// saysWithdrawn tells whether a record says of its own paper that it is
// withdrawn or retracted.
func saysWithdrawn(title, abstract, note string) bool {
	title, abstract, note = strings.ToLower(head(title, 40)), strings.ToLower(strings.TrimSpace(head(abstract, 120))), strings.ToLower(note)
	for _, said := range []string{"this paper has been withdrawn", "this article has been withdrawn", "this submission has been withdrawn",
		"withdrawn by the author", "this manuscript has been withdrawn", "paper withdrawn", "this article has been retracted", "this paper has been retracted"} {
		if strings.HasPrefix(abstract, said) || strings.Contains(note, said) || said == "paper withdrawn" && strings.HasPrefix(note, "withdrawn") {
			return true
		}
	}
	return strings.HasPrefix(title, "retracted:") || strings.HasPrefix(title, "[retracted]") || strings.HasPrefix(title, "withdrawn:") ||
		strings.HasPrefix(title, "retracted article:")
}

// head returns the first n bytes of text at most, cut between characters.
func head(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

// cleanList returns the texts cleaned, each once, without empty ones.
func cleanList(texts []string) []string {
	cleaned := lo.FilterMap(texts, func(s string, _ int) (string, bool) {
		s = corpus.CleanText(s)
		return s, s != "" && len(s) < 1<<10
	})
	if cleaned = lo.Uniq(cleaned); len(cleaned) == 0 {
		return nil
	}
	return slices.Clip(cleaned)
}

// webAddress returns an address of the web as it is; anything else is none.
func webAddress(url string) string {
	url = strings.TrimSpace(url)
	if len(url) > 2<<10 || strings.ContainsAny(url, " \t\r\n\"<>\\") ||
		!strings.HasPrefix(url, "http://") && !strings.HasPrefix(url, "https://") {
		return ""
	}
	return url
}

// languages maps what files call a language to its BCP 47 tag; what is not here
// and has two letters is a tag already.
var languages = map[string]string{
	"eng": "en", "english": "en", "ger": "de", "deu": "de", "german": "de", "fre": "fr", "fra": "fr", "french": "fr", "spa": "es", "spanish": "es",
	"por": "pt", "portuguese": "pt", "ita": "it", "italian": "it", "jpn": "ja", "japanese": "ja", "chi": "zh", "zho": "zh", "chinese": "zh",
	"rus": "ru", "russian": "ru", "kor": "ko", "korean": "ko", "isl": "is", "dut": "nl", "nld": "nl", "dutch": "nl", "pol": "pl", "polish": "pl",
}

func languageTag(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	if tag, ok := languages[name]; ok {
		return tag
	}
	name, _, _ = strings.Cut(strings.ReplaceAll(name, "_", "-"), "-")
	if len(name) == 2 {
		return name
	}
	return ""
}

// dateLayouts are the forms of dates with a day that occur in the files.
var dateLayouts = []string{
	time.DateOnly, time.RFC3339Nano, "Mon, 2 Jan 2006 15:04:05 MST", "Mon, 2 Jan 2006 15:04:05 -0700", "2006-01-02T15:04:05", "2006-01-02 15:04:05",
	"2006/1/2", "2006-1-2", "2 January 2006", "2 Jan 2006", "January 2, 2006", "Jan 2, 2006", "2006 Jan 2", "2006 January 2", "20060102", "2006 01 02", "2006.1.2",
	"2.1.2006", time.RFC1123Z, time.RFC1123, time.RFC850, time.ANSIC, "2006-01-02T15:04Z07:00", "Mon, 02 Jan 06 15:04:05 MST", "2006 1 2",
}

// readDate returns the day that text names, in UTC, and its year. Where no day is
// named, or none that exists, the time is zero; where the first or last four
// digits are no year either, both are.
func readDate(text string) (time.Time, int) {
	text = strings.Trim(strings.TrimSpace(text), "/")
	if text == "" || len(text) > 64 {
		return time.Time{}, 0
	}
	for _, layout := range dateLayouts {
		if isDigit(layout[0]) != isDigit(text[0]) {
			continue // an error costs as much as a date
		}
		if t, err := time.Parse(layout, text); err == nil && plausible(t.Year()) {
			return t.UTC().Truncate(time.Second), t.Year()
		}
	}
	return time.Time{}, yearIn(text)
}

// plausible tells whether a paper can be of that year: printing began in 1450.
func plausible(year int) bool { return year >= 1450 && year < 2200 }

func yearIn(text string) int {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' }) {
		var year int
		if len(word) != 4 {
			continue
		}
		if _, err := fmt.Sscanf(word, "%d", &year); err == nil && plausible(year) {
			return year
		}
	}
	return 0
}

func isDigit(c byte) bool { return c-'0' < 10 }
