package discordtest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func TestMessageLimits(t *testing.T) {
	const fits = "fits"
	long := func(n int) string { return strings.Repeat("é", n) } // two bytes each: code points count
	displays := func(n, length int) string {
		return strings.TrimSuffix(strings.Repeat(fmt.Sprintf(`{"type":10,"content":"%s"},`, long(length)), n), ",")
	}
	button := `{"type":1,"components":[{"type":2,"style":1,"label":"x","custom_id":"%s"}]}`
	for _, tc := range []struct {
		name, body string
		v2         bool
		want       string
	}{
		{"content of 2000", `{"content":"` + long(2000) + `"}`, false, fits},
		{"content of 2001", `{"content":"` + long(2001) + `"}`, false, "content: Must be 2000 or fewer in length; it is 2001."},
		{"embeds of 6000", `{"embeds":[{"title":"` + long(3000) + `"},{"description":"` + long(3000) + `"}]}`, false, fits},
		{"embeds of 6001", `{"embeds":[{"title":"` + long(3000) + `"},{"footer":{"text":"` + long(3001) + `"}}]}`, false, "embeds: Embed size exceeds maximum size of 6000: 6001"},
		{"embed of nothing", `{"embeds":[{"color":1}]}`, false, "embeds.0: An embed with nothing in it."},
		{"embed field of blanks", `{"embeds":[{"fields":[{"name":"a","value":" "}]}]}`, false, "embeds.0.fields.0.value: This field is required"},
		{"40 components", `{"components":[` + displays(40, 100) + `]}`, true, fits},
		{"41 components", `{"components":[{"type":17,"components":[` + displays(40, 1) + `]}]}`, true, "components: Must have 40 or fewer components in total; there are 41."},
		{"4001 shown", `{"components":[{"type":17,"components":[` + displays(1, 4000) + `]},` + displays(1, 1) + `]}`, true, "components: Text displays must be 4000 or fewer in length together; they are 4001."},
		{"text display without the flag", `{"components":[` + displays(1, 1) + `]}`, false, "components.0.type: Component type 10 needs MessageFlags.IS_COMPONENTS_V2"},
		{"content beside components", `{"content":"x","components":[` + displays(1, 1) + `]}`, true, "content: The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"},
		{"empty content beside components", `{"content":"","components":[` + displays(1, 1) + `]}`, true, "content: The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"},
		{"cleared content beside components", `{"content":null,"embeds":[],"components":[` + displays(1, 1) + `]}`, true, fits},
		{"same custom id twice", `{"components":[` + fmt.Sprintf(button+","+button, "a", "a") + `]}`, false, "components.1.components.0.custom_id: Component custom id cannot be duplicated"},
		{"no custom id", `{"components":[{"type":1,"components":[{"type":2,"style":1,"label":"x"}]}]}`, false, "components.0.components.0.custom_id: Must be between 1 and 100 in length."},
		{"link with custom id", `{"components":[{"type":1,"components":[{"type":2,"style":5,"label":"x","url":"https://a.b","custom_id":"c"}]}]}`, false, "components.0.components.0.url: A link button has a url and no custom id"},
		{"button without label", `{"components":[{"type":1,"components":[{"type":2,"style":1,"custom_id":"c"}]}]}`, false, "components.0.components.0.label: A button needs a label or an emoji"},
		{"six rows", `{"components":[` + fmt.Sprintf(strings.Repeat(button+",", 5)+button, "a", "b", "c", "d", "e", "f") + `]}`, false, "components: Must be between 1 and 5 in length."},
		{"section without text", `{"components":[{"type":9,"components":[],"accessory":{"type":11,"media":{"url":"https://a.b"}}}]}`, true, "components.0.components: Must be between 1 and 3 in length."},
		{"section without accessory", `{"components":[{"type":9,"components":[` + displays(1, 1) + `]}]}`, true, "components.0.accessory: A section needs a button or a thumbnail"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := &call{Discord: &Discord{cfg: Config{AnyMentions: true}}, rec: &Request{}}
			standing := 0
			if tc.v2 {
				standing = flagComponentsV2
			}
			expectFirst(t, c.checkMessage("", decode(t, tc.body), standing), tc.want)
		})
	}
}

