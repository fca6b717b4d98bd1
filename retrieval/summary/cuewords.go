package summary

// A wordCue says what a single word may do in a sentence.
type wordCue uint16

const (
	isSubject    wordCue = 1 << iota // stands for the authors: "we"
	isWork                           // stands for their work, after "this": "paper"
	isBe                             // makes a passive: "is", "are"
	aims                             // "study", "investigate"
	proposes                         // "propose", "introduce"
	works                            // "use", "train"
	finds                            // "show", "find"
	alwaysResult                     // tells of results by itself: "outperforms"
	concludes                        // "conclude", "suggests"
	precedes                         // tells of what was there before: "existing"
	compares                         // "than", "higher"
)

// longestCue is the length of the longest words of the table.
const longestCue = 14

// wordCues looks a lower-cased word up. The words are those that abstracts of
// any field use to speak of themselves; none belongs to a subject.
func wordCues(word []byte) wordCue {
	switch string(word) {
	case "we", "our", "i":
		return isSubject
	case "paper", "work", "article", "thesis", "survey", "letter", "review", "contribution":
		return isWork
	case "report":
		return isWork | finds
	case "study":
		return isWork | aims
	case "is", "are", "was", "were", "be":
		return isBe
	case "studied", "investigate", "investigated", "investigates", "explore", "explores", "explored", "examine",
		"examined", "examines", "address", "addresses", "consider", "considers", "considered", "analyze", "analyse",
		"analyzes", "analyzed", "aim", "aims", "aimed", "seek", "seeks", "revisit", "ask", "assess", "assessed",
		"evaluate", "evaluated", "tackle", "focus", "focuses", "sought", "determine":
		return aims
	case "propose", "proposes", "proposed", "present", "presents", "presented", "introduce", "introduces",
		"introduced", "develop", "develops", "developed", "design", "describe", "describes", "provide", "provides",
		"devise", "formulate", "offer", "contribute", "build", "extend", "extends":
		return proposes
	case "use", "used", "uses", "train", "trained", "employ", "employed", "apply", "applied", "leverage", "utilize",
		"adopt", "conduct", "conducted", "performed", "collected", "enrolled", "randomized", "assigned", "measured",
		"compute", "construct", "combine", "combines", "consists", "based", "implement", "included", "recruited",
		"randomised", "treated", "obtained":
		return works
	case "show", "shows", "showed", "shown", "find", "found", "finds", "demonstrate", "demonstrates", "demonstrated",
		"observe", "observed", "prove", "proved", "reveal", "reveals", "revealed", "establish", "identify",
		"identified", "discover", "achieve", "achieves", "achieved", "obtain", "verify", "confirm",
		"confirmed", "derive":
		return finds
	case "indicate", "indicates", "indicated", "suggest", "suggests", "suggested", "indicating", "suggesting":
		return finds | concludes
	case "outperforms", "outperform", "outperforming", "surpasses", "surpassing", "exceeds", "exceeding", "results",
		"experiments", "findings", "significantly", "significant", "empirically", "experimentally", "surprisingly",
		"state-of-the-art", "improvements", "gains", "respectively", "resulted", "led", "associated", "demonstrating",
		"showing", "revealing", "consistently":
		return alwaysResult
	case "conclude", "concluded", "conclusion", "conclusions", "implications", "therefore", "thus", "overall",
		"highlight", "highlights", "imply", "implies", "hence", "may", "appears":
		return concludes
	case "however", "existing", "recent", "recently", "previous", "previously", "prior", "typically", "often",
		"widely", "traditional", "traditionally", "commonly", "challenging", "remains", "remain", "current",
		"currently", "unfortunately", "usually", "unclear", "unknown", "conventional", "popular", "challenge",
		"challenges", "become", "growing", "little", "although", "despite", "standard", "common":
		return precedes
	case "than", "more", "less", "higher", "lower", "better", "worse", "faster", "fewer", "greater", "smaller",
		"larger", "increase", "increased", "increases", "decrease", "decreased", "decreases", "reduce", "reduced",
		"reduces", "improve", "improved", "improves", "reduction", "improvement", "compared", "versus", "vs",
		"superior", "difference", "differences", "improving", "reducing", "boosts", "similar":
		return compares
	}
	return 0
}
