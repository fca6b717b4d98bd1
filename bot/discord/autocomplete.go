package discord

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"paperbot/bot"
)

// Discord's limits for suggestions. One that breaks them voids all.
const (
	maxChoices = 25
	maxChoice  = 100 // code points of a name and of a value
)

// A choice is a suggestion while a command is being typed.
type choice struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// autocomplete suggests what goes on from what was typed. There is no way to
// announce an answer here: too late is never.
func (c *Client) autocomplete(ctx context.Context, in *interaction, at time.Time) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.timings.window-c.cfg.Now().Sub(at))
	defer cancel()
	if err := c.chat.suggest(ctx, in, c.choices(ctx, in)); err != nil {
		c.undelivered(in, err)
	}
}

func (c *Client) choices(ctx context.Context, in *interaction) []choice {
	o, ok := options(in.Data.Options).focused()
	if !ok {
		return nil
	}
	typed := typedText(o.Value)
	switch {
	case o.Name == optionTitle && (in.Data.Name == commandPaper || in.Data.Name == commandSimilar):
		return c.titleChoices(ctx, typed)
	case o.Name == optionZone && in.Data.Name == commandDigest:
		return c.zoneChoices(typed)
	}
	return nil
}

// typedText returns what was typed so far, whatever JSON it came as.
func typedText(value json.RawMessage) string {
	var s string
	if json.Unmarshal(value, &s) != nil {
		return strings.Trim(string(value), `"`)
	}
	return s
}

func (c *Client) titleChoices(ctx context.Context, typed string) []choice {
	var choices []choice
	for _, p := range c.cfg.Bot.Complete(ctx, typed, maxChoices) {
		choices = appendChoice(choices, p.Title, string(p.ID))
	}
	return choices
}

// zoneChoices suggests time zones with the time that it is there now.
func (c *Client) zoneChoices(typed string) []choice {
	var choices []choice
	for _, name := range bot.CompleteZone(typed, maxChoices) {
		zone, err := time.LoadLocation(name)
		if err != nil {
			continue
		}
		choices = appendChoice(choices, name+" ("+c.cfg.Now().In(zone).Format("15:04")+" now)", name)
	}
	return choices
}

// appendChoice adds a suggestion that Discord will take: with a name, which is
// shortened, and with a value, which cannot be. A paper whose ID is too long is
// found by the beginning of its title.
func appendChoice(choices []choice, name, value string) []choice {
	name = cutPlain(name, maxChoice)
	if length(value) > maxChoice {
		value = strings.TrimSuffix(name, ellipsis)
	}
	if name == "" || value == "" || len(choices) == maxChoices {
		return choices
	}
	return append(choices, choice{Name: name, Value: value})
}
