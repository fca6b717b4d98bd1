package format

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"paperbot/corpus"
)

// splitRSS reads RSS 2.0 and RSS 1.0 (RDF): the daily announcements of arXiv,
// and feeds of journals and of others.
//
//	<item> <title/> <link/> <description/> <guid/> <category/> <pubDate/>
//	  <dc:creator>A, B</dc:creator> <arxiv:announce_type>new</…> <arxiv:DOI/>
//
// Since 2024 arXiv's descriptions begin "arXiv:2604.21935v1 Announce Type: new
// \nAbstract: "; before, titles ended "(arXiv:2101.00001v1 [cs.LG])", and authors
// were links. The description of any other feed counts as an abstract only where
// the item names its authors, and so does its date: a digest's words about a paper
// are not the paper's.
//
// (mmcdole/gofeed was looked at: it holds the whole feed, and gives it up at the
// first fault in it.)
func splitRSS(s *source, yield func(found) bool) error {
	return splitElements(s, yield, rssItem, "item")
}

func rssItem(n *node) (draft, error) {
	d := draft{
		title:     n.child("title").markup(),
		url:       n.child("link").text(),
		published: n.child("pubDate").text(),
		venue:     n.child("publicationName").text(), // PRISM, which journals use
		abstract:  n.child("description").markup(),
		updated:   n.child("date").text(),
	}
	for _, c := range n.all("category") {
		d.categories = append(d.categories, c.text())
	}
	for _, c := range append(n.all("creator"), n.all("author")...) {
		d.authors = append(d.authors, feedAuthors(c.text())...)
	}
	about := n.attr("about")
	if d.url == "" {
		d.url = about
	}
	d.ids = []corpus.ID{corpus.DOI(n.child("identifier").text()), corpus.DOI(n.child("doi").text()), corpus.DOI(n.child("guid").text()), corpus.DOI(about)}
	arxiv, _ := corpus.ArXivID(d.url)
	d.ids = append(d.ids, arxiv)
	if announced, ok := readAnnouncement(d.abstract); ok {
		announced.into(&d, n)
		return d, nil
	}
	if arxiv != "" && oldTitle.MatchString(d.title) {
		old := oldTitle.FindStringSubmatch(d.title)
		d.title = strings.TrimSuffix(d.title, old[0])
		_, d.version = corpus.ArXivID(old[1])
		d.categories = append(d.categories, old[2])
	}
	if d.published == "" {
		d.published = n.child("publicationDate").text()
	}
	if d.published == "" {
		d.published, d.updated = d.updated, ""
	}
	if len(d.authors) == 0 {
		d.notOwn()
	}
	return d, nil
}

// notOwn takes out what an entry says that is not the paper's own.
func (d *draft) notOwn() { d.abstract, d.published, d.updated = "", "", "" }

// oldTitle is the end of titles in arXiv's feeds before 2024.
var oldTitle = regexp.MustCompile(`\.? *\(arXiv:(\S+) \[([A-Za-z.-]+)\](?: UPDATED| CROSS LISTED)*\)$`)

// feedAuthors returns the authors of one element: links, or names with commas.
func feedAuthors(text string) []string {
	text = corpus.CleanText(text)
	if strings.Contains(text, " and ") || strings.Count(text, ",") != 1 || strings.Count(text, " ") > 2 {
		return splitNames(text)
	}
	return []string{text} // "Family, Given"
}

// splitNames returns the names of a list with commas, "and" before the last.
func splitNames(text string) []string {
	var names []string
	for part := range strings.SplitSeq(strings.ReplaceAll(text, " and ", ", "), ",") {
		part = strings.TrimSpace(part)
		switch suffix := strings.TrimSuffix(part, "."); {
		case part == "":
		case (suffix == "Jr" || suffix == "Sr" || suffix == "II" || suffix == "III") && len(names) > 0:
			names[len(names)-1] += " " + part
		default:
			names = append(names, part)
		}
	}
	return names
}

// An announcement is what arXiv's feeds put before an abstract.
type announcement struct {
	id       corpus.ID
	version  int
	kind     string // new, cross, replace, replace-cross
	abstract string
}

var announcementHead = regexp.MustCompile(`^\s*arXiv:(\S+?)(v\d+)? +Announce Type: +(\S+)\s+(?:Abstract: )?`)

func readAnnouncement(text string) (announcement, bool) {
	m := announcementHead.FindStringSubmatch(text)
	if m == nil {
		return announcement{}, false
	}
	a := announcement{kind: m[3], abstract: text[len(m[0]):]}
	a.id, _ = corpus.ArXivID(m[1])
	a.version, _ = strconv.Atoi(strings.TrimPrefix(m[2], "v"))
	return a, a.id != ""
}

// into puts an announcement, and what arXiv's feeds say beside it, into a draft.
// The date of a replacement is that of its version, not the paper's.
func (a announcement) into(d *draft, n *node) {
	d.abstract, d.version = a.abstract, a.version
	d.ids = append(d.ids, a.id, corpus.DOI(n.child("DOI").text()))
	d.venue = n.child("journal_reference").text()
	d.authors = nil
	for _, c := range n.all("creator") {
		d.authors = append(d.authors, splitNames(c.text())...)
	}
	if len(d.authors) == 0 {
		for _, c := range n.all("author/name") {
			d.authors = append(d.authors, splitNames(c.text())...)
		}
	}
	if strings.HasPrefix(a.kind, "replace") || a.version > 1 {
		d.updated, d.published = d.published, ""
	}
}

// refusal is what a source said instead of papers.
func refusal(text string) error {
	return fmt.Errorf("%w: %s", ErrRefused, head(corpus.CleanText(text), 200))
}
