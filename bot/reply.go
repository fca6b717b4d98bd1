package bot

import (
	"paperbot/corpus"
	"paperbot/retrieval/acronym"
	"paperbot/retrieval/summary"
)

// An Outcome says how far the corpus answers a question.
type Outcome string

const (
	Answered Outcome = "answered" // sentences that answer are quoted
	Closest  Outcome = "closest"  // papers are near, but nothing is quoted
	Nothing  Outcome = "nothing"  // the corpus has nothing on this
)

// A Response is anything that the bot can say. The surfaces switch on its type:
// [Reply], [Card], [Abstract], [Listing], [Help] or [Notice].
type Response interface{ response() }

// A Question is one question to the corpus.
type Question struct {
	Text   string
	Papers int // most papers wanted; default 3, and 5 where several papers or methods are asked for
	Skip   int // papers to leave out from the top: the next page of an answer
}

// A Reply answers a question.
type Reply struct {
	Question  string // as asked, cleaned of control characters
	Outcome   Outcome
	Corrected string   // the question as understood, only if its spelling was corrected
	Sources   []Source // best first
	More      bool     // further papers match beyond these
	Notices   []Text   // plain sentences for the reader, such as why nothing was found
	Compared  []Side   // what the question compares; empty for none

	// Suggestions are what can be asked instead, unless Answered: the notices say so.
	Suggestions []string
}

// A Side is one of the things that a question compares.
type Side struct {
	Name    string // as the question writes it
	Missing bool   // no paper is about it
}

// A Source is a paper of a reply with the sentences quoted from it.
type Source struct {
	Rank   int // 1 is best; goes on counting over the pages of an answer
	Paper  corpus.Paper
	Score  float64
	Quotes []Quote  // in the order of the abstract; empty unless Answered
	Spelt  []Spelt  // short forms in the quotes that the abstract spells out elsewhere
	About  []string // the sides of a comparison that it is about
}

// A Spelt is a short form with what an abstract says that it stands for.
type Spelt = acronym.Pair

// LongQuote is how many code points of a quote a surface shows whole; of a longer
// one it shows an excerpt. One in a hundred sentences of the starting corpus is
// longer.
const LongQuote = 350

// A Quote is a sentence word for word: Paper.Abstract[Start:End].
type Quote = summary.Sentence

// A Card presents one paper by itself.
type Card struct {
	Paper corpus.Paper
	Gist  *Quote  // nil when the abstract has no sentence
	Key   []Quote // at most three, in the order of the abstract
}

// An Abstract shows a paper's whole abstract.
type Abstract struct{ Paper corpus.Paper }

// A Listing is a titled list of papers without quotes from a question: papers
// like another, or the trending list.
type Listing struct {
	Title Text // such as "Papers like …"
	Items []Item
	Left  []LeftOut // of the trending list: what a rule kept out that would stand here
	Note  Text      // a plain sentence below the list; zero for none
}

// An Item is one paper of a listing or digest.
type Item struct {
	Rank    int
	Section Text // stands above it, where another part of the list begins; zero for none
	Paper   corpus.Paper
	Gist    *Quote // nil when the abstract has no sentence
	Reason  Text   // why it is here, such as "rank 3 in the list"; zero for none

	Score   float64   // of the trending ranking; 0 for none
	History []float64 // scores at this time of the last HistoryDays days, today's last; nil if not asked for
}

// Help tells what the bot can do, with questions that this corpus answers.
type Help struct {
	Papers   int      // size of the corpus
	Examples []string // questions to try
}

// A Notice is a short plain message: an empty question, an unknown number.
type Notice struct{ Text Text }

func (Reply) response()    {}
func (Card) response()     {}
func (Abstract) response() {}
func (Listing) response()  {}
func (Help) response()     {}
func (Notice) response()   {}
