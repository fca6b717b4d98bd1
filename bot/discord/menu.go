package discord

import (
	"fmt"

	"github.com/bwmarrin/discordgo"
)

// Discord's limits for a menu.
const (
	maxOptions = 25
	maxOption  = 100 // code points of an option's label, value and description
)

// jumpMenu lets a reader choose one of the papers of a message, to see its card.
func (r renderer) jumpMenu(entries []entry) discordgo.SelectMenu {
	menu := discordgo.SelectMenu{
		MenuType:    discordgo.StringSelectMenu,
		CustomID:    r.memory.customID(actionJump, 0, "papers"),
		Placeholder: r.say("Look into a paper…"),
	}
	taken := make(map[string]bool)
	for _, e := range entries {
		value := r.memory.value(string(e.paper.ID), maxOption)
		if taken[value] || len(menu.Options) == maxOptions {
			continue // Discord refuses a menu with one value twice
		}
		taken[value] = true
		menu.Options = append(menu.Options, discordgo.SelectMenuOption{
			Label:       cutPlain(fmt.Sprintf("%d. %s", e.rank, r.orUntitled(e.paper.Title)), maxOption),
			Value:       value,
			Description: cutPlain(r.provenance(e.paper), maxOption),
		})
	}
	return menu
}
