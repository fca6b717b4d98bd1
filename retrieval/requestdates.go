package retrieval

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/samber/lo"

	"paperbot/retrieval/index"
)

// The stage Dates reads when the papers that a question wants are to have appeared,
// and which of them come first: "since 2023", "last month", "latest", "most
// upvoted". A paper of which the year alone is known is in a time that holds all of
// that year.

// A period is a year, a month or a day; what is 0 is not named. Other than as a day,
// none is named at all.
type period struct{ year, month, day int }

// day returns the period of the day that a time is in.
func day(t time.Time) period {
	y, m, d := t.Date()
	return period{y, int(m), d}
}

// first and last return the days with which it begins and ends.
func (p period) first() index.Date { return index.NewDate(p.year, max(1, p.month), max(1, p.day)) }

func (p period) last() index.Date {
	switch {
	case p.month == 0:
		return index.NewDate(p.year, 12, 31)
	case p.day == 0:
		return index.NewDate(p.year, p.month, 31)
	}
	return index.NewDate(p.year, p.month, p.day)
}

// String writes it as 2020, 2020-05 or 2020-05-17.
func (p period) String() string {
	switch {
	case p.month == 0:
		return strconv.Itoa(p.year)
	case p.day == 0:
		return fmt.Sprintf("%d-%02d", p.year, p.month)
	}
	return fmt.Sprintf("%d-%02d-%02d", p.year, p.month, p.day)
}

// addDates adds a limit of time; only LimitBetween has an until.
func (q *requestReader) addDates(kind LimitKind, p, until period) {
	l := Limit{Kind: kind, Text: p.String()}
	first, last := index.Date(0), ^index.Date(0)
	switch kind {
	case LimitSince:
		first = p.first()
	case LimitUntil:
		last = p.last()
	case LimitBefore:
		last = p.first() - 1
	case LimitDuring:
		first, last = p.first(), p.last()
	default:
		l.Until = until.String()
		first, last = p.first(), until.last()
	}
	if !q.ranker.snapshot.HasDates() {
		l.State = LimitUnrecorded
	} else {
		l.docs = docSet{}
		for doc, date := range q.ranker.snapshot.Documents() {
			if date != 0 && date.First() >= first && date.Last() <= last {
				l.docs.add(doc)
			}
		}
		if l.docs.isEmpty() {
			l.State = LimitUnknown
		}
	}
	q.Limits = append(q.Limits, l)
}

const (
	monthNames = `jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?`
	// momentForm matches a year, a month of one, or a day, with a group for each part.
	momentForm = `(?:the )?(?:(` + monthNames + `)\.?,? )?((?:19|20)\d\d)(?:-(\d\d)(?:-(\d\d))?)?`
	nounForm   = `(?:papers?|articles?|publications?|preprints?|works?|studies|research)`
	unitForm   = `(days?|weeks?|months?|years?)`
)

// A dateForm is a way to name a time; read returns false where it is none after all.
type dateForm struct {
	form *regexp.Regexp
	read func(q *requestReader, groups []string) bool
}

func newDateForm(form string, read func(*requestReader, []string) bool) dateForm {
	return dateForm{regexp.MustCompile(`(?i)\b` + form + `(?:$|[\s,.;:?!)])`), read}
}

