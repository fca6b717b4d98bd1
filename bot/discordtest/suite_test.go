package discordtest_test

import (
	"errors"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"paperbot/bot/discordtest"
)

// strictEnv names the body that TestStrictly sends, in a process of its own.
const strictEnv = "DISCORDTEST_STRICT_BODY"

// TestStrictly sends one body to a Discord and takes the violations, so that
// nothing but the suite itself can notice that it was wrong.
func TestStrictly(t *testing.T) {
	body := os.Getenv(strictEnv)
	if body == "" {
		t.Skip("run by TestWrongBodyFailsTheSuite")
	}
	d := discordtest.New(t)
	if !d.Described() {
		t.Log("no description")
	}
	d.Fail("POST /channels/*/messages", discordtest.Refused(503, 0)) // is checked all the same
	post(t, d, body)
	d.TakeViolations()
}

func post(t *testing.T, d *discordtest.Discord, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.URL()+"/channels/"+d.Channel().ID+"/messages", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bot "+d.Token())
	req.Header.Set("User-Agent", "DiscordBot (https://example.org, 1)")
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
}

func TestWrongBodyFailsTheSuite(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, body string
		wrong      bool
	}{
		{"right", `{"content":"x","allowed_mentions":{"parse":[]}}`, false},
		{"too long", `{"content":"` + strings.Repeat("x", 2001) + `","allowed_mentions":{"parse":[]}}`, true},
		{"not JSON", `{`, true},
		{"of the wrong type", `{"content":5}`, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if tt.name == "of the wrong type" && !discordtest.New(t).Described() {
				t.Skip("Discord's OpenAPI description is not beside the repository")
			}
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestStrictly$")
			cmd.Env = append(os.Environ(), strictEnv+"="+tt.body)
			out, err := cmd.CombinedOutput()
			var exit *exec.ExitError
			if failed := errors.As(err, &exit); failed != tt.wrong {
				t.Errorf("failed: %v\n%s", failed, out)
			}
			if !strings.Contains(string(out), "request bodies: 1, ") {
				t.Errorf("no count in:\n%s", out)
			}
		})
	}
}
