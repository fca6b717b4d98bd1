package summary

import (
	"slices"
	"strings"
	"unicode"
)

// A Kind is what a question asks for.
type Kind int

const (
	KindOther      Kind = iota // a topic, or a question of no kind below
	KindDefinition             // what is X, define X, what does X mean
	KindHow                    // how does X work, how to
	KindWhy
	KindNumber // how many, how much, what accuracy
	KindWho
	KindWhen
	KindWhich // which methods, what effect
	KindYesNo // does X help
	KindCompare
	KindList     // list …, papers about …, which papers
	KindOverview // tell me about X, explain X
	KindClaim    // X helps.
)

// String returns the kind's name as explanations print it.
func (k Kind) String() string {
	names := [...]string{"other", "definition", "how", "why", "number", "who", "when", "which", "yes/no", "compare",
		"list", "overview", "claim"}
	return names[k]
}

// isTopic reports whether a question of kind k asks about a subject at large,
// so that what papers set out to do and propose answers it as well as what they
// found. Claims, effects and numbers ask for findings.
func (k Kind) isTopic() bool {
	switch k {
	case KindOther, KindHow, KindWhy, KindCompare, KindList, KindOverview:
		return true
	}
	return false
}

// KindOf tells the kind of a question by its wording. What follows a colon
// counts where the rest says nothing: "Warmup: is it needed?"
func KindOf(text string) Kind {
	kind := kindOf(text)
	if at := strings.LastIndex(text, ": "); kind == KindOther && at >= 0 {
		return kindOf(text[at+1:])
	}
	return kind
}

func kindOf(text string) Kind {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '-'
	})
	words = dropChatter(words)
	switch {
	case len(words) == 0:
		return KindOther
	case isCompare(words):
		return KindCompare
	case seeksPapers(words):
		return KindList
	case isNumber(words):
		return KindNumber
	case isDefinition(words):
		return KindDefinition
	case isOverview(words):
		return KindOverview
	}
	kind := kindByFirst(words)
	if kind == KindOther && isClaim(text, words) {
		return KindClaim
	}
	return kind
}

// seekingWords is how many words at most come before "paper" in a request for
// papers: "what was that paper that …".
const seekingWords = 6

// seeksPapers reports whether papers themselves are asked for, and not how many
// there are, who wrote them or what this one says.
func seeksPapers(words []string) bool {
	if hasPair(words, "how", "many") || kindByFirst(words) == KindWho {
		return false
	}
	at := slices.IndexFunc(words[:min(seekingWords, len(words))], func(w string) bool {
		switch w {
		case "paper", "papers", "article", "articles", "thesis", "survey", "surveys", "publications", "literature":
			return true
		}
		return false
	})
	return at == 0 || at > 0 && words[at-1] != "this"
}

// isClaim reports whether a text states something: it ends with a full stop, or
// has a verb such as "is" after its first word and does not end as a question.
func isClaim(text string, words []string) bool {
	text = strings.TrimSpace(text)
	if strings.HasSuffix(text, "?") {
		return false
	}
	return strings.HasSuffix(text, ".") || slices.ContainsFunc(words[1:], isAuxiliary)
}

// dropChatter drops greetings and politeness before the question proper.
func dropChatter(words []string) []string {
	for len(words) > 0 {
		switch words[0] {
		case "hey", "hi", "hello", "yo", "bot", "please", "pls", "ok", "okay", "so", "and", "but", "well", "um",
			"all", "there":
			words = words[1:]
		default:
			return words
		}
	}
	return words
}

func kindByFirst(words []string) Kind {
	switch words[0] {
	case "how":
		return KindHow
	case "why":
		return KindWhy
	case "who", "whose", "whom":
		return KindWho
	case "when":
		return KindWhen
	case "which", "what", "what's", "whats", "where":
		return KindWhich
	case "list", "papers", "paper", "find", "show", "articles", "anything", "any":
		return KindList
	}
	if isAuxiliary(words[0]) && len(words) > 2 {
		if hasPair(words, "do", "you") || hasPair(words, "are", "there") || hasPair(words, "is", "there") ||
			hasPair(words, "can", "you") || hasPair(words, "could", "you") {
			return KindList
		}
		return KindYesNo
	}
	return KindOther
}

func isAuxiliary(word string) bool {
	switch word {
	case "is", "are", "was", "were", "do", "does", "did", "can", "could", "should", "would", "will", "has", "have",
		"had", "may", "might", "must":
		return true
	}
	return false
}

// shortChoice is how many words at most a question has that asks for one of two
// things by "or" alone: "Pre-LN or Post-LN transformer?"
const shortChoice = 8

func isCompare(words []string) bool {
	switch words[0] {
	case "compare", "difference", "differences", "comparing", "comparison":
		return true
	}
	if slices.Contains(words, "vs") || slices.Contains(words, "versus") {
		return true
	}
	either := len(words) <= shortChoice && slices.Contains(words, "or")
	return hasPair(words, "difference", "between") || hasPair(words, "differences", "between") ||
		hasPair(words, "compare", "to") || hasPair(words, "compare", "with") || hasPair(words, "better", "than") ||
		either && (slices.Contains(words, "better") || kindByFirst(words) == KindOther)
}

func isNumber(words []string) bool {
	if words[0] == "how" && len(words) > 1 {
		switch words[1] {
		case "large", "big", "long", "fast", "often", "far", "accurate":
			return true
		}
	}
	if hasPair(words, "how", "many") || hasPair(words, "how", "much") {
		return true
	}
	if words[0] != "what" || len(words) < 3 {
		return false
	}
	switch words[1] {
	case "fraction", "share", "number", "score", "speedup", "size", "proportion":
		return true
	}
	return slices.ContainsFunc(words[1:min(len(words), 5)], func(w string) bool {
		return w == "accuracy" || w == "percentage" || w == "percent"
	})
}

// definitionWords is how many words at most, after "what is", name one thing
// and do not yet ask something about it.
const definitionWords = 5

func isDefinition(words []string) bool {
	switch {
	case words[0] == "define", words[0] == "definition":
		return true
	case hasPair(words, "is", "meant"), hasPair(words, "mean", "by"), hasPair(words, "stand", "for"),
		hasPair(words, "stands", "for"):
		return true
	case words[0] == "what" && words[len(words)-1] == "mean":
		return true
	}
	rest := words[1:]
	switch {
	case words[0] == "what's", words[0] == "whats":
	case words[0] == "what" && len(rest) > 1 && (rest[0] == "is" || rest[0] == "are"):
		rest = rest[1:]
	default:
		return false
	}
	return len(rest) > 0 && len(rest) <= definitionWords && !slices.ContainsFunc(rest, asksAbout)
}

// asksAbout reports whether a word after "what is" shows that something about
// a thing is asked, not what it is.
func asksAbout(word string) bool {
	switch word {
	case "effect", "effects", "impact", "influence", "role", "best", "reason", "cause", "relation", "relationship",
		"advantage", "advantages", "benefit", "benefits", "known", "new", "wrong", "needed", "used":
		return true
	}
	return false
}

func isOverview(words []string) bool {
	return words[0] == "explain" || words[0] == "summarize" || words[0] == "summarise" || words[0] == "describe" ||
		words[0] == "overview" || hasPair(words, "tell", "me")
}

// hasPair reports whether a stands right before b in words.
func hasPair(words []string, a, b string) bool {
	for i := 1; i < len(words); i++ {
		if words[i-1] == a && words[i] == b {
			return true
		}
	}
	return false
}
