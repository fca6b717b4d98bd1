package retrieval

import (
	"fmt"
	"slices"
	"strings"

	"github.com/samber/lo"
)

// A Stage is a named step of ranking beyond plain BM25F, which can be left out
// to measure what it is worth.
type Stage string

// The stages, in the order in which they work.
const (
	Names         Stage = "names"          // "papers by Kaiming He" asks who wrote them, "at NeurIPS" where they appeared
	Dates         Stage = "dates"          // "since 2023" asks when, "latest" which come first
	Foreign       Stage = "foreign"        // a question in another language is said in English terms
	Frames        Stage = "frames"         // "do you know papers about…" is no content
	QuestionStops Stage = "question-stops" // nor are function words of a question
	Phrases       Stage = "phrases"        // what is in quotation marks must stand in the paper
	Compounds     Stage = "compounds"      // "pre training" meets "pretraining"
	Spelling      Stage = "spelling"       // words unknown to the corpus are corrected
	Acronyms      Stage = "acronyms"       // "PEFT" meets what papers say that it stands for
	Families      Stage = "families"       // "analysis" meets "analytic"
	TitleCoverage Stage = "title-coverage" // titles that the question holds come first
	TitleStart    Stage = "title-start"    // so do titles that begin with the question
	Proximity     Stage = "proximity"      // and papers in which words of the question stand together
	Feedback      Stage = "feedback"       // so do papers with the words of the best ones
	Neighbours    Stage = "neighbours"     // and papers like others that fit
	Comparison    Stage = "comparison"     // "X vs Y" is a question about both, and one about each
)

// Stages returns all stages, in the order in which they work.
func Stages() []Stage {
	return []Stage{Names, Dates, Foreign, Frames, QuestionStops, Phrases, Compounds, Spelling, Acronyms, Families, TitleCoverage, TitleStart, Proximity, Feedback, Neighbours, Comparison}
}

// stages are those that are active.
type stages []Stage

func newStages(without []Stage) (stages, error) {
	unknown := lo.Without(without, Stages()...)
	if len(unknown) > 0 {
		all := lo.Map(Stages(), func(s Stage, _ int) string { return string(s) })
		return nil, fmt.Errorf("no stage %q; there are %s", unknown[0], strings.Join(all, ", "))
	}
	return lo.Without(Stages(), without...), nil
}

func (s stages) has(stage Stage) bool { return slices.Contains(s, stage) }
