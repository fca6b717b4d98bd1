package main

import (
	"errors"
	"fmt"
	"regexp"

	"paperbot/bot/discord"
)

type inviteCmd struct {
	apiFlag
	Application string `arg:"" optional:"" name:"app-id" help:"ID of the application at Discord. Default: that of the token."`
}

func (inviteCmd) Help() string {
	return `Prints the links that install the bot for a server and for a single user. Without
APP-ID, Discord is asked which application the token (DISCORD_TOKEN or
DISCORD_TOKEN_FILE) is of; with it, neither a token nor a connection is needed.`
}

// snowflake is an ID as Discord writes it.
var snowflake = regexp.MustCompile(`^[0-9]{1,20}$`)

// Validate is called by kong.
func (c *inviteCmd) Validate() error {
	if c.Application != "" && !snowflake.MatchString(c.Application) {
		return fmt.Errorf("%q is no application ID: that is a number, shown as Application ID in the developer portal", c.Application)
	}
	return c.apiFlag.Validate()
}

func (c *inviteCmd) Run(p *program) error {
	if c.Application != "" {
		p.printLinks(c.Application)
		return nil
	}
	token, err := discordToken(p.getenv)
	if err != nil {
		return &exitError{statusUsage, err}
	}
	id, err := discord.LookUp(p.ctx, c.DiscordAPI, token)
	switch {
	case errors.Is(err, discord.ErrToken):
		return err
	case err != nil:
		return fmt.Errorf("which application the token is of: %w", err)
	}
	p.printLinks(id.AppID)
	return nil
}

// printLinks prints the links that install the bot.
func (p *program) printLinks(appID string) {
	links := discord.Links(appID)
	fmt.Fprintf(p.stdout, "Add it to a server (by those who manage the server):\n  %s\n", links.Server)
	fmt.Fprintf(p.stdout, "Install it for yourself (to use it in every chat):\n  %s\n", links.User)
}

// An apiFlag is the flag for the address of Discord's REST API.
type apiFlag struct {
	DiscordAPI string `name:"discord-api" placeholder:"URL" help:"Base URL of Discord's REST API, for a proxy. Default: Discord's own."`
}

// Validate is called by kong.
func (f *apiFlag) Validate() error {
	if f.DiscordAPI == "" {
		return nil
	}
	if _, err := discord.ParseAPI(f.DiscordAPI); err != nil {
		return fmt.Errorf("--discord-api: %w", err)
	}
	return nil
}
