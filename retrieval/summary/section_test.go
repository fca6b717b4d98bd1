package summary

import "testing"

func TestSectionLabelled(t *testing.T) {
	tests := []struct {
		name, sentence string
		in, want       section
	}{
		{"in capitals", "METHODS Forty patients took part.", aimSection, methodSection},
		{"with a colon", "Results: It is faster.", noSection, resultSection},
		{"of several words", "MAIN OUTCOME MEASURES Survival.", noSection, methodSection},
		{"of two parts", "CONCLUSIONS AND RELEVANCE It helps.", resultSection, conclusionSection},
		{"with commas", "DESIGN, SETTING, AND PARTICIPANTS A cohort.", noSection, methodSection},
		{"a note", "TRIAL REGISTRATION ISRCTN 1.", conclusionSection, noteSection},
		{"alone", "RESULTS", noSection, resultSection},
		{"holds on", "They were old.", methodSection, methodSection},
		{"none before", "They were old.", noSection, noSection},
		{"an acronym is none", "PTEN inhibits AKT.", noSection, noSection},
		{"a word that only begins alike", "RESULTSX are here.", noSection, noSection},
		{"lower case without a colon", "Results are good.", aimSection, aimSection},
		{"no sentence", "", resultSection, resultSection},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.in.labelled(tt.sentence); got != tt.want {
				t.Errorf("%q: section %d, want %d", tt.sentence, got, tt.want)
			}
		})
	}
}
