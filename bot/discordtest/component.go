package discordtest

import (
	"encoding/json"
	"iter"
)

// Types of component. Source: Discord's components/reference, "Component Types".
const (
	actionRow    = 1
	button       = 2
	stringSelect = 3
	textInput    = 4
	section      = 9
	textDisplay  = 10
	thumbnail    = 11
	container    = 17
)

// isSelect says whether a component is a select menu of any kind.
func isSelect(kind int) bool { return kind == stringSelect || kind >= 5 && kind <= 8 }

// placed is a component and where it is in the request body.
type placed struct {
	node   object
	path   string // such as "components.0.accessory"
	parent int    // type of the component that it is in; 0 at the top
}

func (p placed) kind() int { return number(p.node, "type") }

// components walks over all components, nested ones and accessories too, from
// top to bottom.
func components(top []any) iter.Seq[placed] {
	return func(yield func(placed) bool) { walk(top, "components", 0, yield) }
}

func walk(nodes []any, path string, parent int, yield func(placed) bool) bool {
	for i, n := range nodes {
		node, ok := n.(object)
		if !ok {
			continue
		}
		at := path + "." + decimal(i)
		kind := number(node, "type")
		if !yield(placed{node, at, parent}) || !walk(list(node, "components"), at+".components", kind, yield) {
			return false
		}
		accessory, ok := node["accessory"].(object)
		if ok && !yield(placed{accessory, at + ".accessory", kind}) {
			return false
		}
	}
	return true
}

// embedTexts returns what counts towards an embed's length.
// Source: Discord's resources/message, "Embed Limits".
func embedTexts(embed any) []string {
	var texts []string
	add := func(s string) {
		if s != "" {
			texts = append(texts, s)
		}
	}
	e, _ := embed.(object)
	add(text(e["author"], "name"))
	add(text(e, "title"))
	add(text(e, "description"))
	for _, f := range list(e, "fields") {
		add(text(f, "name"))
		add(text(f, "value"))
	}
	add(text(e["footer"], "text"))
	return texts
}

// numberComponents gives an id to each component that came without one, as
// Discord does: from 1 up, from top to bottom.
func numberComponents(top []any) {
	taken := map[int]bool{}
	for c := range components(top) {
		taken[number(c.node, "id")] = true
	}
	next := 1
	for c := range components(top) {
		if number(c.node, "id") != 0 {
			continue
		}
		for taken[next] {
			next++
		}
		c.node["id"] = json.Number(decimal(next))
		taken[next] = true
	}
}
