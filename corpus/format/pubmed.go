package format

import (
	"strings"

	"paperbot/corpus"
)

// splitPubMed reads PubMed's XML, one article an element.
//
//	<PubmedArticle> <MedlineCitation> <PMID/> <Article> <Journal><Title/>…
//	  <ArticleTitle/> <Abstract><AbstractText Label="METHODS"/>… <AuthorList>…
//
// A structured abstract is its parts, each after its label and a colon. Titles
// that PubMed translated stand in brackets, which are taken off.
func splitPubMed(s *source, yield func(found) bool) error {
	return splitElements(s, yield, pubMedArticle, "PubmedArticle", "PubmedBookArticle")
}

func pubMedArticle(n *node) (draft, error) {
	citation := n.child("MedlineCitation")
	article := citation.child("Article")
	if citation == nil { // a book
		citation = n.child("BookDocument")
		article = citation
	}
	if article == nil {
		return draft{}, ErrMalformed
	}
	d := draft{
		title:      untranslated(article.child("ArticleTitle").markup()),
		abstract:   structured(article.all("Abstract/AbstractText")),
		venue:      article.child("Journal/Title").text(),
		language:   article.child("Language").text(),
		categories: texts(citation.all("KeywordList/Keyword")),
		published:  pubMedDate(article.child("ArticleDate")),
		ids:        []corpus.ID{corpus.PMID(citation.child("PMID").text())},
	}
	if d.title == "" {
		d.title = untranslated(article.child("VernacularTitle").markup())
	}
	if d.title == "" {
		d.title = article.child("Book/BookTitle").markup()
	}
	if d.published == "" {
		d.published = pubMedDate(article.child("Journal/JournalIssue/PubDate"))
	}
	for _, a := range article.all("AuthorList/Author") {
		name := a.child("ForeName").text() + " " + a.child("LastName").text()
		if c := a.child("CollectiveName"); c != nil {
			name = c.text()
		}
		d.authors = append(d.authors, name)
	}
	for _, id := range append(article.all("ELocationID"), n.all("PubmedData/ArticleIdList/ArticleId")...) {
		arxiv, _ := corpus.ArXivID(id.text())
		d.ids = append(d.ids, arxiv)
		if id.attr("EIdType") == "doi" || id.attr("IdType") == "doi" {
			d.ids = append(d.ids, corpus.DOI(id.text()))
		}
	}
	for _, kind := range texts(article.all("PublicationTypeList/PublicationType")) {
		d.withdrawn = d.withdrawn || kind == "Retracted Publication"
	}
	return d, nil
}

// untranslated takes the brackets off a title that PubMed translated.
func untranslated(title string) string {
	if inner, ok := strings.CutPrefix(title, "["); ok {
		for _, end := range []string{"].", "]"} {
			if inner, ok := strings.CutSuffix(inner, end); ok && !strings.ContainsAny(inner, "[]") {
				return inner
			}
		}
	}
	return title
}

// structured joins the parts of an abstract with their labels.
func structured(parts []*node) string {
	var b strings.Builder
	for _, p := range parts {
		text := p.markup()
		if label := p.attr("Label"); label != "" && !strings.EqualFold(label, "unlabelled") {
			text = label + ": " + text
		}
		b.WriteString(text + " ")
	}
	return b.String()
}

func pubMedDate(n *node) string {
	if n == nil {
		return ""
	}
	if whole := n.child("MedlineDate"); whole != nil {
		return whole.text()
	}
	return strings.TrimSpace(n.child("Year").text() + " " + n.child("Month").text() + " " + n.child("Day").text())
}
