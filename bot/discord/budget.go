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
	var cost budget
	for _, c := range components {
		cost.add(c)
	}
	if cost.components > b.components || cost.text > b.text {
		return false
	}
	b.components -= cost.components
	b.text -= cost.text
	return true
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
	}
}

// A page is a message in the making: one container that cannot outgrow the
// limits, because whatever does not fit is not added.
type page struct {
	left  budget
	parts []discordgo.MessageComponent
}

func newPage() *page {
	return &page{left: budget{components: maxComponents - 1, text: maxText}} // 1: the container
}

// add adds the components, all or none, and reports whether they fitted.
func (p *page) add(components ...discordgo.MessageComponent) bool {
	if !p.left.spend(components...) {
		return false
	}
	p.parts = append(p.parts, components...)
	return true
}

// text adds a text display, shortened to the room left. Empty text, which
// Discord refuses, adds nothing.
func (p *page) text(markdown string) {
	if markdown != "" {
		p.add(discordgo.TextDisplay{Content: markdown})
	}
}

// message closes the page.
func (p *page) message() message {
	accent := accentColour
	return message{components: []discordgo.MessageComponent{
		discordgo.Container{AccentColor: &accent, Components: p.parts},
	}}
}
