// Package preview draws messages as Discord's clients show them, from the very
// JSON that is sent: a page of HTML with each message as a phone and a desktop
// show it. It is for people who change how messages look, and stands for no
// client exactly: sizes and colours are near, fonts are the machine's own.
//
// It knows the components and the markdown that package discord writes. A
// component of another type is drawn as a warning, so that none is left out
// unseen. The page needs no network and runs no script.
package preview

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"strings"
	"time"

	"paperbot/bot/discord/markdown"
)

// A Message is a message to draw.
type Message struct {
	Name string          // what it is, in a few words; different for each message of a page
	Body json.RawMessage // as sent to Discord
}

// Write writes a page with the messages.
func Write(w io.Writer, messages []Message) error {
	drawn := make([]shown, len(messages))
	for i, m := range messages {
		drawn[i].Name, drawn[i].Anchor = m.Name, anchor(m.Name)
		if err := json.Unmarshal(m.Body, &drawn[i]); err != nil {
			return fmt.Errorf("preview of %s: %w", m.Name, err)
		}
	}
	return page.Execute(w, drawn)
}

//go:embed page.tmpl
var files embed.FS

var page = template.Must(template.New("page.tmpl").Funcs(template.FuncMap{
	"markdown": markdown.Parse,
	"colour":   func(c int) template.CSS { return template.CSS(fmt.Sprintf("#%06x", c&0xffffff)) },
	"moment":   moment,
}).ParseFS(files, "page.tmpl"))

// A shown message is what the template needs of a body.
type shown struct {
	Name       string      `json:"-"`
	Anchor     string      `json:"-"`
	Content    string      `json:"content"`
	Flags      int         `json:"flags"`
	Components []component `json:"components"`
}

// Private tells whether only one member sees the message.
// Source: Discord's resources/message, "Message Flags": EPHEMERAL.
func (s shown) Private() bool { return s.Flags&(1<<6) != 0 }

// A component is any component, with the fields of all types that we draw.
// Source: Discord's components/reference.
type component struct {
	Type        int         `json:"type"`
	Content     string      `json:"content"`
	Label       string      `json:"label"`
	URL         string      `json:"url"`
	Style       int         `json:"style"`
	Disabled    bool        `json:"disabled"`
	Placeholder string      `json:"placeholder"`
	AccentColor *int        `json:"accent_color"`
	Divider     *bool       `json:"divider"`
	Spacing     int         `json:"spacing"`
	Components  []component `json:"components"`
	Accessory   *component  `json:"accessory"`
	Options     []struct {
		Label       string `json:"label"`
		Description string `json:"description"`
	} `json:"options"`
	Emoji *struct {
		Name string `json:"name"`
	} `json:"emoji"`
}

// kinds names the types of component as the template calls them.
var kinds = map[int]string{
	1: "row", 2: "button", 3: "menu", 9: "section", 10: "text", 14: "separator", 17: "container",
}

// Kind returns the name of the component's type, "" of one that is not drawn.
func (c component) Kind() string { return kinds[c.Type] }

// Look names the style of a button.
// Source: Discord's components/reference, "Button Styles".
func (c component) Look() string {
	switch c.Style {
	case 1:
		return "primary"
	case 3:
		return "success"
	case 4:
		return "danger"
	}
	return "secondary"
}

// Line tells whether a separator shows a line.
func (c component) Line() bool { return c.Divider == nil || *c.Divider }

// moment writes the time of a timestamp as a reader in UTC has it. How long ago
// that is would make a page another one every day.
func moment(stamp string) string {
	parts := strings.Split(stamp, ":")
	seconds, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return stamp
	}
	t := time.Unix(seconds, 0).UTC()
	if len(parts) == 3 && (parts[2] == "t" || parts[2] == "T") {
		return t.Format("15:04")
	}
	return t.Format("2 January 2006 15:04")
}

// anchor makes a name the id of an element.
func anchor(name string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(name)), "-")
}
