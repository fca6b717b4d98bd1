package format

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// Types that take what files put in the place of a text, a list or a number.

// A text is a string, the first of a list of strings, or a number.
type text string

// UnmarshalJSON takes anything; what is no text is none.
func (t *text) UnmarshalJSON(b []byte) error {
	var one string
	var many []text
	switch {
	case b[0] == '"' && bytes.IndexByte(b, '\\') < 0:
		*t = text(b[1 : len(b)-1])
	case b[0] == '"':
		if err := json.Unmarshal(b, &one); err != nil {
			return err
		}
		*t = text(one)
	case b[0] == '[':
		if err := json.Unmarshal(b, &many); err != nil {
			return err
		}
		if len(many) > 0 {
			*t = many[0]
		}
	case b[0] == '-' || b[0]-'0' < 10:
		*t = text(b)
	}
	return nil
}

// sentences is a text that may be cut into a list of its sentences.
type sentences string

// UnmarshalJSON takes a string or a list of strings.
func (s *sentences) UnmarshalJSON(b []byte) error {
	if b[0] != '[' {
		return (*text)(s).UnmarshalJSON(b)
	}
	var many []text
	if err := json.Unmarshal(b, &many); err != nil {
		return err
	}
	var all strings.Builder
	for _, one := range many {
		all.WriteString(string(one) + " ")
	}
	*s = sentences(all.String())
	return nil
}

// names are people: a list of strings or of objects with names, or one string
// with commas.
type names []string

// A person is an object that names one.
type person struct {
	Name     string `json:"name"`
	Literal  string `json:"literal"`
	Full     string `json:"fullname"`
	Display  string `json:"display_name"`
	Given    string `json:"given"`
	Family   string `json:"family"`
	Particle string `json:"non-dropping-particle"`
	Suffix   string `json:"suffix"`
	// DataCite's
	GivenName  string `json:"givenName"`
	FamilyName string `json:"familyName"`
}

func (p person) String() string {
	for _, whole := range []string{p.Literal, p.Full, p.Display} {
		if whole != "" {
			return whole
		}
	}
	if p.FamilyName != "" {
		return p.GivenName + " " + p.FamilyName
	}
	if p.Family != "" {
		return strings.Join(strings.Fields(p.Given+" "+p.Particle+" "+p.Family+" "+p.Suffix), " ")
	}
	return p.Name
}

// UnmarshalJSON takes anything; what names nobody is nobody.
func (n *names) UnmarshalJSON(b []byte) error {
	switch b[0] {
	case '"':
		var one string
		if err := json.Unmarshal(b, &one); err != nil {
			return err
		}
		*n = splitPeople(one)
	case '[':
		var many []json.RawMessage
		if err := json.Unmarshal(b, &many); err != nil {
			return err
		}
		for _, raw := range many {
			name, err := nameOf(raw)
			if err != nil {
				return err
			}
			*n = append(*n, name)
		}
	}
	return nil
}

func nameOf(raw json.RawMessage) (string, error) {
	switch raw[0] {
	case '"':
		var one string
		return one, json.Unmarshal(raw, &one)
	case '{':
		var p person
		err := json.Unmarshal(raw, &p)
		return p.String(), err
	}
	return "", nil
}

// splitPeople returns the names of a string: with semicolons, or with commas.
func splitPeople(list string) []string {
	if !strings.ContainsAny(list, ";{") {
		return splitNames(list)
	}
	people := splitList(list)
	for i, name := range people {
		if !strings.Contains(list, "{"+name+"}") {
			people[i] = familyLast(name)
		}
	}
	return people
}

// words is a list of strings, or one string with blanks or commas between.
type words []string

// UnmarshalJSON takes anything; what is no list of words is none.
func (w *words) UnmarshalJSON(b []byte) error {
	switch b[0] {
	case '"':
		var one string
		if err := json.Unmarshal(b, &one); err != nil {
			return err
		}
		*w = strings.FieldsFunc(one, func(r rune) bool { return r == ',' || r == ';' || r == ' ' })
	case '[':
		var many []text
		if err := json.Unmarshal(b, &many); err != nil {
			return err
		}
		for _, one := range many {
			*w = append(*w, string(one))
		}
	}
	return nil
}

// A number is one, or a string that holds one.
type number int

// UnmarshalJSON takes anything; what is no whole number is 0.
func (n *number) UnmarshalJSON(b []byte) error {
	value, err := strconv.ParseFloat(string(bytes.Trim(b, `" `)), 64)
	if err == nil && value > -1e9 && value < 1e9 {
		*n = number(value)
	}
	return nil
}

// dateParts is a date as Crossref and CSL write it: {"date-parts": [[2018, 5, 9]]}.
type dateParts struct {
	Parts [][]number `json:"date-parts"`
	Raw   text       `json:"raw"`
}

func (d *dateParts) String() string {
	if d == nil {
		return ""
	}
	if len(d.Parts) == 0 || len(d.Parts[0]) == 0 {
		return string(d.Raw)
	}
	parts := make([]string, len(d.Parts[0]))
	for i, n := range d.Parts[0] {
		parts[i] = strconv.Itoa(int(n))
	}
	return strings.Join(parts, "-")
}

// firstOf returns the first that is not empty.
func firstOf[T ~string](texts ...T) string {
	i := slices.IndexFunc(texts, func(t T) bool { return t != "" })
	if i < 0 {
		return ""
	}
	return string(texts[i])
}
