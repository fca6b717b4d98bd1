package summary

// An ending says how a full stop after a word is to be read.
type ending int

const (
	wordInFull     ending = iota // no abbreviation
	neverEnds                    // always followed by something: "e.g."
	takesNumber                  // ends a sentence unless its number follows: "Fig."
	takesName                    // ends one only before a word that starts sentences: "Co."
	endsBeforeWord               // ends one before any word, not before "(2017)": "et al."
)

// longestEntry is the length of the longest entry that is looked up in lower
// case, "w.r.t" and "approx" among them.
const longestEntry = 6

// lowerASCII appends word with its ASCII capitals in lower case to dst.
func lowerASCII(dst []byte, word string) []byte {
	for _, c := range []byte(word) {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		dst = append(dst, c)
	}
	return dst
}

// abbreviation looks word, given without its full stop, up in the table.
func abbreviation(word string) ending {
	switch word { // titles; in lower case they are units or words ("5 ms.")
	case "Mr", "Mrs", "Ms", "Dr", "Drs", "Prof", "St", "Mt", "Gen", "Sen", "Rep", "Rev", "Hon", "Capt", "Lt", "Col":
		return neverEnds
	}
	if len(word) > longestEntry {
		return wordInFull
	}
	var buf [longestEntry]byte
	switch string(lowerASCII(buf[:0], word)) {
	case "e.g", "eg", "i.e", "ie", "cf", "vs", "v.s", "viz", "ca", "approx", "w.r.t", "wrt", "a.k.a", "aka", "f.e",
		"resp", "incl", "esp", "n°":
		return neverEnds
	case "fig", "figs", "eq", "eqs", "eqn", "eqns", "sec", "secs", "sect", "tab", "tabs", "no", "nos", "nr", "vol",
		"vols", "p", "pp", "ch", "chap", "thm", "thms", "lem", "cor", "def", "prop", "ref", "refs", "alg", "app",
		"art", "ex", "ver", "ed", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec":
		return takesNumber
	case "co", "jr", "sr", "dept", "univ", "assn", "bros", "ave", "blvd", "spp", "sp", "var", "subsp", "i.i.d",
		"iid", "est":
		return takesName
	case "etc", "al", "inc", "ltd", "corp", "jrs":
		return endsBeforeWord
	}
	return wordInFull
}

// introducesName reports whether a lower-case word often stands before a name.
func introducesName(word string) bool {
	switch word {
	case "and", "by", "of", "with", "to", "from", "as", "for", "or", "in", "the", "that", "is", "are", "de", "von",
		"van", "like", "see", "via", "between", "on":
		return true
	}
	return false
}

// isStarter reports whether word, with its capital, is one that often starts a
// sentence and hardly ever a name.
func isStarter(word string) bool {
	switch word {
	case "A", "Additionally", "After", "All", "Also", "Although", "Among", "An", "And", "Another", "Are", "As", "At",
		"Based", "Because", "Before", "Both", "But", "By", "Can", "Code", "Compared", "Consequently", "Conversely",
		"Data", "Despite", "Did", "Do", "Does", "Due", "During", "Each", "Even", "Existing", "Experiments",
		"Extensive", "Finally", "First", "Firstly", "For", "From", "Furthermore", "Given", "He", "Hence", "Her",
		"Here", "His", "How", "However", "I", "If", "In", "Indeed", "Instead", "Is", "It", "Its", "Last", "Lastly",
		"Let", "Many", "Meanwhile", "Moreover", "Most", "Mr", "My", "Nevertheless", "Next", "No", "Not", "Notably",
		"Note", "On", "One", "Or", "Other", "Our", "Over", "Overall", "Previous", "Recent", "Recently", "Results",
		"Second", "Secondly", "Several", "She", "Similarly", "Since", "So", "Some", "Specifically", "Such",
		"Surprisingly", "That", "The", "Their", "Then", "There", "Thereby", "Therefore", "These", "They", "This",
		"Those", "Though", "Through", "Throughout", "Thus", "To", "Today", "Together", "Two", "Under",
		"Unfortunately", "Unlike", "Until", "Using", "We", "What", "When", "Where", "Whether", "Which", "While", "Who",
		"Why", "With", "Within", "Without", "Yet", "You", "Your":
		return true
	}
	return false
}