func TestCommandLimits(t *testing.T) {
	const fits = "fits"
	for _, tc := range []struct{ name, body, want string }{
		{"fits", `[{"name":"digest","description":"d","options":[{"type":1,"name":"set","description":"d"}]}]`, fits},
		{"name in capitals", `[{"name":"Ask","description":"d"}]`, "0.name: String value did not match validation regex."},
		{"name with a blank", `[{"name":"a b","description":"d"}]`, "0.name: String value did not match validation regex."},
		{"menu name with a blank", `[{"name":"Find papers","type":3}]`, fits},
		{"no description", `[{"name":"a"}]`, "0.description: Must be between 1 and 100 in length."},
		{"same name twice", `[{"name":"a","description":"d"},{"name":"a","description":"d"}]`, "1.name: Application command names must be unique"},
		{"required after optional", `[{"name":"a","description":"d","options":[{"type":3,"name":"x","description":"d"},{"type":3,"name":"y","description":"d","required":true}]}]`,
			"0.options.1: Required options must be placed before non-required options"},
		{"autocomplete with choices", `[{"name":"a","description":"d","options":[{"type":3,"name":"x","description":"d","autocomplete":true,"choices":[{"name":"c","value":"v"}]}]}]`,
			"0.options.0.autocomplete: Autocomplete cannot be used with choices"},
		{"translated", `[{"name":"ask","description":"d","name_localizations":{"de":"fragen","ja":"質問"},"description_localizations":{"de":"Frag"}}]`, fits},
		{"translated menu", `[{"name":"Find papers","type":3,"name_localizations":{"de":"Paper finden"}}]`, fits},
		{"translated menu name of 33", `[{"name":"a","type":3,"name_localizations":{"de":"` + strings.Repeat("ü", 33) + `"}}]`,
			"0.name_localizations.de: String value did not match validation regex."},
		{"translated into capitals", `[{"name":"ask","description":"d","name_localizations":{"de":"Fragen"}}]`,
			"0.name_localizations.de: String value did not match validation regex."},
		{"translated into a language that is none", `[{"name":"ask","description":"d","name_localizations":{"de-AT":"fragen"}}]`,
			"0.name_localizations.de-AT: Not a valid locale"},
		{"translated description of 101", `[{"name":"ask","description":"d","description_localizations":{"de":"` + strings.Repeat("ü", 101) + `"}}]`,
			"0.description_localizations.de: Must be between 1 and 100 in length."},
		{"same translated name twice", `[{"name":"a","description":"d","name_localizations":{"de":"c"}},{"name":"b","description":"d","name_localizations":{"de":"c"}}]`,
			"1.name_localizations.de: Application command names must be unique"},
		{"translated like another in English", `[{"name":"a","description":"d","name_localizations":{"de":"b"}},{"name":"b","description":"d"}]`,
			"1.name_localizations.de: Application command names must be unique"},
		{"command and menu of one translated name", `[{"name":"a","description":"d","name_localizations":{"de":"c"}},{"name":"b","type":3,"name_localizations":{"de":"c"}}]`, fits},
		{"options of one translated name", `[{"name":"a","description":"d","options":[
			{"type":3,"name":"x","description":"d","name_localizations":{"fr":"z"}},{"type":5,"name":"y","description":"d","name_localizations":{"fr":"z"}}]}]`,
			"0.options.1.name_localizations.fr: Option names must be unique"},
		{"too large", `[{"name":"a","description":"d","options":[{"type":3,"name":"x","description":"d","choices":[{"name":"c","value":"` + strings.Repeat("v", 8000) + `"}]}]}]`,
			"0: Command exceeds maximum size (8000): 8005"},
	} {
		t.Run(tc.name, func(t *testing.T) { expectFirst(t, checkCommands(decode(t, tc.body)), tc.want) })
	}
}

func TestChoiceLimits(t *testing.T) {
	long := strings.Repeat("é", 101)
	for _, tc := range []struct{ name, body, want string }{
		{"100 code points", `[{"name":"` + long[2:] + `","value":"` + long[2:] + `"}]`, "fits"},
		{"name of 101", `[{"name":"` + long + `","value":"v"}]`, "data.choices.0.name: Must be between 1 and 100 in length."},
		{"empty name", `[{"name":"","value":"v"}]`, "data.choices.0.name: Must be between 1 and 100 in length."},
		{"value of 101", `[{"name":"n","value":"` + long + `"}]`, "data.choices.0.value: Must be between 1 and 100 in length."},
		{"number", `[{"name":"n","value":7}]`, "fits"},
	} {
		t.Run(tc.name, func(t *testing.T) { expectFirst(t, checkChoices(decode(t, tc.body).([]any)), tc.want) })
	}
}

// expectFirst compares the first problem, "fits" for none.
func expectFirst(t *testing.T, problems []problem, want string) {
	t.Helper()
	got := "fits"
	if len(problems) > 0 {
		got = problems[0].String()
	}
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func decode(t *testing.T, body string) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return v
}
