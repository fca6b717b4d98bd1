package retrieval

import (
	"slices"
	"strings"

	"paperbot/retrieval/analysis"
)

// inflections are the endings that light stemming takes off, longest first, after
// a plural's s. They are the regular endings of nouns, adjectives and verbs; what is
// left is a key to the glossary and nothing that a grammar would call a stem.
var inflections = map[string][]string{
	"de": {"ern", "em", "en", "er", "es", "et", "e", "n", "s"},
	"fr": {"ent", "ant", "ees", "ee", "er", "ez", "e"},
	"es": {"iendo", "ando", "ado", "ada", "ido", "ida", "ar", "er", "ir", "an", "en", "a", "e", "o"},
	"pt": {"ando", "endo", "indo", "ado", "ada", "ido", "ida", "ar", "er", "ir", "am", "em", "a", "e", "o"},
	"it": {"ando", "endo", "ato", "ata", "ati", "ate", "uto", "uta", "are", "ere", "ire", "ano", "a", "e", "i", "o"},
	"nl": {"en", "e", "n", "s"},
}

// plurals are endings of the plural that change more than an s: what stands there
// in the singular.
var plurals = map[string][][2]string{
	"fr": {{"eaux", "eau"}, {"aux", "al"}, {"x", ""}},
	"es": {{"ces", "z"}},
	"pt": {{"oes", "ao"}, {"aes", "ao"}, {"ais", "al"}, {"eis", "el"}, {"ns", "m"}},
}

// umlauts are spelt as on keyboards that lack them, so that either way of writing is
// found, and "Größe" (size) is not "große" (large). folds takes them off again.
var (
	umlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "a\u0308", "ae", "o\u0308", "oe", "u\u0308", "ue")
	folds   = strings.NewReplacer("ae", "a", "oe", "o", "ue", "u")
)

// spelt returns a word in the form in which the glossary has it: folded, umlauts
// as two letters.
func (l *language) spelt(w word) string {
	if l.code == "de" {
		return analysis.Fold(umlauts.Replace(strings.ToLower(w.written)))
	}
	return w.folded
}

// minStem is how many letters stemming leaves at least; a vowel alone may go
// from a word of one less.
const minStem = 4

// stem takes the inflection off a word spelt as in the glossary.
func (l *language) stem(word string) string {
	word = l.singular(word)
	for _, ending := range inflections[l.code] {
		least := minStem
		if len(ending) == 1 {
			least--
		}
		if stem, ok := strings.CutSuffix(word, ending); ok && len(stem) >= least {
			word = stem
			break
		}
	}
	switch l.code {
	case "de", "nl":
		// "reduziert" and "reduzieren", "schicht" and "schichten"
		if stem, ok := strings.CutSuffix(word, "t"); ok && len(stem) >= minStem {
			word = stem
		}
		word = undouble(word)
	}
	return word
}

func (l *language) singular(word string) string {
	for _, p := range plurals[l.code] {
		if stem, ok := strings.CutSuffix(word, p[0]); ok && len(stem) > 1 {
			return stem + p[1]
		}
	}
	switch l.code {
	case "fr", "es", "pt":
		if stem, ok := strings.CutSuffix(word, "s"); ok && len(stem) >= minStem-1 {
			return stem
		}
	}
	return word
}

// undouble makes one of two equal letters at the end: "modellen" is "model".
func undouble(word string) string {
	if n := len(word); n > minStem && word[n-1] == word[n-2] {
		return word[:n-1]
	}
	return word
}

// An ending is one that cognates have in another language, with what English has
// in its place.
type ending struct {
	foreign string
	english []string
}

