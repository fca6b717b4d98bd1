package bot

import "cmp"

// A fit is how well a text fits a reading of what was typed.
type fit struct {
	text       textID
	held       float64 // what the terms that it has are worth, where some may be missing
	mistakes   int     // in the typed words
	place      place
	unfinished int // typed words that only begin a word
}

// A place is where the typed words stand in a text.
type place int

const (
	atStart    place = iota // it begins with them
	sideBySide              // they stand together, in the order in which they were typed
	scattered
)

// compare puts the better fit first.
func (f fit) compare(other fit) int {
	return cmp.Or(
		cmp.Compare(other.held, f.held),
		cmp.Compare(f.mistakes, other.mistakes),
		cmp.Compare(f.place, other.place),
		cmp.Compare(f.unfinished, other.unfinished),
		cmp.Compare(f.text, other.text),
	)
}

// isWorse tells at a glance that a text of these words fits worse than another
// text. It spares most of the work after one or two letters, which begin a word
// of nearly every text.
func (r reading) isWorse(words []wordID, than fit) bool {
	return r.weights == nil && than.mistakes == 0 && than.place == atStart && !r.standsAt(words)
}

// fit tells whether, and how well, a text of these words fits.
func (r reading) fit(words []wordID) (fit, bool) {
	var f fit
	have := 0
	for i, t := range r.terms {
		m, ok := t.best(words)
		if ok {
			have++
			f.mistakes += m.mistakes
			f.unfinished += m.unfinished
			if r.weights != nil {
				f.held += r.weights[i]
			}
		}
		if have+len(r.terms)-i-1 < r.need {
			return fit{}, false
		}
	}
	f.place = r.place(words)
	return f, true
}

// place returns the best place at which all terms stand.
func (r reading) place(words []wordID) place {
	for at := range words {
		if r.standsAt(words[at:]) {
			if at == 0 {
				return atStart
			}
			return sideBySide
		}
	}
	return scattered
}

// standsAt tells whether the words begin with all terms, in order.
func (r reading) standsAt(words []wordID) bool {
	for _, t := range r.terms {
		if _, ok := t.match(words); !ok {
			return false
		}
		words = words[len(t):]
	}
	return true
}

// A match is how a term matches words.
type match struct {
	mistakes   int
	unfinished int // 1 if the last word goes on after what was typed
}

// best returns the best match of a term in a text.
func (t term) best(words []wordID) (best match, ok bool) {
	for at := range words {
		m, matches := t.match(words[at:])
		if matches && (!ok || cmp.Or(cmp.Compare(m.mistakes, best.mistakes), cmp.Compare(m.unfinished, best.unfinished)) < 0) {
			best, ok = m, true
		}
	}
	return best, ok
}

// match tells how the words begin with the parts of a term.
func (t term) match(words []wordID) (m match, ok bool) {
	if len(words) < len(t) {
		return match{}, false
	}
	for i, part := range t {
		s, ok := part.of(words[i])
		if !ok {
			return match{}, false
		}
		m.mistakes += s.mistakes
		m.unfinished = 1
		if s.whole && words[i] == s.lo {
			m.unfinished = 0
		}
	}
	return m, true
}
