package summary

import (
	"strings"
	"unicode/utf8"
)

// cues are the signs of what a sentence does in its abstract. They are read off
// its words, as written, stop words included.
type cues struct {
	words        int  // how many words it has
	aim          bool // says what the paper sets out to do: "we study", "this paper addresses"
	proposal     bool // says what it brings: "we propose", "is introduced"
	method       bool // says how it was done: "we use", "consists of", "is based on"
	result       bool // says what came out: "we show that", "outperforms", "results indicate"
	conclusion   bool // says what follows: "we conclude", "suggesting that", "these findings"
	background   bool // says what was there before: "however, existing …", "has been widely"
	definition   bool // says what something is: "X is a", "refers to", "known as"
	numbers      int  // how many numbers it has
	measured     bool // has a percentage, a factor or a p-value
	comparatives int  // how many words compare: "than", "higher", "improves"
	names        int  // how many words inside start with a capital
	availability bool // says where code or data can be had: "code is available at"
	question     bool // asks
	note         bool // stands beside the abstract proper: who paid, where a trial is registered
	opening      bool // begins with the authors or their work: "we", "in this paper"
	authored     bool // names the authors or their work: "we", "this paper"
	leaning      bool // begins with words that point back: "this", "moreover"
}

// cueReader walks over the words of a sentence and keeps what cues need.
type cueReader struct {
	cues
	subject  int    // number of the last word that stands for the authors' work, from 1
	present  int    // number of the last "is", "are"
	passive  int    // the same, of "was" and "were" too
	goods    bool   // has named code, data or a page
	previous []byte // word before, lower-cased; empty when too long to be looked up
	before   []byte // the one before that
	buf      [3][longestCue]byte
}

// readCues reads the cues of a sentence that stands in a section of its
// abstract. It allocates nothing.
func readCues(sentence string, in section) cues {
	var r cueReader
	r.background, r.aim, r.method = in == backgroundSection, in == aimSection, in == methodSection
	r.result, r.conclusion, r.note = in == resultSection, in == conclusionSection, in == noteSection
	for i := 0; i < len(sentence); {
		if !isWordByte(sentence[i]) {
			i++
			continue
		}
		start := i
		for i < len(sentence) && (isWordByte(sentence[i]) || sentence[i] == '-' && i+1 < len(sentence) && isWordByte(sentence[i+1])) {
			i++
		}
		r.read(sentence[start:i], sentence[i:])
	}
	r.authored = r.subject > 0
	r.question = strings.HasSuffix(sentence, "?")
	return r.cues
}

// nearSubject is how many words at most lie between "we" and the verb that it
// goes with: "we then empirically show".
const nearSubject = 3

// openingWords is how many words "in this paper" has.
const openingWords = 3

// read takes in the next word; rest is the sentence after it.
func (r *cueReader) read(word, rest string) {
	r.words++
	if isDigit(word[0]) {
		r.number(word, rest)
	} else if r.words > 1 && 'A' <= word[0] && word[0] <= 'Z' {
		r.names++
	}
	lower := r.buf[r.words%len(r.buf)][:0]
	if len(word) <= longestCue {
		lower = lowerASCII(lower, word)
		r.take(lower)
	}
	r.before, r.previous = r.previous, lower
}

func (r *cueReader) number(word, rest string) {
	r.numbers++
	next, _ := utf8.DecodeRuneInString(rest)
	if next == '%' || next == '×' || strings.HasSuffix(word, "x") || strings.HasSuffix(word, "X") ||
		string(r.previous) == "p" || strings.HasPrefix(rest, "-fold") || strings.HasPrefix(rest, " percent") {
		r.measured = true
	}
}

