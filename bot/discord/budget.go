package discord

import "github.com/bwmarrin/discordgo"

// Discord's limits for one Components V2 message.
const (
	maxComponents = 40   // nested ones count
	maxText       = 4000 // code points in all text displays together
)

// A budget is what may still go into one message.
type budget struct {
	components int
	text       int
}

// spend takes what the components cost and reports whether there was enough;
// if not, it takes nothing.
func (b *budget) spend(components ...discordgo.MessageComponent) bool {
	cost := costOf(components...)
	if cost.components > b.components || cost.text > b.text {
		return false
	}
	b.components -= cost.components
	b.text -= cost.text
	return true
}

// costOf returns what components take of a message's budget.
func costOf(components ...discordgo.MessageComponent) budget {
	var cost budget
	for _, c := range components {
		cost.add(c)
	}
	return cost
}

func (b *budget) add(c discordgo.MessageComponent) {
	b.components++
	switch c := c.(type) {
	case discordgo.TextDisplay:
		b.text += length(c.Content)
	case discordgo.ActionsRow:
		for _, nested := range c.Components {
			b.add(nested)
		}
	case discordgo.Section:
		b.add(c.Accessory)
		for _, nested := range c.Components {
			b.add(nested)
		}
	case node:
		b.text += length(c.content())
		for _, nested := range append(c.parts(), c.accessories()...) {
			b.add(nested)
		}
	}
}

// A page is a message in the making: one container that cannot outgrow the
// limits, because whatever does not fit is not added.
type page struct {
	left  budget
	parts []discordgo.MessageComponent
}

// newPage returns an empty page. Its budget is without the container, and without
// the text that a button may open in place.
func newPage() *page {
	return &page{left: budget{components: maxComponents - 2, text: maxText}}
}

// add adds the components, all or none, and reports whether they fitted.
func (p *page) add(components ...discordgo.MessageComponent) bool {
	if !p.left.spend(components...) {
		return false
	}
	p.parts = append(p.parts, components...)
	return true
}

// text adds a text display if it fits. Empty text, which Discord refuses, adds
// nothing.
func (p *page) text(markdown string) {
	if markdown != "" {
		p.add(discordgo.TextDisplay{Content: markdown})
	}
}

// nothing stands in a message that would be empty, which Discord refuses.
const nothing = "There is nothing to show."

// message closes the page.
func (p *page) message() message {
	if len(p.parts) == 0 {
		p.text(nothing)
	}
	accent := accentColour
	return message{components: []discordgo.MessageComponent{
		discordgo.Container{AccentColor: &accent, Components: p.parts},
	}}
}
