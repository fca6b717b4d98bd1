package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

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
func (c voice) autocomplete(ctx context.Context, in *interaction, at time.Time) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.timings.window-c.cfg.Now().Sub(at))
	defer cancel()
	if err := c.chat.suggest(ctx, in, c.choices(ctx, in)); err != nil {
		c.undelivered(in, err)
	}
}

// choices suggests values for the option that is being typed. What an option
// takes goes by its name, in every command.
func (c voice) choices(ctx context.Context, in *interaction) []choice {
	o, ok := options(in.Data.Options).focused()
	if !ok {
		return nil
	}
	typed := typedText(o.Value)
	switch o.Name {
	case optionTitle:
		return c.titleChoices(ctx, typed)
	case optionTopic, optionWithout:
		return c.topicChoices(ctx, typed)
	case optionZone:
		return c.zoneChoices(typed)
	case optionTime:
		return timeChoices(typed)
	case optionAlert:
		return c.alertChoices(ctx, bot.UserID(in.from().ID), typed)
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

// topicChoices suggests topics, and at the end what was typed: a topic may be
// anything.
func (c *Client) topicChoices(ctx context.Context, typed string) []choice {
	var choices []choice
	for _, topic := range c.cfg.Bot.CompleteTopic(ctx, typed, maxChoices-1) {
		choices = appendChoice(choices, topic, topic)
	}
	typed = strings.TrimSuffix(cutPlain(strings.Join(strings.Fields(typed), " "), maxTopic), ellipsis)
	return appendChoice(choices, typed, typed)
}

// zoneChoices suggests time zones with the time that it is there now.
func (c voice) zoneChoices(typed string) []choice {
	var choices []choice
	now := c.cfg.Now()
	for _, m := range bot.CompleteZone(typed, now, maxChoices) {
		choices = appendChoice(choices, c.renderer.zoneLabel(m, now), m.Location.String())
	}
	return choices
}

// zoneLabel presents a zone: "Munich: Europe/Berlin (14:05 now, UTC+1)". The
// database names fixed offsets by the other sign, which would mislead here.
func (r renderer) zoneLabel(m bot.ZoneMatch, now time.Time) string {
	local := now.In(m.Location)
	_, seconds := local.Zone()
	clock, offset := local.Format("15:04"), utcOffset(seconds)
	name := m.Location.String()
	if strings.HasPrefix(name, "Etc/") {
		return r.say("%s all year (%s now)", offset, clock)
	}
	if m.Place != "" {
		name = m.Place + ": " + name
	}
	return r.say("%s (%s now, %s)", name, clock, offset)
}

// utcOffset writes an offset in seconds: "UTC", "UTC+1", "UTC-3:30".
func utcOffset(seconds int) string {
	sign, minutes := "+", seconds/60
	if minutes < 0 {
		sign, minutes = "-", -minutes
	}
	switch hours, rest := minutes/60, minutes%60; {
	case minutes == 0:
		return "UTC"
	case rest == 0:
		return fmt.Sprintf("UTC%s%d", sign, hours)
	default:
		return fmt.Sprintf("UTC%s%d:%02d", sign, hours, rest)
	}
}

// timeChoices suggests times of the day on both clocks.
func timeChoices(typed string) []choice {
	var choices []choice
	for _, t := range bot.CompleteTime(typed, maxChoices) {
		clock := time.Date(1, 1, 1, 0, int(t), 0, 0, time.UTC)
		choices = appendChoice(choices, t.String()+clock.Format(" (3:04 PM)"), t.String())
	}
	return choices
}

// appendChoice adds a suggestion if Discord will take it: with a name that can be
// seen, which is shortened, and with a value, which cannot be, neither of them
// there already. A paper whose ID is too long is found by the beginning of its
// title.
func appendChoice(choices []choice, name, value string) []choice {
	name = cutPlain(name, maxChoice)
	if length(value) > maxChoice {
		value = strings.TrimSuffix(name, ellipsis)
	}
	same := func(c choice) bool { return c.Name == name || c.Value == value }
	if !visible(name) || !visible(value) || len(choices) == maxChoices || slices.ContainsFunc(choices, same) {
		return choices
	}
	return append(choices, choice{Name: name, Value: value})
}

// visible tells whether a text has anything that is seen without its neighbours.
func visible(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S) && r != utf8.RuneError
	})
}
