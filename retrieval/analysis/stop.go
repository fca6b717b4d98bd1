package analysis

import "github.com/samber/lo"

// stopWords are Lucene's 33 English stop words (its EnglishAnalyzer's default
// set): left out of papers and questions alike. Question words and the like
// stay in, since titles such as "What is being transferred…" need them.
var stopWords = lo.Keyify([]string{
	"a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in",
	"into", "is", "it", "no", "not", "of", "on", "or", "such", "that", "the",
	"their", "then", "there", "these", "they", "this", "to", "was", "will", "with",
})