// dateForms are tried in this order, the longer ones first.
var dateForms = []dateForm{
	newDateForm(`(?:published )?(?:between|from) `+momentForm+` (?:and|to|until|till|through) `+momentForm, func(q *requestReader, g []string) bool {
		return q.readBetween(moment(g[:4]), moment(g[4:]))
	}),
	newDateForm(`(?:(?:published )?(?:in|from|of|during) )?((?:19|20)\d\d) ?[-–—] ?((?:19|20)\d\d)`, func(q *requestReader, g []string) bool {
		return q.readBetween(moment([]string{"", g[0], "", ""}), moment([]string{"", g[1], "", ""}))
	}),
	newDateForm(`(?:published )?from `+momentForm+` (?:on|onwards?)`, readMoment(LimitSince)),
	newDateForm(`(?:published )?(?:since|from after|starting (?:from|in)|not before) `+momentForm, readMoment(LimitSince)),
	newDateForm(`(?:published )?(?:after|newer than|later than|more recent than) `+momentForm, func(q *requestReader, g []string) bool {
		return q.readSince(moment(g).next())
	}),
	newDateForm(`(?:published )?(?:before|prior to|older than|earlier than) `+momentForm, readMoment(LimitBefore)),
	newDateForm(`(?:published )?(?:until|till|up to|not after) `+momentForm, readMoment(LimitUntil)),
	newDateForm(`(?:published|written|released|appeared|came out|that appeared|from) (?:in )?`+momentForm, readMoment(LimitDuring)),
	newDateForm(`in (?:the year )?`+momentForm+`$`, readMoment(LimitDuring)),
	newDateForm(`(?:(?:published|from|of|in|over|during|within) )*(?:the )?(?:last|past|previous) (\d{1,3}|few|couple of|two|three|four|five|six|ten) `+unitForm, func(q *requestReader, g []string) bool {
		return q.readSince(day(ago(q.now, countOf(g[0]), g[1])))
	}),
	newDateForm(`(?:(?:published|from|of|in|over|during|within) )*(?:the )?past `+unitForm, func(q *requestReader, g []string) bool {
		return q.readSince(day(ago(q.now, 1, g[0])))
	}),
	newDateForm(`(?:(?:published|from|of|in|during) )*(last|this) (week|month|year)`, (*requestReader).readCalendar),
	newDateForm(`(?:published|from) (today|yesterday)`, (*requestReader).readDay),
	newDateForm(`^(today|yesterday)['’]s (?:new )?`+nounForm, func(q *requestReader, g []string) bool { return q.readDay(g) }),
}

// readMoment reads a form that names one period.
func readMoment(kind LimitKind) func(*requestReader, []string) bool {
	return func(q *requestReader, groups []string) bool {
		p := moment(groups)
		if !q.isPlausible(p) {
			return false
		}
		q.addDates(kind, p, period{})
		return true
	}
}

// moment returns the period of momentForm's groups, zero for none.
func moment(groups []string) (p period) {
	if groups[1] == "" {
		return period{}
	}
	p.year, _ = strconv.Atoi(groups[1])
	p.month, _ = strconv.Atoi(groups[2])
	p.day, _ = strconv.Atoi(groups[3])
	if groups[0] != "" {
		const shortest = 3 // letters tell a month
		p.month = 1 + slices.Index(strings.Fields("jan feb mar apr may jun jul aug sep oct nov dec"), strings.ToLower(groups[0][:shortest]))
	}
	return p
}

// next returns the period after it, of the same length.
func (p period) next() period {
	switch {
	case p.month == 0:
		return period{year: p.year + 1}
	case p.day == 0:
		t := time.Date(p.year, time.Month(p.month)+1, 1, 0, 0, 0, 0, time.UTC)
		return period{year: t.Year(), month: int(t.Month())}
	}
	return day(time.Date(p.year, time.Month(p.month), p.day+1, 0, 0, 0, 0, time.UTC))
}

// isPlausible tells whether papers can have appeared then, by next year's journals at
// the latest.
func (q *requestReader) isPlausible(p period) bool {
	return p.year > 0 && p.year <= q.now.Year()+1 && p.month <= 12 && p.day <= 31
}

func (q *requestReader) readSince(p period) bool {
	if !q.isPlausible(p) {
		return false
	}
	q.addDates(LimitSince, p, period{})
	return true
}

func (q *requestReader) readBetween(from, until period) bool {
	if !q.isPlausible(from) || !q.isPlausible(until) || from.first() > until.last() {
		return false
	}
	q.addDates(LimitBetween, from, until)
	return true
}

// countOf returns the number that a word of the forms above means.
func countOf(word string) int {
	switch word = strings.ToLower(word); word {
	case "couple of", "two":
		return 2
	case "few", "three":
		return 3
	}
	if n := slices.Index(strings.Fields("four five six seven eight nine ten"), word); n >= 0 {
		return n + 4
	}
	n, _ := strconv.Atoi(word)
	return n
}

// ago returns the time that many days, weeks, months or years before another.
func ago(t time.Time, n int, unit string) time.Time {
	switch strings.TrimSuffix(strings.ToLower(unit), "s") {
	case "day":
		return t.AddDate(0, 0, -n)
	case "week":
		return t.AddDate(0, 0, -7*n)
	case "month":
		return t.AddDate(0, -n, 0)
	}
	return t.AddDate(-n, 0, 0)
}