// cognates are the regular correspondences of learned words.
var cognates = map[string][]ending{
	"de": {
		{"isierung", []string{"ization"}}, {"isierungen", []string{"ization"}}, {"isieren", []string{"ize"}}, {"isiert", []string{"ized"}}, {"isierte", []string{"ized"}},
		{"ierung", []string{"ation", "ing"}}, {"ieren", []string{"ate", "e", ""}}, {"iert", []string{"ated", "ed"}},
		{"itat", []string{"ity"}}, {"itaten", []string{"ity"}}, {"ionen", []string{"ion"}}, {"ismus", []string{"ism"}}, {"ismen", []string{"ism"}},
		{"isch", []string{"ic", "ical"}}, {"ische", []string{"ic", "ical"}}, {"ischen", []string{"ic", "ical"}}, {"ischer", []string{"ic", "ical"}}, {"isches", []string{"ic", "ical"}},
		{"iv", []string{"ive"}}, {"ive", []string{"ive"}}, {"iven", []string{"ive"}}, {"iver", []string{"ive"}},
		{"ell", []string{"al"}}, {"elle", []string{"al"}}, {"ellen", []string{"al"}}, {"ale", []string{"al"}}, {"alen", []string{"al"}}, {"aler", []string{"al"}},
		{"anz", []string{"ance"}}, {"enz", []string{"ence", "ency"}}, {"ie", []string{"y"}}, {"ien", []string{"y"}}, {"ik", []string{"ics", "ic"}},
		{"oren", []string{"or"}}, {"en", []string{"", "e"}}, {"er", []string{""}}, {"e", []string{"", "a"}}, {"n", []string{""}}, {"s", []string{""}},
	},
	"fr": {
		{"isation", []string{"ization"}}, {"iser", []string{"ize"}}, {"ise", []string{"ize", "ized"}}, {"isee", []string{"ized"}},
		{"ique", []string{"ic", "ical", "ics"}}, {"te", []string{"ty"}}, {"eur", []string{"or", "er"}}, {"eux", []string{"ous"}}, {"euse", []string{"ous"}},
		{"if", []string{"ive"}}, {"aire", []string{"ary", "ar"}}, {"isme", []string{"ism"}}, {"iste", []string{"ist"}}, {"oire", []string{"ory"}},
		{"ie", []string{"y"}}, {"el", []string{"al"}}, {"elle", []string{"al"}}, {"ien", []string{"ian"}}, {"ienne", []string{"ian"}},
		{"er", []string{"e", "ate", ""}}, {"e", []string{"", "ed", "ated"}}, {"ee", []string{"ed", "ated"}}, {"ement", []string{"ly", "ment"}},
	},
	"es": {
		{"izacion", []string{"ization"}}, {"izar", []string{"ize"}}, {"izado", []string{"ized"}}, {"izada", []string{"ized"}},
		{"cion", []string{"tion"}}, {"ciones", []string{"tion"}}, {"siones", []string{"sion"}}, {"dad", []string{"ty"}}, {"dades", []string{"ty"}},
		{"ico", []string{"ic", "ical"}}, {"ica", []string{"ic", "ical", "ics"}}, {"mente", []string{"ly", "ally"}}, {"ismo", []string{"ism"}}, {"ista", []string{"ist"}},
		{"ncia", []string{"nce", "ncy"}}, {"ia", []string{"y"}}, {"oso", []string{"ous"}}, {"osa", []string{"ous"}}, {"ivo", []string{"ive"}}, {"iva", []string{"ive"}},
		{"ado", []string{"ated", "ed"}}, {"ada", []string{"ated", "ed"}}, {"ar", []string{"ate", "e", ""}}, {"ario", []string{"ary"}},
		{"o", []string{"", "e", "us"}}, {"a", []string{"", "e"}}, {"e", []string{"", "ent"}}, {"es", []string{""}},
	},
	"pt": {
		{"izacao", []string{"ization"}}, {"izar", []string{"ize"}}, {"izado", []string{"ized"}}, {"izada", []string{"ized"}},
		{"cao", []string{"tion", "ction"}}, {"coes", []string{"tion"}}, {"sao", []string{"sion"}}, {"soes", []string{"sion"}}, {"dade", []string{"ty"}}, {"dades", []string{"ty"}},
		{"ico", []string{"ic", "ical"}}, {"ica", []string{"ic", "ical", "ics"}}, {"mente", []string{"ly", "ally"}}, {"ismo", []string{"ism"}}, {"ista", []string{"ist"}},
		{"ncia", []string{"nce", "ncy"}}, {"ia", []string{"y"}}, {"oso", []string{"ous"}}, {"osa", []string{"ous"}}, {"ivo", []string{"ive"}}, {"iva", []string{"ive"}},
		{"ado", []string{"ated", "ed"}}, {"ada", []string{"ated", "ed"}}, {"ar", []string{"ate", "e", ""}}, {"ario", []string{"ary"}},
		{"o", []string{"", "e", "us"}}, {"a", []string{"", "e"}}, {"e", []string{"", "ent"}}, {"es", []string{""}},
	},
	"it": {
		{"izzazione", []string{"ization"}}, {"izzare", []string{"ize"}}, {"izzato", []string{"ized"}}, {"izzata", []string{"ized"}},
		{"zione", []string{"tion", "ction"}}, {"zioni", []string{"tion"}}, {"sione", []string{"sion"}}, {"sioni", []string{"sion"}}, {"ta", []string{"ty"}},
		{"ico", []string{"ic", "ical"}}, {"ica", []string{"ic", "ical", "ics"}}, {"ici", []string{"ic", "ical"}}, {"iche", []string{"ic", "ical"}}, {"mente", []string{"ly", "ally"}},
		{"ismo", []string{"ism"}}, {"ista", []string{"ist"}}, {"nza", []string{"nce", "ncy"}}, {"ia", []string{"y"}}, {"oso", []string{"ous"}},
		{"ivo", []string{"ive"}}, {"iva", []string{"ive"}}, {"ivi", []string{"ive"}}, {"ive", []string{"ive"}}, {"ale", []string{"al"}}, {"ali", []string{"al"}},
		{"ato", []string{"ated", "ed"}}, {"ata", []string{"ated", "ed"}}, {"are", []string{"ate", "e", ""}}, {"ario", []string{"ary"}}, {"ore", []string{"or"}}, {"ori", []string{"or"}},
		{"o", []string{"", "e", "us"}}, {"a", []string{"", "e"}}, {"e", []string{"", "ent"}}, {"i", []string{"", "e"}},
	},
	"nl": {
		{"isatie", []string{"ization"}}, {"iseren", []string{"ize"}}, {"iseerd", []string{"ized"}}, {"eren", []string{"ate", "e", ""}},
		{"tie", []string{"tion"}}, {"ties", []string{"tion"}}, {"sie", []string{"sion"}}, {"sies", []string{"sion"}}, {"iteit", []string{"ity"}},
		{"isch", []string{"ic", "ical"}}, {"ische", []string{"ic", "ical"}}, {"ief", []string{"ive"}}, {"ieve", []string{"ive"}}, {"isme", []string{"ism"}},
		{"eel", []string{"al"}}, {"ele", []string{"al"}}, {"aal", []string{"al"}}, {"ale", []string{"al"}}, {"antie", []string{"ance"}}, {"entie", []string{"ence", "ency"}},
		{"ie", []string{"y"}}, {"iek", []string{"ics", "ic"}}, {"en", []string{"", "e"}}, {"e", []string{""}}, {"s", []string{""}},
	},
}

