package retrieval

import "paperbot/corpus"

// Telling returns the stems that tell p from other papers: the words by which
// Similar looks for papers like it, most telling first.
func (s *Searcher) Telling(p corpus.Paper) []string {
	r := s.ranker.Load()
	tokens := s.analyzer.Tokens(s.analyzer.Tokens(nil, p.Title), p.Abstract)
	var stems []string
	for _, t := range r.strongest(r.weigh(tokens), similarTerms) {
		stems = append(stems, t.Term)
	}
	return stems
}
