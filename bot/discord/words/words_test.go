package words

import (
	"strings"
	"testing"
)

func TestLocalesFallBackToTheirLanguage(t *testing.T) {
	t.Parallel()
	for locale, want := range map[string]string{
		"de": "fragen", "de-AT": "fragen", "fr-CA": "demander", "es-ES": "preguntar", "es-419": "preguntar", "es": "preguntar",
		"pt-BR": "perguntar", "pt": "perguntar", "pt-PT": "perguntar", "ja": "質問", "ja-JP": "質問", "zh-CN": "提问",
		// English: who reads these may read none of the others.
		"en-US": "ask", "en-GB": "ask", "zh-TW": "ask", "zh": "ask", "it": "ask", "dede": "ask", "": "ask",
		// Not from Discord.
		"DE": "ask", "-": "ask", "-de": "ask", "../de": "ask", "de.json": "ask", "de\x00": "ask", "\xff\xfe": "ask", "de_DE": "ask",
		"\u202ede": "ask", "%s%d": "ask", strings.Repeat("de", 1_000_000): "ask",
	} {
		if got := In(locale).Name("ask"); got != want {
			t.Errorf("%.20q: /ask is called %q, want %q", locale, got, want)
		}
	}
}

func TestUnknownTextsStayEnglish(t *testing.T) {
	t.Parallel()
	for _, english := range []string{"", "no such text: 100%", "%s", "ask"} {
		if got := In("de").Text(english); got != english {
			t.Errorf("%q became %q", english, got)
		}
	}
}
