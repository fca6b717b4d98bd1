package summary

import "testing"

func TestReadCues(t *testing.T) {
	proposal := func(c cues) bool { return c.proposal }
	aim := func(c cues) bool { return c.aim }
	method := func(c cues) bool { return c.method }
	result := func(c cues) bool { return c.result }
	background := func(c cues) bool { return c.isBackground() }
	definition := func(c cues) bool { return c.definition }
	measured := func(c cues) bool { return c.measured }
	leaning := func(c cues) bool { return c.leaning }
	opening := func(c cues) bool { return c.opening }
	quotable := func(c cues) bool { return c.isQuotable() }
	tests := []struct {
		name, sentence string
		cue            func(cues) bool
		want           bool
	}{
		{"we propose", "To this end, we propose MAG, a metric.", proposal, true},
		{"adverbs between", "In it we then briefly introduce a metric.", proposal, true},
		{"this paper presents", "This paper presents a metric.", proposal, true},
		{"passive", "A new metric is proposed.", proposal, true},
		{"of others", "Several approaches were introduced in the past.", proposal, false},
		{"our proposed", "Our proposed metric wins.", proposal, false},
		{"we study", "We study why it fails.", aim, true},
		{"in this work", "In this work, a metric for graphs.", aim, true},
		{"a study of others", "They study graphs.", aim, false},
		{"objective label", "OBJECTIVE: To compare two drugs.", aim, true},
		{"we use", "We use a ResNet.", method, true},
		{"methods label", "METHODS Forty patients.", method, true},
		{"we show that", "We show that it is fast.", result, true},
		{"results show", "Experimental results show gains.", result, true},
		{"outperforms", "It outperforms BERT.", result, true},
		{"no result", "Graphs have nodes.", result, false},
		{"however", "However, existing metrics are slow.", background, true},
		{"background with an aim", "However, we study existing metrics.", background, false},
		{"is a", "Grokking is a phenomenon of training.", definition, true},
		{"refers to", "PEFT refers to adapting few weights.", definition, true},
		{"we call", "We call it lazy training.", definition, true},
		{"no definition", "It works well.", definition, false},
		{"percentage", "Accuracy rises by 3.2%.", measured, true},
		{"times", "It is 3x faster.", measured, true},
		{"a bare number", "We use 3 networks.", measured, false},
		{"heading", "Related work.", quotable, false},
		{"offer of code", "Our code is available at https://example.org/code.", quotable, false},
		{"a data set as the contribution", "We introduce a dataset, which is available to all.", quotable, true},
		{"question", "But does it scale to large graphs?", quotable, false},
		{"a note on funding", "FUNDING The fund paid for all of it.", quotable, false},
		{"opens with the paper", "In this paper, graphs are drawn.", opening, true},
		{"opens with a past of ours", "Recently we drew graphs.", opening, true},
		{"comes to us late", "Graphs are what we draw.", opening, false},
		{"points back", "Moreover, it scales to large graphs.", leaning, true},
		{"points nowhere", "Graphs scale, moreover.", leaning, false},
		{"statement", "It scales to large graphs.", quotable, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.cue(readCues(tt.sentence, noSection.labelled(tt.sentence))); got != tt.want {
				t.Errorf("%q: %v, want %v", tt.sentence, got, tt.want)
			}
		})
	}
}

func TestReadCuesCounts(t *testing.T) {
	c := readCues("In 2020, OpenAI's GPT-3 was 10 times larger than BERT and better.", noSection)
	if c.words != 13 || c.numbers != 2 || c.names != 3 || c.comparatives != 3 {
		t.Errorf("%d words, %d numbers, %d names, %d comparatives; want 13, 2, 3, 3", c.words, c.numbers, c.names, c.comparatives)
	}
}
