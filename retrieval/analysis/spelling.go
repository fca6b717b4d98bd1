package analysis

import (
	"strings"

	"github.com/samber/lo"
)

// American returns the American spelling of a lower-case word, or the word
// itself. It works by endings (-ise, -our, -lling) and a list of
// single words; the words that only look British are listed below.
func American(word string) string {
	if len(word) < 5 {
		return word
	}
	if strings.Contains(word, "is") {
		if us, ok := americanVerb(word); ok {
			return us
		}
	}
	if us, ok := britishWords[word]; ok {
		return us
	}
	if strings.Contains(word, "our") {
		for _, e := range ourWords {
			if at := strings.Index(word, e.british); at >= 0 {
				return word[:at] + e.american + word[at+len(e.british):]
			}
		}
	}
	return singleL(word)
}

// americanVerb returns the American spelling of a verb in -ise or a noun made of
// it, and false for other words.
func americanVerb(word string) (string, bool) {
	for _, e := range iseEndings {
		base, ok := strings.CutSuffix(word, e.british)
		if !ok {
			continue
		}
		if len(base) < 3 || lo.HasKey(alwaysS, base) || hasSuffixOf(base, alwaysSTails) {
			return "", false
		}
		return base + e.american, true
	}
	return "", false
}

// singleL undoes the British doubling of a final l: modelling, labelled.
func singleL(word string) string {
	for _, suffix := range []string{"led", "ling", "lings", "ler", "lers"} {
		if base, ok := strings.CutSuffix(word, suffix); ok && lo.HasKey(doublesL, base) {
			return base + suffix[1:]
		}
	}
	return word
}

// doublesL are the verbs whose final l is doubled in British spelling alone.
var doublesL = lo.Keyify([]string{
	"cancel", "channel", "counsel", "dial", "fuel", "funnel", "label", "level", "marvel", "model", "panel",
	"quarrel", "relabel", "remodel", "signal", "total", "travel", "tunnel", "unravel", "mislabel", "unlabel",
})

type ending struct{ british, american string }

// iseEndings are the forms of verbs in -ise, longest first.
var iseEndings = []ending{
	{"isations", "izations"}, {"isation", "ization"}, {"isingly", "izingly"},
	{"ising", "izing"}, {"isers", "izers"}, {"iser", "izer"},
	{"ised", "ized"}, {"ises", "izes"}, {"ise", "ize"},
}

// alwaysS holds what stands before -ise, -ised, … in words that are spelt with
// s on both sides of the ocean, or are no such verbs. Bases of one or two
// letters (wise, noise, raise) never change and need no entry.
var alwaysS = lo.Keyify([]string{
	"adv", "adver", "advert", "anis", "appra", "bra", "bru", "chem", "circumc", "clockw", "comprom", "conc", "cru",
	"dem", "desp", "disgu", "enterpr", "exc", "expert", "franch", "improv", "inc", "likew", "mala", "mayonna",
	"merchand", "mort", "otherw", "para", "parad", "porpo", "pra", "prec", "imprec", "prem", "prox", "rejo",
	"repr", "telev", "tort", "treat", "turquo",
})

// alwaysSTails are endings of such bases: supervised, pairwise, counterpoise.
var alwaysSTails = []string{"superv", "rev", "prom", "surpr", "exerc", "dev", "w", "compr", "no", "po"}

// britishWords are single words that no ending tells.
var britishWords = map[string]string{
	"analyse": "analyze", "analysed": "analyzed", "analysing": "analyzing", "analyser": "analyzer",
	"catalyse": "catalyze", "catalysed": "catalyzed", "paralyse": "paralyze", "hydrolyse": "hydrolyze",
	"centre": "center", "centres": "centers", "centred": "centered", "metre": "meter", "metres": "meters",
	"fibre": "fiber", "fibres": "fibers", "litre": "liter", "litres": "liters", "theatre": "theater",
	"grey": "gray", "defence": "defense", "defences": "defenses", "offence": "offense", "licence": "license",
	"artefact": "artifact", "artefacts": "artifacts", "sceptic": "skeptic", "sceptical": "skeptical",
	"catalogue": "catalog", "catalogues": "catalogs", "dialogue": "dialog", "dialogues": "dialogs",
	"programme": "program", "programmes": "programs", "ageing": "aging", "judgement": "judgment",
	"judgements": "judgments", "fulfil": "fulfill", "enrol": "enroll", "tonne": "ton", "tonnes": "tons",
	"aluminium": "aluminum", "plough": "plow", "storey": "story", "mould": "mold", "moulding": "molding",
	"haem": "heme", "foetal": "fetal", "foetus": "fetus", "oestrogen": "estrogen", "oedema": "edema",
	"anaemia": "anemia", "leukaemia": "leukemia", "diarrhoea": "diarrhea", "paediatric": "pediatric",
	"orthopaedic": "orthopedic", "gynaecology": "gynecology", "anaesthesia": "anesthesia", "ischaemic": "ischemic",
	"ischaemia": "ischemia", "haemoglobin": "hemoglobin", "haemorrhage": "hemorrhage", "caesarean": "cesarean",
}

// ourWords are spelt with -or in America wherever they stand in a word.
var ourWords = []ending{
	{"behaviour", "behavior"}, {"colour", "color"}, {"favour", "favor"}, {"flavour", "flavor"}, {"honour", "honor"},
	{"humour", "humor"}, {"labour", "labor"}, {"neighbour", "neighbor"}, {"rumour", "rumor"}, {"tumour", "tumor"},
	{"vapour", "vapor"}, {"vigour", "vigor"}, {"endeavour", "endeavor"}, {"harbour", "harbor"}, {"odour", "odor"},
}

func hasSuffixOf(s string, suffixes []string) bool {
	return lo.SomeBy(suffixes, func(suffix string) bool { return strings.HasSuffix(s, suffix) })
}
