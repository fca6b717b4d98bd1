package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

// errNoToken says how to get a token, in five lines.
var errNoToken = errors.New(`no bot token. To get one:
1. Open https://discord.com/developers/applications → New Application → Bot → Reset Token, and copy the token.
2. Bot: no privileged intent is needed, leave all three switched off. Installation: tick User Install and Guild Install.
3. Pass it as DISCORD_TOKEN=…, or put it into a file and pass its path as DISCORD_TOKEN_FILE=….
4. Run "paperbot serve" again: once Discord has said who the bot is, it prints the link that invites it to a server, and the one that installs it for yourself`)

// discordToken returns the bot's token from the environment: DISCORD_TOKEN, or
// else the content of the file that DISCORD_TOKEN_FILE names.
func discordToken(getenv func(string) string) (string, error) {
	token, path := getenv("DISCORD_TOKEN"), getenv("DISCORD_TOKEN_FILE")
	if strings.TrimSpace(token) == "" && path != "" {
		content, err := os.ReadFile(path)
		if err != nil {
			return "", fmt.Errorf("DISCORD_TOKEN_FILE: %w", err)
		}
		if token = string(content); strings.TrimSpace(token) == "" {
			return "", fmt.Errorf("DISCORD_TOKEN_FILE: %s is empty", path)
		}
	}
	token = strings.TrimPrefix(strings.TrimSpace(token), "Bot ")
	if token == "" {
		return "", errNoToken
	}
	if strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return "", errors.New("the bot token has blanks or other characters that no token has: copy it again")
	}
	return token, nil
}
