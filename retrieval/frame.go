package retrieval

import (
	"regexp"
	"strings"

	"github.com/samber/lo"
)

// A frame is what a question may begin or end with besides its content. Few words
// begin or end one, so that of most questions no pattern is tried.
type frame struct {
	words   string // one of these begins an opening, or ends a closing
	pattern string // of an opening, what follows that word; of a closing, the whole
}

// Parts of several openings.
const (
	greeted  = `( (all|bot|there|guys|everyone|everybody|folks|team|paperbot))?\b`
	looking  = ` (looking|searching|trying|interested|curious|wondering|hunting)( (for|in|to find|to understand|about|if|whether|to learn))*\b`
	kinds    = `got|have|need|any|some|all|more|good|recent|new|relevant|related|interesting|useful|latest|best|the|a|an|which|what|that|those|these|was|were|is|are`
	writings = `papers?|articles?|publications?|preprints?|studies|literature|anything|something|research papers?`
	onWhat   = `( (out there|here|you know|in (the|this) corpus))?( (that|which|on|about|of|for|regarding|concerning|covering|where|wherein|in which|dealing with|related to|applied to))?\b`
)

// opening are frames at the start of a question, tried again and again until
// none fits: greetings, then requests, then names for what is wanted.
var opening = byWord([]frame{
	{`hey hi hello yo hiya ok okay so well sorry dear morning`, greeted},
	{`good`, ` (morning|afternoon|evening)` + greeted},
	{`please pls plz kindly just question`, `\b`},
	{`quick`, ` question\b`},
	{`if`, ` (this is )?(a )?(dumb|stupid|silly|naive) (q|question)\b`},
	{`do does did can could would will may might`, ` (you|u|anyone|anybody|someone|somebody|i|we)( guys| all)?( please| kindly)? (know|have|recommend|suggest|find|show|give|tell|point|explain|list|search|remember|think|get|ask|look|share|summari[sz]e)( me| us)?( (of|about|to|for|up|at|out))?( (if|whether))?\b`},
	{`i`, `( am|'m| was|'ve been| have been)` + looking},
	{`im`, looking},
	{`we`, `( are|'re)` + looking},
	{`i we`, `( would|'d)? (want|need|like|wonder|remember|am after)( to (know|find|read|learn|understand|see)( more)?)?( (about|for|if|whether))?\b`},
	{`is are`, ` there( (any|some|a|an))?\b`},
	{`show give find get list recommend suggest tell send fetch search look`, `( (me|us))?( (about|for|up))?\b`},
	{strings.ReplaceAll(kinds, "|", " "), ` ((` + kinds + `) )*(` + writings + `)` + onWhat},
	{`paper papers article articles publication publications preprint preprints studies literature anything something`, onWhat},
	{`research`, ` papers?` + onWhat},
	{`what which who where when why how`, `( exactly)?( ('s|is|are|was|were|do|does|did|can|could|should|would|has|have))( (we|i|you|one|people|they))?( meant by)?\b`},
	{`define explain describe`, `\b`},
	{`meaning definition overview`, ` of\b`},
	{`introduction`, ` to\b`},
	{`tell`, ` me (more )?about\b`},
}, func(f frame) string {
	return `^(?i:(` + strings.Join(strings.Fields(f.words), "|") + `)` + f.pattern + `)`
})

// closings are frames at the end of a question.
var closings = []frame{
	{
		`thanks you thx ty cheers please pls plz much lot advance all everyone guys bot`,
		`(thanks|thank you|thx|ty|cheers|please|pls|plz)( (so much|a lot|in advance|you|all|everyone|guys|bot))*`,
	},
	{`me us`, `for (me|us)`},
	{`thing problem issue effect`, `(is|are) (that|this|it|there) (a )?(known|common|normal|usual) (thing|problem|issue|effect)`},
	{`know help`, `(do|does|can|could) (anyone|anybody|someone|you) (know|help)`},
	{
		`idea ideas suggestion suggestions pointer pointers recommendation recommendations thought thoughts`,
		`any (ideas?|suggestions?|pointers?|recommendations?|thoughts?)`,
	},
}

var closing = byWord(closings, func(f frame) string { return `(?i:\b` + f.pattern + `)$` })

// byWord returns the compiled patterns of frames by the words of each, in the
// order of the frames.
func byWord(frames []frame, pattern func(frame) string) map[string][]*regexp.Regexp {
	all := map[string][]*regexp.Regexp{}
	for _, f := range frames {
		re := regexp.MustCompile(pattern(f))
		for word := range strings.FieldsSeq(f.words) {
			all[word] = append(all[word], re)
		}
	}
	return all
}

// isWordByte tells whether a byte is part of a word as patterns see it (\b).
func isWordByte(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b == '_'
}

// firstWord returns the word that a text begins with, lowered.
func firstWord(text string) string {
	end := 0
	for end < len(text) && isWordByte(text[end]) {
		end++
	}
	return strings.ToLower(text[:end])
}

// lastWord returns the word that a text ends with, lowered.
func lastWord(text string) string {
	start := len(text)
	for start > 0 && isWordByte(text[start-1]) {
		start--
	}
	return strings.ToLower(text[start:])
}

// around is what may stand between frames.
const around = " \t\n\r,;:.!?…-–—"

// unframe returns the part of a question that is neither greeting, request nor
// thanks, as byte offsets. Where nothing else is left, that is all of it.
func unframe(text string) (start, end int) {
	start, end = withoutFrames(text)
	if strings.Trim(text[start:end], around) == "" {
		return 0, len(text)
	}
	return start, end
}

// withoutFrames is unframe, but returns nothing where nothing is left.
func withoutFrames(text string) (start, end int) {
	start, end = 0, len(text)
	for trimmed := true; trimmed; {
		start += len(text[start:end]) - len(strings.TrimLeft(text[start:end], around))
		trimmed = false
		for _, re := range opening[firstWord(text[start:end])] {
			if m := re.FindStringIndex(text[start:end]); m != nil && m[1] > 0 {
				start += m[1]
				trimmed = true
				break
			}
		}
	}
	for trimmed := true; trimmed; {
		end = start + len(strings.TrimRight(text[start:end], around))
		trimmed = false
		for _, re := range closing[lastWord(text[start:end])] {
			if m := re.FindStringIndex(text[start:end]); m != nil {
				end = start + m[0]
				trimmed = true
				break
			}
		}
	}
	return start, end
}

// questionStops are function words that carry no content in a question. They
// stay in the index: a title may consist of them.
var questionStops = lo.Keyify(strings.Fields(`
	about above after again against all also am any anybody anyone anything aren around because been before being
	below between both can cannot cant could couldnt did didnt do does doesnt doing dont down during each either else
	ever every few from further get gets getting give given gives go goes going got had hadnt has hasnt have havent
	having he hello her here hers herself hey hi him himself his how however i id if ill im instead isnt its itself
	ive just know let lets like made make makes making many may maybe me mean meant means might mine more most much
	must my myself neither nor of off often once one ones only other ought our ours ourselves out over own please
	rather really same shall she should shouldnt since so some somebody someone something sometimes still than thanks
	thats them themselves theres theyre thing things those though through thus too toward towards under until up upon
	us use used uses using very via want wants wasnt we well were werent what whatever whats when where whether which
	while who whom whose why without wont would wouldnt written wrote yes yet you your yours yourself`))