// spellings are the letters that cognates write otherwise in the middle of a word.
var spellings = map[string]*strings.Replacer{
	"de": strings.NewReplacer("k", "c", "z", "c"),
	"es": strings.NewReplacer("cua", "qua", "cue", "que", "f", "ph"),
	"pt": strings.NewReplacer("f", "ph", "qu", "qu"),
	"nl": strings.NewReplacer("k", "c", "kw", "qu"),
}

// cognatesOf returns the English words that a learned word may correspond to, the
// likeliest first.
func (l *language) cognatesOf(word string) []string {
	var out []string
	for _, form := range slices.Compact([]string{word, l.singular(word)}) {
		out = append(out, form)
		for _, e := range cognates[l.code] {
			if stem, ok := strings.CutSuffix(form, e.foreign); ok && len(stem) >= 3 {
				for _, english := range e.english {
					out = append(out, stem+english)
				}
			}
		}
	}
	for _, form := range slices.Clone(out) {
		out = append(out, l.respelt(form)...)
	}
	return out[1:]
}

// respelt returns a word as English may write it: "espacial" is "spatial",
// "Konvergenz" is "convergence".
func (l *language) respelt(word string) []string {
	var out []string
	if r := spellings[l.code]; r != nil {
		if other := r.Replace(word); other != word {
			out = append(out, other)
		}
	}
	if l.code == "de" {
		if other := strings.ReplaceAll(word, "k", "c"); other != word {
			out = append(out, other)
		}
	}
	if rest, ok := strings.CutPrefix(word, "es"); ok && (l.code == "es" || l.code == "pt") {
		out = append(out, "s"+rest)
	}
	return out
}
