package format

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/samber/lo"

	"paperbot/corpus"
)

// A Writer writes papers down so that [Read] gives the same papers back.
type Writer interface {
	Write(p corpus.Paper) error
	Close() error // writes what is left
}

// NewWriter returns a writer of the format: "beir", "bibtex" or "csv".
func NewWriter(name string, w io.Writer) (Writer, error) {
	switch name {
	case "beir":
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return beirWriter{enc}, nil
	case "bibtex":
		return &bibWriter{w: w}, nil
	case "csv":
		c := csvWriter{csv.NewWriter(w)}
		return c, c.csv.Write(csvHeader)
	}
	return nil, fmt.Errorf("no format %q to write: there are beir, bibtex and csv", name)
}

type beirWriter struct{ enc *json.Encoder }

func (b beirWriter) Write(p corpus.Paper) error {
	type metadata struct {
		IDs        []corpus.ID `json:"ids,omitempty"`
		Authors    []string    `json:"authors,omitempty"`
		Venue      string      `json:"venue,omitempty"`
		Categories []string    `json:"categories,omitempty"`
		URL        string      `json:"url,omitempty"`
		Published  string      `json:"published,omitempty"`
		Year       int         `json:"year,omitempty"`
		Updated    string      `json:"updated,omitempty"`
		Version    int         `json:"version,omitempty"`
		Withdrawn  bool        `json:"withdrawn,omitempty"`
		Language   string      `json:"language,omitempty"`
		Votes      int         `json:"votes,omitempty"`
		Rank       int         `json:"rank,omitempty"`
	}
	return b.enc.Encode(struct {
		ID       corpus.ID `json:"_id"`
		Title    string    `json:"title"`
		Text     string    `json:"text"`
		Metadata metadata  `json:"metadata"`
	}{p.ID, p.Title, p.Abstract, metadata{
		p.OtherIDs, p.Authors, p.Venue, p.Categories, p.URL, written(p.Published), p.Year, written(p.Updated), p.Version, p.Withdrawn, p.Language, p.Votes, p.Rank,
	}})
}

func (beirWriter) Close() error { return nil }

// written returns a time as readDate reads it; "" for one that is unknown.
func written(t time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case t.Equal(t.Truncate(24 * time.Hour)):
		return t.Format(time.DateOnly)
	}
	return t.Format(time.RFC3339)
}

var csvHeader = []string{"id", "title", "abstract", "authors", "venue", "categories", "url", "date", "year", "updated", "version",
	"withdrawn", "language", "votes", "rank", "ids"}

type csvWriter struct{ csv *csv.Writer }

func (c csvWriter) Write(p corpus.Paper) error {
	return c.csv.Write([]string{
		string(p.ID), p.Title, p.Abstract, strings.Join(lo.Map(p.Authors, wholeName), "; ") + lo.Ternary(len(p.Authors) == 1, ";", ""),
		p.Venue, strings.Join(lo.Map(p.Categories, wholeName), "; "), p.URL, written(p.Published),
		unlessZero(p.Year), written(p.Updated), unlessZero(p.Version), lo.Ternary(p.Withdrawn, "true", ""), p.Language, unlessZero(p.Votes), unlessZero(p.Rank),
		strings.Join(lo.Map(p.OtherIDs, func(id corpus.ID, _ int) string { return string(id) }), " "),
	})
}

func (c csvWriter) Close() error {
	c.csv.Flush()
	return c.csv.Error()
}

// wholeName puts a name in braces that would be taken apart otherwise.
func wholeName(name string, _ int) string {
	if strings.ContainsAny(name, ",;") {
		return "{" + name + "}"
	}
	return name
}

func unlessZero(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// A bibWriter writes BibTeX. Fields that BibTeX has no name for have ours.
type bibWriter struct{ w io.Writer }

func (b *bibWriter) Write(p corpus.Paper) error {
	var out strings.Builder
	kind := lo.Ternary(p.Venue != "", "article", "misc")
	fmt.Fprintf(&out, "@%s{%s", kind, bibKey(p.ID))
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&out, ",\n  %s = {%s}", name, value)
		}
	}
	field("title", bibText(p.Title))
	field("author", strings.Join(lo.Map(p.Authors, bibAuthor), " and "))
	field("journal", bibText(p.Venue))
	field("abstract", bibText(p.Abstract))
	field("date", written(p.Published))
	field("year", unlessZero(p.Year))
	field("url", p.URL)
	field("keywords", strings.Join(lo.Map(p.Categories, func(c string, _ int) string { return bibText(wholeName(c, 0)) }), "; "))
	field("language", p.Language)
	for _, id := range append([]corpus.ID{p.ID}, p.OtherIDs...) {
		bibID(field, id)
	}
	field("paperbot-ids", strings.Join(lo.Map(p.OtherIDs, func(id corpus.ID, _ int) string { return string(id) }), " "))
	field("paperbot-id", lo.Ternary(p.ID.IsTitle(), "", string(p.ID)))
	field("updated", written(p.Updated))
	field("version", unlessZero(p.Version))
	field("withdrawn", lo.Ternary(p.Withdrawn, "true", ""))
	field("votes", unlessZero(p.Votes))
	field("rank", unlessZero(p.Rank))
	out.WriteString("\n}\n\n")
	_, err := io.WriteString(b.w, out.String())
	return err
}

func (*bibWriter) Close() error { return nil }

// bibKey returns a key of an entry, which has letters, digits and a few signs.
func bibKey(id corpus.ID) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && (lo.Contains([]rune("-.:/_"), r) || r >= '0' && r <= '9' || r|0x20 >= 'a' && r|0x20 <= 'z') {
			return r
		}
		return '-'
	}, string(id))
}

// bibID writes an identifier in the field that other programs look for.
func bibID(field func(name, value string), id corpus.ID) {
	kind, name, _ := strings.Cut(string(id), ":")
	switch kind {
	case "arxiv":
		field("eprint", name)
		field("archiveprefix", "arXiv")
	case "doi", "pmid":
		field(kind, name)
	}
}

func bibAuthor(name string, _ int) string {
	if strings.Contains(name, ",") || strings.Contains(strings.ToLower(name), " and ") || name == "others" {
		return "{" + bibText(name) + "}"
	}
	return bibText(name)
}

// bibEscapes are ways to write a text, the plainest first.
var bibEscapes = []*strings.Replacer{
	strings.NewReplacer(),
	strings.NewReplacer("%", `\%`, "&", `\&`, "#", `\#`, "_", `\_`, "$", `\$`),
	strings.NewReplacer("{", `\{`, "}", `\}`),
	strings.NewReplacer("{", `\{`, "}", `\}`, "%", `\%`, "&", `\&`, "#", `\#`, "_", `\_`, "$", `\$`),
	strings.NewReplacer("{", `{\{}`, "}", `{\}}`),
}

// bibText returns text so that it is read as it was. Where no way to write it
// does that, as with some braces that do not balance, those are left out.
func bibText(text string) string {
	for _, escape := range bibEscapes {
		if said := escape.Replace(text); balanced(said) && corpus.CleanText(unbrace(said)) == text {
			return said
		}
	}
	return strings.NewReplacer("{", "", "}", "").Replace(text)
}

func balanced(text string) bool {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '{':
			depth++
		case '}':
			depth--
		}
		if depth < 0 {
			return false
		}
	}
	return depth == 0
}
