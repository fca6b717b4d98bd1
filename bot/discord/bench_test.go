package discord

import (
	"encoding/json"
	"testing"

	"paperbot/bot"
)

// BenchmarkRender measures from the bot's answer to the bytes of the message.
func BenchmarkRender(b *testing.B) {
	papers, err := seedBot()
	if err != nil {
		b.Fatal(err)
	}
	response, err := papers.Ask(b.Context(), bot.Question{Text: loraQuestion})
	if err != nil {
		b.Fatal(err)
	}
	r := testRenderer()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := json.Marshal(r.message(response).body()); err != nil {
			b.Fatal(err)
		}
	}
}
