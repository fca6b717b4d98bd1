package discord

import (
	"paperbot/bot"
	"paperbot/bot/discord/words"
)

// A voice is the client as it speaks to one member: in the language of their
// Discord if there are words for it, else in English.
type voice struct {
	*Client
	renderer renderer
}

func (c *Client) speaking(locale string) voice {
	return voice{c, renderer{memory: c.renderer.memory, words: words.In(locale), charts: c.renderer.charts}}
}

// notice renders a plain sentence.
func (c voice) notice(format string, args ...any) message {
	return c.renderer.message(bot.Notice{Text: bot.Say(format, args...)})
}

// markdown renders markdown made of our own words and escaped ones.
func (c voice) markdown(format string, args ...any) message {
	return c.renderer.markdown(c.renderer.say(format, args...))
}

// say says something of ours in the language of the renderer.
func (r renderer) say(format string, args ...any) string { return r.in(bot.Say(format, args...)) }

// in says a text in the language of the renderer.
func (r renderer) in(t bot.Text) string { return t.In(r.words.Text) }