// take reads what the lower-cased word says together with those before it.
func (r *cueReader) take(word []byte) {
	r.leaning = r.leaning || r.words == 1 && pointsBack(word)
	c := wordCues(word)
	near := r.subject > 0 && r.words-r.subject <= nearSubject
	passive := r.passive > 0 && r.words-r.passive <= nearSubject
	present := r.present > 0 && r.words-r.present <= nearSubject
	r.opening = r.opening || r.words <= openingWords && (c&isSubject != 0 || c&isWork != 0 && isPointer(r.previous))
	switch {
	case c&isSubject != 0:
		r.subject = r.words
	case c&isWork != 0 && isPointer(r.previous):
		r.subject = r.words
		r.aim = r.aim || string(r.before) == "in"
	case c&isBe != 0:
		r.passive = r.words
		if string(word) == "is" || string(word) == "are" {
			r.present = r.words
		}
	}
	r.aim = r.aim || c&aims != 0 && (near || passive)
	r.proposal = r.proposal || c&proposes != 0 && (near || present) && !isPointer(r.previous) // not "our proposed"
	r.method = r.method || c&works != 0 && (near || passive)
	r.result = r.result || c&alwaysResult != 0 || c&finds != 0 && (near || c&proposes == 0 && r.afterFindings())
	r.conclusion = r.conclusion || c&concludes != 0
	r.background = r.background || c&precedes != 0
	if c&compares != 0 {
		r.comparatives++
	}
	r.offer(word)
	r.definition = r.definition || defines(r.previous, word)
}

// offer looks for the words of a sentence that says where code can be had.
func (r *cueReader) offer(word []byte) {
	switch string(word) {
	case "code", "codes", "codebase", "source", "implementation", "project", "page", "website", "demo", "dataset",
		"data", "checkpoints", "models", "videos":
		r.goods = true
	case "available", "released", "release", "http", "https", "github", "open-sourced":
		r.availability = r.availability || r.goods
	}
}

// isPointer reports whether word before "paper" makes it the one at hand.
func isPointer(word []byte) bool {
	switch string(word) {
	case "this", "the", "present", "our":
		return true
	}
	return false
}

// afterFindings reports whether the word before names findings: "results show".
func (r *cueReader) afterFindings() bool {
	switch string(r.previous) {
	case "results", "experiments", "findings", "evaluations", "analysis", "analyses", "study", "evaluation", "studies",
		"observations", "simulations", "experimentally", "empirically", "method", "model", "approach":
		return true
	}
	return false
}

// defines reports whether two words, one after the other, are such as
// definitions are made with: "is a", "refers to", "we call".
func defines(previous, word []byte) bool {
	switch string(word) {
	case "a", "an", "the", "defined", "termed":
		return string(previous) == "is" || string(previous) == "are"
	case "to":
		switch string(previous) {
		case "refers", "refer", "referred":
			return true
		}
	case "as":
		switch string(previous) {
		case "known", "defined", "phenomenon", "this":
			return true
		}
	case "called", "denotes", "means", "named", "dubbed":
		return true
	case "call":
		return string(previous) == "we"
	}
	return false
}

// isBackground reports whether a sentence only tells of what was there before.
func (c *cues) isBackground() bool {
	return c.background && !c.aim && !c.proposal && !c.result && !c.method && !c.measured
}

// isQuotable reports whether a sentence can stand as an answer or a gist: it
// is more than a heading, asks nothing itself and does not only offer code.
func (c *cues) isQuotable() bool {
	return c.words >= fewestWords && !c.question && !c.note && (!c.availability || c.proposal || c.words > longestOffer)
}

const (
	// fewestWords is how many words a sentence has at least that is more than a
	// heading ("Related work.").
	fewestWords = 3
	// longestOffer is how many words at most a sentence has that says no more
	// than where code is, of the seed corpus's.
	longestOffer = 25
)

// isOutcome reports whether a sentence tells what came out.
func (c *cues) isOutcome() bool { return c.result || c.conclusion || c.measured }

// pointsBack reports whether a sentence that begins with word leans on what
// was said before it.
func pointsBack(word []byte) bool {
	switch string(word) {
	case "this", "these", "it", "its", "such", "they", "their", "moreover", "furthermore", "additionally", "also",
		"however", "but", "then", "thus", "therefore", "hence", "instead", "conversely", "consequently", "doing":
		return true
	}
	return false
}
