package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/samber/lo"

	"paperbot/bot"
	"paperbot/corpus"
	"paperbot/retrieval"
	"paperbot/retrieval/index"
)

// The JSON that commands print. Scripts rely on these keys: more may come, none
// may change.

// An answer is what ask --json prints for a question.
type answer struct {
	Question  string        `json:"question"`
	Outcome   bot.Outcome   `json:"outcome"`
	Corrected string        `json:"corrected,omitempty"`
	Compared  []side        `json:"compared,omitempty"`
	Papers    []answerPaper `json:"papers"`
	Notices   []string      `json:"notices,omitempty"`
	Instead   []string      `json:"suggestions,omitempty"`
}

type answerPaper struct {
	Rank        int          `json:"rank"`
	ID          corpus.ID    `json:"id"`
	Title       string       `json:"title"`
	URL         string       `json:"url"`
	Score       float64      `json:"score"`
	About       []string     `json:"about,omitempty"` // sides of a comparison
	Sentences   []sentence   `json:"sentences"`
	Acronyms    []spelling   `json:"acronyms,omitempty"`
	Explanation *explanation `json:"explanation,omitempty"`
}

// A side is one of the things that a question compares.
type side struct {
	Name    string `json:"name"`
	Missing bool   `json:"missing"` // no paper is about it
}

// A spelling is a short form in the sentences that the abstract spells out elsewhere.
type spelling struct {
	Short string `json:"short"`
	Long  string `json:"long"`
}

// A sentence is a quote: Start and End are byte offsets in the abstract.
type sentence struct {
	Text  string `json:"text"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// newAnswer puts a response into JSON's terms. What is no reply (the question
// had no content, or was too long) says why in its notices.
func newAnswer(question string, response bot.Response, why explanations) answer {
	reply, ok := response.(bot.Reply)
	if !ok {
		a := answer{Question: strings.ToValidUTF8(question, "\uFFFD"), Outcome: bot.Nothing, Papers: []answerPaper{}}
		if notice, ok := response.(bot.Notice); ok {
			a.Notices = []string{notice.Text.String()}
		} else {
			a.Notices = []string{"There is nothing in this question to search for."}
		}
		return a
	}
	return answer{
		Question:  reply.Question,
		Outcome:   reply.Outcome,
		Corrected: reply.Corrected,
		Compared:  lo.Map(reply.Compared, func(s bot.Side, _ int) side { return side{s.Name, s.Missing} }),
		Notices:   lo.Map(reply.Notices, func(t bot.Text, _ int) string { return t.String() }),
		Instead:   reply.Suggestions,
		Papers: lo.Map(reply.Sources, func(s bot.Source, _ int) answerPaper {
			return answerPaper{
				Rank:        s.Rank,
				ID:          s.Paper.ID,
				Title:       s.Paper.Title,
				URL:         s.Paper.Link(),
				Score:       s.Score,
				About:       s.About,
				Sentences:   sentences(s.Paper, s.Quotes),
				Acronyms:    lo.Map(s.Spelt, func(p bot.Spelt, _ int) spelling { return spelling{p.Short, p.Long} }),
				Explanation: newExplanation(why, s.Paper.ID),
			}
		}),
	}
}

func sentences(p corpus.Paper, quotes []bot.Quote) []sentence {
	return lo.Map(quotes, func(q bot.Quote, _ int) sentence {
		return sentence{p.Abstract[q.Start:q.End], q.Start, q.End}
	})
}

// An explanation is retrieval's, term by term and stage by stage.
type explanation struct {
	Terms  []explainedTerm  `json:"terms"`
	Stages []explainedStage `json:"stages"`
	Beside []string         `json:"beside_words,omitempty"` // what was asked for beside words
}

type explainedTerm struct {
	Term         string           `json:"term"`
	Weight       float64          `json:"weight"`
	IDF          float64          `json:"idf"`
	DF           int              `json:"df"`
	Fields       []explainedField `json:"fields"`
	Contribution float64          `json:"contribution"`
}

type explainedField struct {
	Field        string  `json:"field"`
	TF           uint32  `json:"tf"`
	Length       uint32  `json:"length"`
	Contribution float64 `json:"contribution"`
}

type explainedStage struct {
	Stage        retrieval.Stage `json:"stage"`
	Contribution float64         `json:"contribution"`
}

func newExplanation(why explanations, id corpus.ID) *explanation {
	e, ok := why[id]
	if !ok {
		return nil
	}
	return &explanation{
		Terms: lo.Map(e.Terms, func(t retrieval.TermScore, _ int) explainedTerm {
			return explainedTerm{t.Term.Term, t.Weight, t.IDF, t.DocFreq, explainedFields(t), t.Contribution}
		}),
		Stages: lo.Map(e.Stages, func(s retrieval.StageScore, _ int) explainedStage {
			return explainedStage{s.Stage, s.Contribution}
		}),
		Beside: besideWords(e.Request),
	}
}

// explainedFields shares a term's contribution out to the fields that have it,
// by their normalised frequencies.
func explainedFields(t retrieval.TermScore) []explainedField {
	names := [index.NumFields]string{index.Title: "title", index.Abstract: "abstract"}
	frequency := lo.SumBy(t.Fields[:], func(f retrieval.FieldScore) float64 { return f.Frequency })
	fields := []explainedField{}
	for i, f := range t.Fields {
		if f.TF > 0 {
			fields = append(fields, explainedField{names[i], f.TF, f.Length, t.Contribution * f.Frequency / frequency})
		}
	}
	return fields
}

// A list is what similar --json and trending --json print.
type list struct {
	Title  string      `json:"title"`
	Papers []listPaper `json:"papers"`
	Note   string      `json:"note,omitempty"`
}

type listPaper struct {
	Rank    int       `json:"rank"`
	Section string    `json:"section,omitempty"`
	ID      corpus.ID `json:"id"`
	Title   string    `json:"title"`
	URL     string    `json:"url"`
	Reason  string    `json:"reason,omitempty"`
	Gist    *sentence `json:"gist,omitempty"`
}

func newList(l bot.Listing) list {
	return list{l.Title.String(), lo.Map(l.Items, func(item bot.Item, _ int) listPaper {
		p := item.Paper
		return listPaper{item.Rank, item.Section.String(), p.ID, p.Title, p.Link(), item.Reason.String(), quoted(p, item.Gist)}
	}), l.Note.String()}
}

// A card is what paper --json prints.
type card struct {
	ID       corpus.ID  `json:"id"`
	Title    string     `json:"title"`
	URL      string     `json:"url"`
	Gist     *sentence  `json:"gist,omitempty"`
	Key      []sentence `json:"key"`
	Abstract string     `json:"abstract"`
}

func newCard(c bot.Card) card {
	p := c.Paper
	return card{p.ID, p.Title, p.Link(), quoted(p, c.Gist), sentences(p, c.Key), p.Abstract}
}

func quoted(p corpus.Paper, q *bot.Quote) *sentence {
	if q == nil {
		return nil
	}
	return &sentences(p, []bot.Quote{*q})[0]
}

// writeJSON writes v on one line. Control characters of the second block
// (C1), which JSON may hold as they are and terminals obey, are escaped.
func writeJSON(w io.Writer, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	var out strings.Builder
	for _, r := range b.String() {
		if unicode.IsControl(r) && r != '\n' {
			fmt.Fprintf(&out, `\u%04x`, r)
			continue
		}
		out.WriteRune(r)
	}
	_, err := io.WriteString(w, out.String())
	return err
}
