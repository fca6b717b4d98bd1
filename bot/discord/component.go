package discord

import (
	"github.com/bwmarrin/discordgo"
	"github.com/samber/lo"
)

// A component is any component as JSON says it, without the fields that have
// their default. discordgo's own encoding writes those, too, and goes over every
// component once for each that it lies in: of rendering an answer and writing it
// as JSON that took a third.
// Source: Discord's documentation, Component Reference.
type component struct {
	Type        discordgo.ComponentType `json:"type"`
	Components  []any                   `json:"components,omitempty"`
	Accessory   any                     `json:"accessory,omitempty"`
	AccentColor *int                    `json:"accent_color,omitempty"`
	Content     string                  `json:"content,omitempty"`
	Style       discordgo.ButtonStyle   `json:"style,omitempty"`
	Label       string                  `json:"label,omitempty"`
	URL         string                  `json:"url,omitempty"`
	CustomID    string                  `json:"custom_id,omitempty"`
	Placeholder string                  `json:"placeholder,omitempty"`
	Options     []menuOption            `json:"options,omitempty"`
}

// A menuOption is one of the choices of a menu.
type menuOption struct {
	Label       string `json:"label"`
	Value       string `json:"value"`
	Description string `json:"description,omitempty"`
}

// encodable returns components as encoding/json is to see them. Those that came
// from Discord stay as they are.
func encodable(components []discordgo.MessageComponent) []any {
	return lo.Map(components, func(c discordgo.MessageComponent, _ int) any { return encodableOne(c) })
}

func encodableOne(c discordgo.MessageComponent) any {
	switch c := c.(type) {
	case discordgo.Container:
		return component{Type: c.Type(), Components: encodable(c.Components), AccentColor: c.AccentColor}
	case discordgo.Section:
		return component{Type: c.Type(), Components: encodable(c.Components), Accessory: encodableOne(c.Accessory)}
	case discordgo.ActionsRow:
		return component{Type: c.Type(), Components: encodable(c.Components)}
	case discordgo.TextDisplay:
		return component{Type: c.Type(), Content: c.Content}
	case discordgo.Separator:
		return component{Type: c.Type()}
	case discordgo.Button:
		return component{Type: c.Type(), Style: c.Style, Label: c.Label, URL: c.URL, CustomID: c.CustomID}
	case discordgo.SelectMenu:
		return component{Type: c.Type(), CustomID: c.CustomID, Placeholder: c.Placeholder, Options: menuOptions(c.Options)}
	}
	return c
}

func menuOptions(options []discordgo.SelectMenuOption) []menuOption {
	return lo.Map(options, func(o discordgo.SelectMenuOption, _ int) menuOption {
		return menuOption{Label: o.Label, Value: o.Value, Description: o.Description}
	})
}
