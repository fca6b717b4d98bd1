package eval

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/samber/lo"
)

// A Summarizer is the part of a program that picks sentences, as it is measured.
// Only the functions that the kind of set needs must be given.
type Summarizer struct {
	// Gist returns the number, from 0, of the sentence that stands for a paper.
	Gist func(title string, sentences []string) int

	// Rank returns the numbers of the sentences that answer a question, best
	// first. Those left out are taken as not ranked.
	Rank func(question, title string, sentences []string) []int

	// Segment cuts a text into sentences.
	Segment func(text string) []string

	// Confidence returns how sure the program is that the corpus, less the papers
	// with the IDs left out, answers the question: higher is surer.
	Confidence func(ctx context.Context, question string, leaveOut []string) (float64, error)
}

// A SummaryKind is what a set measures. It is told by the fields of its items.
type SummaryKind string

const (
	GistSet    SummaryKind = "gist"         // has references, no question: the gist is compared with them
	RankSet    SummaryKind = "rank"         // has relevant: the ranking of the sentences is judged
	SelectSet  SummaryKind = "select"       // has question and references: the two best sentences are compared with them
	SegmentSet SummaryKind = "segmentation" // has text: its sentences are compared
	RefusalSet SummaryKind = "refusal"      // has answerable: the confidence is judged
)

// A SummaryItem is one line of a set.
type SummaryItem struct {
	ID         string   `json:"id"`
	Set        string   `json:"set"`
	Question   string   `json:"question"`
	Title      string   `json:"title"`
	Text       string   `json:"text"`
	Sentences  []string `json:"sentences"`
	Relevant   []int    `json:"relevant"`   // numbers of sentences, from 0
	References []string `json:"references"` // texts that were written by people
	Answerable *int     `json:"answerable"` // 1 or 0
	LeaveOut   []string `json:"leave_out"`
}

var errUnknownSet = errors.New("unknown kind of item: it has neither text, answerable, relevant nor references")

// Kind returns what the item measures, and an error where that cannot be told.
func (it SummaryItem) Kind() (SummaryKind, error) {
	switch {
	case it.Answerable != nil:
		return RefusalSet, nil
	case it.Text != "":
		return SegmentSet, nil
	case it.Relevant != nil:
		return RankSet, nil
	case it.References != nil && it.Question != "":
		return SelectSet, nil
	case it.References != nil:
		return GistSet, nil
	}
	return "", errUnknownSet
}

// check returns the item's kind, or an error if it cannot be measured.
func (it SummaryItem) check() (SummaryKind, error) {
	kind, err := it.Kind()
	switch {
	case err != nil:
		return "", err
	case kind != RefusalSet && len(it.Sentences) == 0:
		return "", fmt.Errorf("item %s without sentences", it.ID)
	case kind == RefusalSet && *it.Answerable != 0 && *it.Answerable != 1:
		return "", fmt.Errorf("item %s: answerable is %d, neither 0 nor 1", it.ID, *it.Answerable)
	}
	return kind, checkNumbers(it.Relevant, it)
}

// checkNumbers returns an error for a number that is none of the item's
// sentences.
func checkNumbers(numbers []int, it SummaryItem) error {
	for _, i := range numbers {
		if i < 0 || i >= len(it.Sentences) {
			return fmt.Errorf("item %s: no sentence %d of %d", it.ID, i, len(it.Sentences))
		}
	}
	return nil
}

// ReadSummaryFile returns the items of a set, or its first fault. All are of one
// kind.
func ReadSummaryFile(path string) ([]SummaryItem, SummaryKind, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	var kind SummaryKind
	firstTime := once("item")
	items, err := gather(records(path, f, func(it *SummaryItem) error {
		if err := firstTime(it.ID); err != nil {
			return err
		}
		k, err := it.check()
		if err != nil {
			return err
		}
		if kind == "" {
			kind = k
		}
		if k != kind {
			return fmt.Errorf("item %s is of kind %s, those before of kind %s", it.ID, k, kind)
		}
		return nil
	}))
	if err == nil && len(items) == 0 {
		err = fmt.Errorf("%s: no items", path)
	}
	return items, kind, err
}

// Join joins sentences by blanks into the abstract that they were cut from. The
// function returns the number of the sentence at a byte offset; a blank belongs
// to the sentence before it.
func Join(sentences []string) (text string, at func(offset int) int) {
	starts := make([]int, len(sentences))
	end := 0
	for i, s := range sentences {
		starts[i] = end
		end += len(s) + 1
	}
	return strings.Join(sentences, " "), func(offset int) int {
		i, found := slices.BinarySearch(starts, offset)
		if !found {
			i--
		}
		return lo.Clamp(i, 0, max(0, len(sentences)-1))
	}
}
