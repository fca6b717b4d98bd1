package main

import (
	"bytes"
	"strings"
	"testing"

	"paperbot/bot/discordtest"
)

func TestInviteAsksDiscord(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	for _, tt := range []struct {
		name, token string
		status      int
		want        string
	}{
		{"good token", d.Token(), 0, "client_id=" + d.ApplicationID() + "&integration_type=1"},
		{"bad token", "another", statusFailure, "paperbot: the bot token is not accepted"},
	} {
		var out bytes.Buffer
		p := &program{stdin: strings.NewReader(""), stdout: &out, stderr: &out, getenv: func(name string) string {
			return map[string]string{"DISCORD_TOKEN": tt.token, "PAPERBOT_DISCORD_API": d.URL()}[name]
		}}
		if status := run(t.Context(), []string{"invite"}, p); status != tt.status || !strings.Contains(out.String(), tt.want) {
			t.Errorf("%s: status %d, %s", tt.name, status, out.String())
		}
	}
}
