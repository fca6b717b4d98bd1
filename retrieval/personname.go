package retrieval

import (
	"slices"
	"strings"
	"unicode"

	"github.com/samber/lo"

	"paperbot/retrieval/analysis"
)

// A personName is a name taken apart: folded words, of which one is the last of
// the family name. Sources write "Kaiming He", "He, Kaiming", "K. He" and "He K".
type personName struct {
	words   []string // given names first, as far as the source tells
	family  string   // the last word of the family name
	display string   // for people to read, given names first
}

// nameSuffixes are no part of a name to ask for.
var nameSuffixes = lo.Keyify(strings.Fields("jr sr ii iii iv md phd"))

// readName takes a name apart. Where it may be read in two ways ("Wei LI" may be Li
// or a Wei with the initials L. I.) it returns both.
func readName(name string) []personName {
	name, _, _ = strings.Cut(name, " for the ") // a collaboration
	family, given, inverted := strings.Cut(name, ",")
	if words := nameWords(given); inverted && (len(words) == 0 || lo.HasKey(nameSuffixes, words[0])) {
		name, inverted = family, false
	}
	if inverted {
		given, _, _ = strings.Cut(given, ",") // a suffix
		return newPersonName(nameWords(given), withoutSuffix(nameWords(family)), strings.TrimSpace(given)+" "+strings.TrimSpace(family))
	}
	name = strings.TrimSpace(name)
	words := withoutSuffix(nameWords(name))
	if len(words) == 0 {
		return nil
	}
	names := newPersonName(words[:len(words)-1], words[len(words)-1:], name)
	if before, initials, ok := cutInitials(name); ok {
		names = append(newPersonName(initials, nameWords(before), name), names...)
	}
	return names
}

func withoutSuffix(words []string) []string {
	if n := len(words); n > 1 && lo.HasKey(nameSuffixes, words[n-1]) {
		return words[:n-1]
	}
	return words
}

func newPersonName(given, family []string, display string) []personName {
	if len(family) == 0 {
		return nil
	}
	return []personName{{slices.Concat(given, family), family[len(family)-1], display}}
}

// cutInitials takes the initials off a name as MEDLINE writes it: "Smith JA".
func cutInitials(name string) (family string, initials []string, ok bool) {
	at := strings.LastIndexByte(name, ' ')
	if at < 0 {
		return "", nil, false
	}
	family, last := name[:at], name[at+1:]
	const most = 3
	if len(last) > most || strings.Trim(last, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" || !strings.ContainsFunc(family, unicode.IsLower) {
		return "", nil, false
	}
	return family, strings.Split(strings.ToLower(last), ""), true
}

// nameWords returns the folded words of a name: "J.-P. O'Hara" has j, p and ohara.
func nameWords(name string) []string {
	words := strings.FieldsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && !isApostrophe(r)
	})
	words = lo.Map(words, func(w string, _ int) string { return strings.Trim(analysis.Fold(w), "'") })
	return lo.Compact(words)
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' }

// fits tells whether the words of a name as somebody asks for it, of which one is
// the family name, may mean this one: each must be a word of the name or, where
// either is an initial, begin like one; what the name has besides is forgiven.
func (n personName) fits(asked []string, how resemblance) bool {
	at := slices.Index(asked, n.family)
	if at < 0 {
		return false
	}
	asked = slices.Delete(slices.Clone(asked), at, at+1)
	left := slices.Clone(n.words)
	last := slices.Index(left, n.family)
	left = slices.Delete(left, last, last+1)
	if strings.Join(asked, "") == strings.Join(left, "") { // "Jun-Yan" and "Junyan"
		return true
	}
	for _, same := range []func(asked, has string) bool{isSame, how} { // whole words first: they leave initials to others
		asked = slices.DeleteFunc(asked, func(word string) bool {
			i := slices.IndexFunc(left, func(other string) bool { return same(word, other) })
			if i >= 0 {
				left = slices.Delete(left, i, i+1)
			}
			return i >= 0
		})
	}
	return len(asked) == 0
}

// A resemblance tells whether a word that is asked for may mean one that a name has.
type resemblance func(asked, has string) bool

func isSame(asked, has string) bool { return asked == has }

// isInitial tells whether a word that is asked for is the first letter of one.
func isInitial(asked, has string) bool {
	return len([]rune(asked)) == 1 && strings.HasPrefix(has, asked)
}

// isEitherInitial is isInitial for names of which either may have the initial.
func isEitherInitial(asked, has string) bool { return isInitial(asked, has) || isInitial(has, asked) }
