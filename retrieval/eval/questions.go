package eval

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
	"unicode"

	"github.com/samber/lo"
	"golang.org/x/text/unicode/norm"
)

// answers is the grade of a paper that answers a question; a lower one is on
// its subject without answering it.
const answers = 2

// A Question is a judged question about a corpus.
type Question struct {
	ID       string          `json:"id"`
	Kind     string          `json:"kind"` // such as "typo"; figures are given for each kind
	Text     string          `json:"question"`
	Relevant []RelevantPaper `json:"relevant"`
	Near     []string        `json:"near"` // titles that may be named though nothing answers
}

// A RelevantPaper is a paper judged relevant for a question.
type RelevantPaper struct {
	Title     string   `json:"title"`
	Grade     int      `json:"grade"`     // 2: it answers the question; 1: it is on its subject
	Sentences []string `json:"sentences"` // those of its abstract that answer or support
}

// Answerable reports whether a paper of the corpus answers the question.
func (q Question) Answerable() bool {
	return lo.SomeBy(q.Relevant, func(p RelevantPaper) bool { return p.Grade >= answers })
}

// ReadQuestions yields the questions of r, one JSON object a line. A bad record
// costs that record: its error begins with "name:line: ", and reading goes on.
func ReadQuestions(name string, r io.Reader) iter.Seq2[Question, error] {
	firstTime := once("question")
	return records(name, r, func(q *Question) error {
		if err := firstTime(q.ID); err != nil {
			return err
		}
		return q.check()
	})
}

// ReadQuestionsFile returns the questions of a file, or its first fault.
func ReadQuestionsFile(path string) ([]Question, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return gather(ReadQuestions(path, f))
}

func (q *Question) check() error {
	if q.Kind == "" || strings.TrimSpace(q.Text) == "" {
		return fmt.Errorf("question %s without kind or text", q.ID)
	}
	seen := map[string]bool{}
	for _, p := range q.Relevant {
		key := textKey(p.Title)
		switch {
		case key == "":
			return fmt.Errorf("question %s: a paper without title", q.ID)
		case seen[key]:
			return fmt.Errorf("question %s: %q is judged twice", q.ID, p.Title)
		case p.Grade < 1 || p.Grade > answers:
			return fmt.Errorf("question %s: grade %d of %q is neither 1 nor 2", q.ID, p.Grade, p.Title)
		}
		seen[key] = true
	}
	return nil
}

// textKey is what texts are compared by: their letters and digits, compatibility
// forms unified (NFKC) and case folded. It forgives what cleaning a corpus
// changes: white space, quotation marks, dashes, mathematical alphabets.
func textKey(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(s))
}

// An Outcome is how far an answer says that the corpus answers.
type Outcome string

const (
	Answered Outcome = "answered" // sentences that answer are quoted
	Closest  Outcome = "closest"  // papers are named, but nothing is quoted
	Nothing  Outcome = "nothing"  // the corpus has nothing on this
)

// An Answer is what a program said to a question.
type Answer struct {
	Outcome Outcome
	Papers  []AnswerPaper // as shown, best first
	// Ranking has the titles of the papers ranked, best first, also those beyond
	// the ones shown: 10 are needed for every measure. Default: those of Papers.
	Ranking []string
}

// An AnswerPaper is a paper that an answer shows.
type AnswerPaper struct {
	Title     string
	Abstract  string   // as stored; quotes must stand in it byte for byte
	Sentences []string // quoted from it
}

func (a Answer) check() error {
	switch a.Outcome {
	case Answered, Closest, Nothing:
		return nil
	}
	return fmt.Errorf("answer with outcome %q", a.Outcome)
}

// refuses reports whether the answer neither claims nor quotes anything.
func (a Answer) refuses() bool {
	quotes := lo.SumBy(a.Papers, func(p AnswerPaper) int { return len(p.Sentences) })
	return a.Outcome != Answered && quotes == 0
}

// ranking returns the keys of the titles ranked, best first, each once. One who
// is told that there is nothing is given no ranking.
func (a Answer) ranking() []string {
	if a.Outcome == Nothing {
		return nil
	}
	titles := a.Ranking
	if titles == nil {
		titles = lo.Map(a.Papers, func(p AnswerPaper, _ int) string { return p.Title })
	}
	return lo.Uniq(lo.Map(titles, func(t string, _ int) string { return textKey(t) }))
}

var errNoQuestions = errors.New("no questions")
