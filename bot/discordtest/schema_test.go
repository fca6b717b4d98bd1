package discordtest

import (
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// description returns Discord's description, or skips the test.
func description(t *testing.T) *spec {
	t.Helper()
	s, err := openSpec("", t.Logf)
	if err != nil {
		t.Fatal(err)
	}
	if s == nil {
		t.Skip("Discord's OpenAPI description is not beside the repository")
	}
	return s
}

func TestSpecKnowsEveryRoute(t *testing.T) {
	s := description(t)
	for route := range routes() {
		method, path, _ := strings.Cut(route, " ")
		if dig(s.doc, "paths", path, strings.ToLower(method)) == nil {
			t.Errorf("%s is not in the description", route)
		}
		if _, err := s.schema(route); err != nil {
			t.Errorf("%s: %v", route, err)
		}
	}
}

func TestSpecCheck(t *testing.T) {
	s := description(t)
	choice := `{"name":"a","value":"b"}`
	fits := "fits"
	for _, tc := range []struct{ name, route, body, want string }{
		{"content is a number", "POST " + messagesPath, `{"content":5}`, "content: got number, want null or string"},
		{"unknown component", "POST " + messagesPath, `{"components":[{"type":99}]}`, "components.0: is of none of the types that are allowed here"},
		{"number deep in a container", "POST " + messagesPath,
			`{"components":[{"type":17,"components":[{"type":10,"content":"x"},{"type":9,"components":[{"type":10,"content":5}],"accessory":{"type":2,"style":1,"custom_id":"x","label":"l"}}]}]}`,
			"components.0.components.1.components.0.content: got number, want string"},
		{"section without accessory", "POST " + callbackPath,
			`{"type":4,"data":{"components":[{"type":9,"components":[{"type":10,"content":"x"}]}]}}`,
			"data.components.0: missing property 'accessory'"},
		{"26 choices", "POST " + callbackPath, `{"type":8,"data":{"choices":[` + choice + strings.Repeat(","+choice, 25) + `]}}`,
			"data.choices: maxItems: got 26, want 25"},
		{"no choices", "POST " + callbackPath, `{"type":8,"data":{"choices":[]}}`, fits},
		{"whole numbers as choices", "POST " + callbackPath, `{"type":8,"data":{"choices":[{"name":"a","value":5}]}}`, fits},
		{"nulls of discordgo", "POST " + callbackPath, `{"type":4,"data":{"tts":false,"content":"x","components":null,"embeds":null}}`, fits},
		{"defer", "POST " + callbackPath, `{"type":5}`, fits},
		{"unknown callback", "POST " + callbackPath, `{"type":55}`, "is of none of the types that are allowed here"},
		{"follow-up", "POST " + webhookPath, `{"content":"x"}`, fits},
		{"command of discordgo", "PUT " + commandsPath, `[{"name":"a","description":"b","default_member_permissions":"32","options":[
			{"type":3,"name":"q","description":"d","options":null,"choices":null,"channel_types":null,"required":true,"autocomplete":false}]}]`, fits},
		{"permissions in words", "PUT " + commandsPath, `[{"name":"a","description":"b","default_member_permissions":"x"}]`,
			"0.default_member_permissions: 'x' does not match pattern '^[0-9]+$'"},
		{"relative url", "POST " + messagesPath, `{"embeds":[{"url":"papers","title":"x"}]}`,
			"embeds.0.url: 'papers' is not valid uri: relative url"},
		{"no body", "POST " + messagesPath, ``, "a body is required"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var body any
			if tc.body != "" {
				var err error
				if body, err = jsonschema.UnmarshalJSON(strings.NewReader(tc.body)); err != nil {
					t.Fatal(err)
				}
			}
			got := fits
			if problems := s.check(tc.route, body); len(problems) > 0 {
				got = problems[0].String()
			}
			if got != tc.want {
				t.Errorf("%s: got %q, want %q", tc.body, got, tc.want)
			}
		})
	}
}
