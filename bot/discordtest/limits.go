package discordtest

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Limits of a message that the OpenAPI description does not state, or states
// otherwise. All lengths are in code points.
const (
	maxContent     = 2000 // resources/message, "Create Message"; the description says 4000
	maxEmbedTotal  = 6000 // resources/message, "Embed Limits": over all embeds of a message
	maxComponents  = 40   // components/reference: with nested ones
	maxDisplayText = 4000 // over all text displays of a message; discord-api-docs issue 8562
	maxLegacyRows  = 5    // components/reference: action rows without Components V2
	maxCustomID    = 100  // components/reference, "Custom ID"
)

// checkMessage checks a message, or an edit of one whose standing flags are
// given. A body without allowed_mentions {"parse":[]} is a violation that
// Discord itself does not refuse.
func (c *call) checkMessage(at string, body any, standing int) []problem {
	m, _ := body.(object)
	where := c.rec.Method + " " + c.rec.Path
	if !c.cfg.AnyMentions && !silencesMentions(m) {
		c.violate(where, `allowed_mentions is not {"parse":[]}`)
	}
	v2 := (number(m, "flags")|standing)&flagComponentsV2 != 0
	var all []problem
	if n := utf8.RuneCountInString(text(m, "content")); n > maxContent {
		all = append(all, problem{"content", codeMax, fmt.Sprintf("Must be %d or fewer in length; it is %d.", maxContent, n)})
	}
	all = append(all, checkEmbeds(list(m, "embeds"))...)
	all = append(all, checkComponents(list(m, "components"), v2)...)
	if v2 {
		all = append(all, checkLegacyFields(m)...)
	}
	return under(at, all)
}

// silencesMentions says whether no mention in the message can notify anyone.
func silencesMentions(m object) bool {
	allowed, _ := m["allowed_mentions"].(object)
	parse, ok := allowed["parse"].([]any)
	return ok && len(parse) == 0 && len(list(allowed, "users")) == 0 && len(list(allowed, "roles")) == 0 && allowed["replied_user"] != true
}

// checkLegacyFields refuses what cannot stand beside Components V2. Null and
// empty arrays pass, since that is how an edit takes the fields away; whether an
// empty string does is not documented, and is refused.
func checkLegacyFields(m object) []problem {
	var all []problem
	for _, key := range []string{"content", "embeds", "poll", "sticker_ids"} {
		value, there := m[key]
		if l, ok := value.([]any); !there || value == nil || ok && len(l) == 0 {
			continue
		}
		all = append(all, problem{key, codeLegacy, "The '" + key + "' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"})
	}
	return all
}

func checkEmbeds(embeds []any) []problem {
	var all []problem
	total := 0
	for i, e := range embeds {
		at := "embeds." + decimal(i)
		texts := embedTexts(e)
		for _, t := range texts {
			total += utf8.RuneCountInString(strings.TrimSpace(t))
		}
		if len(texts) == 0 && !hasPicture(e) {
			all = append(all, problem{at, codeRequired, "An embed with nothing in it."})
		}
		for j, f := range list(e, "fields") {
			for _, key := range []string{"name", "value"} {
				if strings.TrimSpace(text(f, key)) == "" {
					all = append(all, problem{fmt.Sprintf("%s.fields.%d.%s", at, j, key), codeRequired, "This field is required"})
				}
			}
		}
	}
	if total > maxEmbedTotal {
		all = append(all, problem{"embeds", codeEmbeds, fmt.Sprintf("Embed size exceeds maximum size of %d: %d", maxEmbedTotal, total)})
	}
	return all
}

func hasPicture(embed any) bool {
	e, _ := embed.(object)
	return e["image"] != nil || e["thumbnail"] != nil
}