// readCalendar reads this or the last week (from Monday on), month or year.
func (q *requestReader) readCalendar(groups []string) bool {
	isLast := strings.EqualFold(groups[0], "last")
	switch strings.ToLower(groups[1]) {
	case "week":
		monday := q.now.AddDate(0, 0, -(int(q.now.Weekday())+6)%7)
		if !isLast {
			q.addDates(LimitSince, day(monday), period{})
			return true
		}
		q.addDates(LimitBetween, day(monday.AddDate(0, 0, -7)), day(monday.AddDate(0, 0, -1)))
	case "month":
		first := time.Date(q.now.Year(), q.now.Month(), 1, 0, 0, 0, 0, time.UTC)
		if isLast {
			first = first.AddDate(0, -1, 0)
		}
		q.addDates(LimitDuring, period{year: first.Year(), month: int(first.Month())}, period{})
	default:
		q.addDates(LimitDuring, period{year: q.now.Year() - lo.Ternary(isLast, 1, 0)}, period{})
	}
	return true
}

func (q *requestReader) readDay(groups []string) bool {
	q.addDates(LimitDuring, day(q.now.AddDate(0, 0, -lo.Ternary(strings.EqualFold(groups[0], "yesterday"), 1, 0))), period{})
	return true
}

// aboutPapers matches what shows that a question speaks of papers, and not of a time
// that they are about.
var aboutPapers = regexp.MustCompile(`(?i)\b(?:papers?|articles?|publications?|preprints?|research|work|anything|something|published|written|latest|newest|new)\b`)

// maxPlainDate is the number of words up to which a time is taken for that of the
// papers though the question does not speak of them.
const maxPlainDate = 8

// readDates reads when the papers are to have appeared.
func (q *requestReader) readDates() {
	if len(q.words()) > maxPlainDate && !aboutPapers.MatchString(q.text) {
		return
	}
	for _, f := range dateForms {
		m := f.form.FindStringSubmatchIndex(q.text)
		if m == nil {
			continue
		}
		groups := make([]string, 0, len(m)/2)
		for i := 2; i < len(m); i += 2 {
			group := ""
			if m[i] >= 0 {
				group = q.text[m[i]:m[i+1]]
			}
			groups = append(groups, group)
		}
		if f.read(q, groups) {
			end := m[0] + len(strings.TrimRight(q.text[m[0]:m[1]], " \t,.;:?!)"))
			q.cut(m[0], end)
		}
	}
}

// An orderForm is a way to ask for an order. What its group matches, or all where it
// has none, is taken out of the question.
type orderForm struct {
	order Order
	form  *regexp.Regexp
}

var orderForms = lo.Map([]struct {
	order Order
	form  string
}{
	{NewestFirst, `\b(latest|newest|most recent|recent|new) (?:` + nounForm + `)\b`},
	{NewestFirst, `^(?:the )?(latest|newest|most recent)\b`},
	{NewestFirst, `\b(?:the )?(?:latest|newest|most recent)(?: ones?)? first\b`},
	{NewestFirst, `\b(?:sorted|ordered|sort|order) by (?:date|recency)\b`},
	{OldestFirst, `\b(oldest|earliest) (?:` + nounForm + `)\b`},
	{OldestFirst, `\b(?:the )?(?:oldest|earliest)(?: ones?)? first\b`},
	{MostVotesFirst, `\b(top(?:[- ]voted|[- ]rated)?(?: \d{1,2})?|most (?:popular|upvoted|up-voted|voted|liked)(?: \d{1,2})?|(?:best|highest)[- ](?:voted|rated)|popular) (?:` + nounForm + `)\b`},
	{MostVotesFirst, `^(?:the )?(most (?:popular|upvoted|up-voted|voted|liked))\b`},
	{MostVotesFirst, `\b(?:sorted|ordered|sort|order) by (?:votes|popularity)\b`},
	{MostVotesFirst, `\bwith the most (?:up-?)?votes\b`},
}, func(f struct {
	order Order
	form  string
}, _ int) orderForm {
	return orderForm{f.order, regexp.MustCompile(`(?i)` + f.form)}
})

// readOrder reads which papers are to come first.
func (q *requestReader) readOrder() {
	for _, f := range orderForms {
		m := f.form.FindStringSubmatchIndex(q.text)
		if m == nil {
			continue
		}
		start, end := m[0], m[1]
		if len(m) > 2 {
			start, end = m[2], m[3]
		}
		q.Order = f.order
		q.OrderUnknown = f.order == MostVotesFirst && !q.ranker.snapshot.HasVotes() || f.order != MostVotesFirst && !q.ranker.snapshot.HasDates()
		q.cut(start, end)
		return
	}
}
