package corpus

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// The forms of arXiv's identifiers, with the version apart: since April 2007
// "0704.0001", since 2015 with five digits after the point; before that
// "hep-th/9711200" or "math.GT/0309136".
var (
	arxivNumber = `\d{4}\.\d{4,5}|[a-z]+(?:-[a-z]+)?(?:\.[A-Za-z-]{2,})?/\d{7}`
	arxivExact  = regexp.MustCompile(`(?i)^(?:arxiv:|oai:arxiv\.org:)?(` + arxivNumber + `)(?:v(\d{1,4}))?$`)
	arxivLink   = regexp.MustCompile(`(?i)(?:arxiv\.org/(?:abs|pdf|html|format)/|10\.48550/arxiv\.|alphaxiv\.org/abs/|huggingface\.co/papers/)(` + arxivNumber + `)(?:v(\d{1,4}))?`)
	doiPattern  = regexp.MustCompile(`\b10\.\d{4,9}(?:\.\d+)*/[^\s"<>]+`)
	pmidPattern = regexp.MustCompile(`^[1-9]\d{0,8}$`)
	pmidLink    = regexp.MustCompile(`(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/)(\d{1,9})`)
)

// ArXivID returns the ID of an arXiv paper and its version, 0 where none is
// named, from an identifier, an OAI identifier, arXiv's own DOI or a link to the
// paper; "" where text is none of these.
func ArXivID(text string) (id ID, version int) {
	text = strings.TrimSpace(text)
	m := arxivExact.FindStringSubmatch(text)
	if m == nil {
		m = arxivLink.FindStringSubmatch(text)
	}
	if m == nil {
		return "", 0
	}
	version, _ = strconv.Atoi(m[2]) // no version is 0
	return ID("arxiv:" + oldArchive(m[1])), version
}

// oldArchive returns an identifier with its archive in small letters and its
// subject class in capitals, as arXiv writes "math.GT/0309136".
func oldArchive(number string) string {
	archive, rest, old := strings.Cut(number, "/")
	if !old {
		return number
	}
	archive, class, _ := strings.Cut(archive, ".")
	if class != "" {
		class = "." + strings.ToUpper(class)
	}
	return strings.ToLower(archive) + class + "/" + rest
}

// DOI returns the ID of a paper from text that holds a DOI: the DOI itself, with
// a prefix or as a link. arXiv's own DOIs give arXiv's identifiers. It is "" for
// text without one.
func DOI(text string) ID {
	if !strings.Contains(text, "10.") {
		return ""
	}
	if id, _ := ArXivID(text); id != "" {
		return id
	}
	text = strings.NewReplacer("%2F", "/", "%2f", "/", "&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(text)
	doi := doiPattern.FindString(text)
	doi = strings.TrimRight(doi, ".,;:'}])")
	if strings.Count(doi, "(") > strings.Count(doi, ")") {
		doi += ")" // a DOI may end with a bracket of its own
	}
	if doi == "" {
		return ""
	}
	return ID("doi:" + strings.ToLower(doi))
}

// PMID returns the ID of a paper in PubMed from its number or a link; "" where
// text is neither.
func PMID(text string) ID {
	text = strings.TrimSpace(text)
	if m := pmidLink.FindStringSubmatch(text); m != nil {
		return ID("pmid:" + m[1])
	}
	if pmidPattern.MatchString(text) {
		return ID("pmid:" + text)
	}
	return ""
}

// idOrder lists the kinds of identifiers from the best to the one that is taken
// where nothing better is known.
var idOrder = []string{"arxiv", "doi", "pmid", "acl", "openreview", "s2", "openalex", "id", "title"}

// compareIDs orders identifiers of one paper, best first.
func compareIDs(a, b ID) int {
	return cmp.Or(cmp.Compare(idRank(a), idRank(b)), cmp.Compare(a, b))
}

func idRank(id ID) int {
	kind, _, _ := strings.Cut(string(id), ":")
	if i := slices.Index(idOrder, kind); i >= 0 {
		return i
	}
	return len(idOrder)
}

// IsTitle tells whether an ID is a hash of the title, for want of a better.
func (id ID) IsTitle() bool { return strings.HasPrefix(string(id), "title:") }

// SetIDs gives the paper the best of the identifiers as its ID and keeps the
// others; empty ones and repetitions are passed over. Without any the ID is that
// of the title.
func (p *Paper) SetIDs(ids ...ID) {
	known := slices.DeleteFunc(slices.Clone(ids), func(id ID) bool { return id == "" })
	slices.SortFunc(known, compareIDs)
	known = slices.Compact(known)
	if len(known) == 0 {
		p.ID, p.OtherIDs = TitleID(p.Title), nil
		return
	}
	p.ID = known[0]
	if p.OtherIDs = known[1:]; len(p.OtherIDs) == 0 {
		p.OtherIDs = nil
	}
}

// Addresses of papers by the kind of their ID.
var addresses = map[string]string{
	"arxiv": "https://arxiv.org/abs/", "doi": "https://doi.org/", "pmid": "https://pubmed.ncbi.nlm.nih.gov/",
	"acl": "https://aclanthology.org/", "openreview": "https://openreview.net/forum?id=",
	"s2": "https://www.semanticscholar.org/paper/", "openalex": "https://openalex.org/",
}

// Address returns where the paper of that ID is found; "" where the ID is none
// of a place that keeps papers.
func (id ID) Address() string {
	kind, name, _ := strings.Cut(string(id), ":")
	if addresses[kind] == "" {
		return ""
	}
	return addresses[kind] + name
}