// checkComponents checks what the schema cannot say about components.
func checkComponents(top []any, v2 bool) []problem {
	var all []problem
	count, shown := 0, 0
	ids := map[string]bool{}
	for c := range components(top) {
		count++
		if c.kind() == textDisplay {
			shown += utf8.RuneCountInString(text(c.node, "content"))
		}
		if id := text(c.node, "custom_id"); id != "" {
			if ids[id] {
				all = append(all, problem{c.path() + ".custom_id", codeTwice, "Component custom id cannot be duplicated"})
			}
			ids[id] = true
		}
		all = append(all, checkComponent(c, v2)...)
	}
	if count > maxComponents {
		all = append(all, problem{"components", codeLength, fmt.Sprintf("Must have %d or fewer components in total; there are %d.", maxComponents, count)})
	}
	if shown > maxDisplayText {
		all = append(all, problem{"components", codeMax, fmt.Sprintf("Text displays must be %d or fewer in length together; they are %d.", maxDisplayText, shown)})
	}
	if !v2 && len(top) > maxLegacyRows {
		all = append(all, problem{"components", codeLength, fmt.Sprintf("Must be between 1 and %d in length.", maxLegacyRows)})
	}
	return all
}

func checkComponent(c *placed, v2 bool) []problem {
	var all []problem
	bad := func(key, code, format string, args ...any) {
		path := c.path()
		if key != "" {
			path += "." + key
		}
		all = append(all, problem{path, code, fmt.Sprintf(format, args...)})
	}
	kind := c.kind()
	if kind >= section && !v2 {
		bad("type", codeNotV2, "Component type %d needs MessageFlags.IS_COMPONENTS_V2", kind)
	}
	switch {
	case kind == button:
		checkButton(c.node, bad)
	case isSelect(kind):
		checkCustomID(c.node, bad)
	case kind == actionRow:
		checkRow(list(c.node, "components"), bad)
	case kind == section:
		if n := len(list(c.node, "components")); n < 1 || n > 3 {
			bad("components", codeLength, "Must be between 1 and 3 in length.")
		}
		if accessory := number(c.node["accessory"], "type"); accessory != button && accessory != thumbnail {
			bad("accessory", codeRequired, "A section needs a button or a thumbnail")
		}
	case kind == textDisplay:
		if strings.TrimSpace(text(c.node, "content")) == "" {
			bad("content", codeRequired, "This field is required")
		}
	}
	return all
}

// Styles of button. Source: Discord's components/reference, "Button Styles".
const (
	linkButton    = 5
	premiumButton = 6
)

func checkButton(b object, bad func(key, code, format string, args ...any)) {
	style := number(b, "style")
	switch {
	case style == premiumButton:
		return
	case style == linkButton && (text(b, "url") == "" || text(b, "custom_id") != ""):
		bad("url", codeRequired, "A link button has a url and no custom id")
	case style != linkButton && text(b, "url") != "":
		bad("url", codeNotV2, "Only a link button has a url")
	case style != linkButton:
		checkCustomID(b, bad)
	}
	if strings.TrimSpace(text(b, "label")) == "" && b["emoji"] == nil {
		bad("label", codeRequired, "A button needs a label or an emoji")
	}
}

func checkCustomID(node object, bad func(key, code, format string, args ...any)) {
	if n := utf8.RuneCountInString(text(node, "custom_id")); n < 1 || n > maxCustomID {
		bad("custom_id", codeLength, "Must be between 1 and %d in length.", maxCustomID)
	}
}

// checkRow allows five buttons or one select menu.
func checkRow(row []any, bad func(key, code, format string, args ...any)) {
	selects := 0
	for _, n := range row {
		if isSelect(number(n, "type")) {
			selects++
		}
	}
	if len(row) < 1 || len(row) > 5 || selects > 0 && len(row) > 1 {
		bad("components", codeLength, "An action row has one to five buttons or one select menu")
	}
}

// under puts problems below a field.
func under(at string, all []problem) []problem {
	if at == "" {
		return all
	}
	for i := range all {
		all[i].path = strings.Trim(at+"."+all[i].path, ".")
	}
	return all
}
