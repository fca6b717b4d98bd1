package discordtest

import (
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// causes turns a validation error into the problems that a person would name.
func causes(e *jsonschema.ValidationError) []problem {
	if len(e.Causes) == 0 {
		said := e.ErrorKind.LocalizedString(message.NewPrinter(language.English))
		return []problem{{strings.Join(e.InstanceLocation, "."), codeSchema, said}}
	}
	switch e.ErrorKind.(type) {
	case *kind.OneOf, *kind.AnyOf:
		return meant(e)
	}
	var all []problem
	for _, c := range e.Causes {
		all = append(all, causes(c)...)
	}
	return all
}

// meant returns the problems of one branch of a union: the branch that accepts
// the kind of value and its "type" field, and has the fewest problems.
func meant(union *jsonschema.ValidationError) []problem {
	at := strings.Join(union.InstanceLocation, ".")
	var best []problem
	for _, branch := range union.Causes {
		found := causes(branch)
		if !otherBranch(branch, found, at) && (best == nil || len(found) < len(best)) {
			best = found
		}
	}
	if best == nil {
		return []problem{{at, codeSchema, "is of none of the types that are allowed here"}}
	}
	return best
}

// otherBranch says whether a branch of the union at a path is for another type.
func otherBranch(branch *jsonschema.ValidationError, found []problem, at string) bool {
	for leaf := branch; ; leaf = leaf.Causes[0] {
		if _, mismatch := leaf.ErrorKind.(*kind.Type); mismatch && strings.Join(leaf.InstanceLocation, ".") == at {
			return true
		}
		if len(leaf.Causes) == 0 {
			break
		}
	}
	typeField := strings.TrimPrefix(at+".type", ".")
	return slices.ContainsFunc(found, func(p problem) bool { return p.path == typeField })
}
