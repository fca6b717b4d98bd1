package format

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/valyala/fastjson"

	"paperbot/corpus"
)

// readArXivLine reads a line of arXiv's metadata, as the snapshot on Kaggle has
// them:
//
//	{"id":"0704.0001","authors":"C. Bal\\'azs, …","title":"…","comments":"…",
//	 "journal-ref":null,"doi":null,"categories":"hep-ph cs.LG","abstract":"…",
//	 "versions":[{"version":"v1","created":"Mon, 2 Apr 2007 19:18:42 GMT"}],
//	 "authors_parsed":[["Balázs","C.",""]]}
//
// There are three million of them, so they are not decoded by encoding/json, which
// takes longer than all that is done with them afterwards.
func readArXivLine(record []byte) (draft, error) {
	parser := parsers.Get()
	defer parsers.Put(parser)
	r, err := parser.ParseBytes(record)
	if err != nil {
		return draft{}, malformed(record)
	}
	id, version := corpus.ArXivID(textAt(r, "id"))
	d := draft{
		title: textAt(r, "title"), abstract: textAt(r, "abstract"), venue: textAt(r, "journal-ref"),
		note: textAt(r, "comments"), version: version,
		ids: []corpus.ID{id, corpus.DOI(textAt(r, "doi"))},
	}
	if err := readValue(r.Get("categories"), (*words)(&d.categories)); err != nil {
		return draft{}, err
	}
	for _, a := range r.GetArray("authors_parsed") { // without affiliations, and decoded
		d.authors = append(d.authors, strings.Join([]string{textAt(a, "1"), textAt(a, "0"), textAt(a, "2")}, " "))
	}
	if len(d.authors) == 0 {
		if err := readValue(r.Get("authors"), (*names)(&d.authors)); err != nil {
			return draft{}, err
		}
	}
	if versions := r.GetArray("versions"); len(versions) > 0 {
		d.version = len(versions)
		d.published, d.updated = textAt(versions[0], "created"), textAt(versions[d.version-1], "created")
	} else {
		d.updated = textAt(r, "update_date")
	}
	return d, nil
}

// parsers keep the memory that values are read into.
var parsers fastjson.ParserPool

// textAt is what a text reads at a key, or at a place in a list; "" for no text.
func textAt(v *fastjson.Value, key string) string {
	v = v.Get(key)
	if v == nil {
		return ""
	}
	switch v.Type() {
	case fastjson.TypeString:
		return string(v.GetStringBytes())
	case fastjson.TypeNumber:
		return v.String()
	}
	return textAt(v, "0")
}

// readValue lets a value be read by encoding/json's way, if there is one.
func readValue(v *fastjson.Value, to json.Unmarshaler) error {
	if v == nil {
		return nil
	}
	return to.UnmarshalJSON(v.MarshalTo(nil))
}

// malformed says what is wrong with a JSON value, as encoding/json does.
func malformed(record []byte) error {
	var value json.RawMessage
	if err := json.Unmarshal(record, &value); err != nil {
		return err
	}
	return fmt.Errorf("%w: nested too deeply", ErrMalformed)
}
