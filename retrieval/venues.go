package retrieval

import (
	"slices"
	"strings"

	"github.com/samber/lo"

	"paperbot/retrieval/index"
)

// venueForms are short names of conferences and journals of the field with what
// they stand for, folded: sources have either. Short names in small letters are
// taken for the venue's only where they are no words.
var venueForms = lo.SliceToMap([][]string{
	{"neurips", "nips", "neural information processing systems"},
	{"nips", "neurips", "neural information processing systems"},
	{"iclr", "learning representations"},
	{"icml", "international conference on machine learning"},
	{"cvpr", "computer vision and pattern recognition"},
	{"iccv", "international conference on computer vision"},
	{"eccv", "european conference on computer vision"},
	{"wacv", "winter conference on applications of computer vision"},
	{"bmvc", "british machine vision conference"},
	{"miccai", "medical image computing and computer assisted intervention"},
	{"acl", "annual meeting of the association for computational linguistics"},
	{"naacl", "north american chapter of the association for computational linguistics"},
	{"eacl", "european chapter of the association for computational linguistics"},
	{"emnlp", "empirical methods in natural language processing"},
	{"coling", "conference on computational linguistics"},
	{"conll", "computational natural language learning"},
	{"tacl", "transactions of the association for computational linguistics"},
	{"interspeech", "conference of the international speech communication association"},
	{"icassp", "acoustics speech and signal processing"},
	{"aaai", "aaai conference on artificial intelligence"},
	{"ijcai", "joint conference on artificial intelligence"},
	{"aistats", "artificial intelligence and statistics"},
	{"uai", "uncertainty in artificial intelligence"},
	{"colt", "conference on learning theory", "computational learning theory"},
	{"kdd", "knowledge discovery and data mining"},
	{"sigir", "research and development in information retrieval"},
	{"ecir", "european conference on information retrieval"},
	{"cikm", "information and knowledge management"},
	{"wsdm", "web search and data mining"},
	{"recsys", "conference on recommender systems"},
	{"icra", "conference on robotics and automation"},
	{"iros", "intelligent robots and systems"},
	{"corl", "conference on robot learning"},
	{"rss", "robotics science and systems"},
	{"chi", "human factors in computing systems"},
	{"siggraph"},
	{"icse", "international conference on software engineering"},
	{"jmlr", "journal of machine learning research"},
	{"tmlr", "transactions on machine learning research"},
	{"tpami", "transactions on pattern analysis and machine intelligence"},
	{"pnas", "proceedings of the national academy of sciences"},
	{"prl", "physical review letters", "phys rev lett"},
}, func(forms []string) (string, []string) { return forms[0], forms })

// venueIsWord tells the short names that are words, or short forms of other things.
var venueIsWord = lo.Keyify([]string{"acl", "rss", "chi", "colt", "uai"})

// venueBoilerplate is what sources put around the name of a venue.
var venueBoilerplate = lo.Keyify(strings.Fields("proceedings proc of the in annual international vol volume no pp pages"))

// bareVenue returns the words of a venue that name it: no numbers, no boilerplate at
// its ends.
func bareVenue(words []string) []string {
	words = lo.Reject(words, func(w string, _ int) bool { return strings.ContainsAny(w, "0123456789") })
	isBoilerplate := func(w string) bool { return lo.HasKey(venueBoilerplate, w) }
	for len(words) > 0 && isBoilerplate(words[0]) {
		words = words[1:]
	}
	for len(words) > 0 && isBoilerplate(words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	return words
}

// atVenue returns the papers of the venue that somebody calls so, of one year where
// that is not 0: the year in the venue's name or, where it has none, the paper's.
func (r *ranker) atVenue(asked []string, year int) labelled {
	var found, undated labelled
	for _, v := range r.venues() {
		if !v.is(asked) {
			continue
		}
		switch named, same := isOfYear(strings.Fields(v.words), year); {
		case year == 0 || same:
			found.add(v.label, v.postings)
		case !named:
			undated.add(v.label, v.postings)
		}
	}
	if undated.isKnown() {
		if docs := undated.docs.and(r.inYear(year)); !docs.isEmpty() {
			found.docs = found.docs.or(docs)
		}
	}
	return found
}

// A venue is one that papers of the corpus have.
type venue struct {
	label    string
	words    string // with a blank before and after each
	bare     string // see bareVenue
	postings index.Postings
}

// newVenue returns the venue that a label is about.
func newVenue(label string) venue {
	words := strings.Fields(strings.Split(label, labelSep)[1])
	return venue{label: label, words: " " + strings.Join(words, " ") + " ", bare: strings.Join(bareVenue(words), " ")}
}

// is tells whether somebody may call the venue so.
func (v venue) is(asked []string) bool {
	wanted := strings.Join(bareVenue(asked), " ")
	return v.bare == wanted && wanted != "" ||
		slices.ContainsFunc(venueForms[wanted], func(form string) bool { return strings.Contains(v.words, " "+form+" ") })
}

// allVenues returns the venues of the corpus.
func (r *ranker) allVenues() (all []venue) {
	for label, postings := range r.snapshot.Labels(venueLabel) {
		v := newVenue(label)
		v.postings = postings
		all = append(all, v)
	}
	return all
}
