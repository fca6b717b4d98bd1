package discord

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"github.com/bwmarrin/discordgo"
)

// Notes remembers short texts by name between runs; bot/store is one.
type Notes interface {
	// Note returns the note of that name, "" if there is none.
	Note(ctx context.Context, name string) (string, error)
	// PutNote keeps a note in place of the one of its name.
	PutNote(ctx context.Context, name, value string) error
}

// register makes Discord's list of our commands equal to ours: all of them in
// one request, and only if they are others than last time, since Discord counts
// creations. A note of their hash tells; without Notes it is always asked.
func (c *Client) register(ctx context.Context, appID string) error {
	want, path := commands(), "/applications/"+url.PathEscape(appID)+"/commands"
	if c.cfg.Guild != "" {
		want, path = forGuild(want), "/applications/"+url.PathEscape(appID)+"/guilds/"+url.PathEscape(c.cfg.Guild)+"/commands"
	}
	name := "hash of PUT " + path
	hash, err := hashOf(want)
	if err != nil {
		return err
	}
	if c.registered(ctx, name) == hash {
		c.log.Info("commands registered before", "count", len(want), "guild", c.cfg.Guild)
		return nil
	}
	if err := c.chat.rest.do(ctx, request{method: http.MethodPut, path: path, body: want}, nil); err != nil {
		return fmt.Errorf("write commands: %w", err)
	}
	c.remember(ctx, name, hash)
	c.log.Info("commands registered", "count", len(want), "guild", c.cfg.Guild)
	return nil
}

// remember keeps the hash of the commands that were registered.
func (c *Client) remember(ctx context.Context, name, hash string) {
	if c.cfg.Notes == nil {
		return
	}
	if err := c.cfg.Notes.PutNote(ctx, name, hash); err != nil {
		c.log.Warn("commands will be registered again at the next start", "error", err)
	}
}

// registered returns the hash of the commands that were registered last, "" if
// that is not known.
func (c *Client) registered(ctx context.Context, name string) string {
	if c.cfg.Notes == nil {
		return ""
	}
	hash, err := c.cfg.Notes.Note(ctx, name)
	if err != nil {
		c.log.Warn("commands are registered anew", "error", err)
	}
	return hash
}

func hashOf(commands []*discordgo.ApplicationCommand) (string, error) {
	data, err := json.Marshal(commands)
	if err != nil {
		return "", fmt.Errorf("write commands: %w", err)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), nil
}

// forGuild returns the commands as those of one server: where they can be used
// and who has installed the bot may be said of global ones alone.
func forGuild(commands []*discordgo.ApplicationCommand) []*discordgo.ApplicationCommand {
	for _, c := range commands {
		c.Contexts, c.IntegrationTypes = nil, nil
	}
	return commands
}
