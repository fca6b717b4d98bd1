package discordtest

import (
	"encoding/json"
	"iter"
	"slices"
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
	node  object
	in    *placed // nil at the top
	index int     // among the components of in; accessory for that
}

// accessory is the index of a section's accessory.
const accessory = -1

func (p *placed) kind() int { return number(p.node, "type") }

// path says where the component is, such as "components.0.accessory".
func (p *placed) path() string {
	step := "accessory"
	if p.index != accessory {
		step = "components." + decimal(p.index)
	}
	if p.in == nil {
		return step
	}
	return p.in.path() + "." + step
}

// components walks over all components, nested ones and accessories too, from
// top to bottom.
func components(top []any) iter.Seq[*placed] {
	return func(yield func(*placed) bool) { walk(top, nil, yield) }
}

func walk(nodes []any, in *placed, yield func(*placed) bool) bool {
	for i, n := range nodes {
		node, ok := n.(object)
		if !ok {
			continue
		}
		p := &placed{node, in, i}
		if !yield(p) || !walk(list(node, "components"), p, yield) {
			return false
		}
		beside, ok := node["accessory"].(object)
		if ok && !yield(&placed{beside, p, accessory}) {
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
	var taken []int
	var without []object
	for c := range components(top) {
		if id := number(c.node, "id"); id != 0 {
			taken = append(taken, id)
		} else {
			without = append(without, c.node)
		}
	}
	next := 1
	for _, node := range without {
		for slices.Contains(taken, next) {
			next++
		}
		node["id"] = json.Number(decimal(next))
		next++
	}
}
