// Package eval measures how well papers are found, questions answered and
// abstracts summed up, and how fast. It reads judged collections ([Collection],
// [Qrels]) and rankings ([Run]), computes measures over them ([Evaluate],
// [Compare], [EvaluateAnswers], [EvaluateSummary], [MeasureIndexing], [MeasureSearch]) and gives
// reports that marshal to JSON and print as tables.
//
// It knows nothing of the program that it measures: that comes in as functions,
// so another search library can be measured in the same way.
//
// Promised: the same input gives the same figures; ranking measures agree with
// trec_eval run as "trec_eval -c" (tied scores ordered by document ID,
// descending), but queries that have no relevant document are left out of means.
// Fractions are between 0 and 1 everywhere, never per cent.
//
// Readers stream, take plain and gzip-compressed input alike (told by content,
// not by name), allow a byte order mark, CRLF and blank lines, and name the file
// and line of a fault. A fault is never skipped over: a figure from half of the
// judgements is worse than none.
package eval
