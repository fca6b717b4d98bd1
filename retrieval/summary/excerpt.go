package summary

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// joints are the words that a clause may begin with after a comma, so that what
// stands before reads as a whole.
var joints = []string{
	"and", "but", "or", "so", "yet", "while", "whereas", "which", "where", "when", "who", "whose", "because", "since", "although", "though",
	"as", "if", "thus", "thereby", "hence", "therefore", "leading", "resulting", "enabling", "allowing", "making", "showing", "achieving",
	"yielding", "using", "including", "without", "with", "by", "even", "unlike", "such", "then", "especially", "particularly", "suggesting", "we", "it",
}

// Excerpt returns the part of a sentence of the abstract that is worth showing
// where all of it has more than limit code points: whole clauses that follow each
// other, those with the most words of the question, the earliest among equals, and
// as many as have at most limit code points, and half of that at least. Where there
// are no such clauses, it is the sentence.
func (s Sentence) Excerpt(abstract string, limit int) Span {
	if utf8.RuneCountInString(abstract[s.Start:s.End]) <= limit {
		return s.Span
	}
	ends := clauseEnds(abstract, s.Span)
	best, most := s.Span, -1
	for i, start := 0, s.Start; i < len(ends); i++ {
		for _, end := range slices.Backward(ends[i:]) {
			part := Span{start, start + len(strings.TrimRight(abstract[start:end], ",;，； "))}
			length := utf8.RuneCountInString(abstract[part.Start:part.End])
			if length > limit || length == 0 {
				continue
			}
			if n := s.matchesIn(part); n > most && 2*length >= limit && (i == 0 || n > 0) {
				best, most = part, n
			}
			break
		}
		start = min(skipSpace(abstract, ends[i]), s.End)
	}
	return best
}

// matchesIn returns how many different places of the question's words are in a
// part of the sentence.
func (s Sentence) matchesIn(part Span) int {
	n := 0
	for _, m := range s.Matches {
		if part.Start <= m.Start && m.End <= part.End {
			n++
		}
	}
	return n
}

// clauseEnds returns where the clauses of a sentence end, its own end last. A
// clause ends with a semicolon, or with a comma before one of the joints or before the
// mark of an item ("(2)"); nothing in brackets, quotes or formulas ends one.
func clauseEnds(abstract string, sentence Span) []int {
	var ends []int
	text := abstract[:sentence.End]
	for i := sentence.Start; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if end, ok := enclosedEnd(text, i, r); isOpening(r) && ok {
			i = end
			continue
		}
		i += size
		if endsClause(text, r, i) {
			ends = append(ends, i)
		}
	}
	return append(ends, sentence.End)
}

// endsClause reports whether a clause ends with the rune r, which stands before at.
func endsClause(text string, r rune, at int) bool {
	rest, spaced := strings.CutPrefix(text[at:], " ")
	switch r {
	case ';':
		return spaced
	case '；', '，':
		return true
	case ',':
		word, _, _ := strings.Cut(rest, " ")
		_, mark := listItem(rest)
		return spaced && (slices.Contains(joints, word) || mark > 0)
	}
	return false
}
