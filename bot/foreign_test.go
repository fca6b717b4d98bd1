package bot

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/samber/lo"
)

// A foreignQuestion is one in another language than English about the papers of
// the starting corpus, with the titles of those that answer it; none for a
// question about something else. They were written from the titles, before
// anything that they test.
type foreignQuestion struct {
	Language string   `json:"language"`
	Question string   `json:"question"`
	Titles   []string `json:"titles"`
}

func readForeign(t *testing.T) (out []foreignQuestion) {
	t.Helper()
	f, err := os.Open("testdata/foreign.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var q foreignQuestion
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			t.Fatal(err)
		}
		out = append(out, q)
	}
	return out
}

// A question in another language finds its paper among the first five, is not
// answered where the papers are about something else, and says how it was taken.
func TestForeignQuestions(t *testing.T) {
	t.Parallel()
	b := seedBot(t)
	found, asked, refused, foreign := map[string]int{}, map[string]int{}, 0, 0
	for _, q := range readForeign(t) {
		reply := askReply(t, b, Question{Text: q.Question, Papers: 5})
		if len(reply.Notices) == 0 || !strings.HasPrefix(reply.Notices[0].String(), "Understood as “") {
			t.Errorf("%q (%s) was taken for English", q.Question, q.Language)
			continue
		}
		if len(q.Titles) == 0 {
			foreign++
			if reply.Outcome != Answered {
				refused++
				continue
			}
			t.Logf("answered: %q: %s", q.Question, reply.Notices[0])
			continue
		}
		asked[q.Language]++
		if slices.ContainsFunc(reply.Sources, func(s Source) bool { return slices.Contains(q.Titles, s.Paper.Title) }) {
			found[q.Language]++
			continue
		}
		t.Logf("%s, not found: %q: %s", reply.Outcome, q.Question, reply.Notices[0])
	}
	t.Logf("found %v of %v; refused %d of %d", found, asked, refused, foreign)
	for language, n := range asked {
		if share := float64(found[language]) / float64(n); share < .7 {
			t.Errorf("%s: %.2f of the questions find their paper, want .7", language, share)
		}
	}
	all := float64(lo.Sum(lo.Values(found))) / float64(lo.Sum(lo.Values(asked)))
	if all < .7 {
		t.Errorf("%.2f of the questions find their paper, want .7", all)
	}
	if refused < foreign-1 {
		t.Errorf("%d of %d questions about something else are refused", refused, foreign)
	}
}
