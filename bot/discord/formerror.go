package discord

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// formErrors reads the tree in which Discord says what is wrong with a body,
// and returns it as text, empty for none:
//
//	{"data":{"components":{"0":{"_errors":[{"code":"BASE_TYPE_REQUIRED","message":"…"}]}}}}
//	 (data.components.0: BASE_TYPE_REQUIRED …)
//
// Source: Discord's documentation, Error Messages.
func formErrors(tree json.RawMessage) string {
	found := formErrorsBelow("", tree)
	if len(found) == 0 {
		return ""
	}
	return " (" + strings.Join(found[:min(len(found), maxFormErrors)], "; ") + ")"
}

// maxFormErrors is how many wrong fields are worth a line of the log.
const maxFormErrors = 5

func formErrorsBelow(path string, tree json.RawMessage) []string {
	var fields map[string]json.RawMessage
	if json.Unmarshal(tree, &fields) != nil {
		return nil
	}
	var found []string
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if name == "_errors" {
			found = append(found, formErrorsAt(path, fields[name])...)
			continue
		}
		found = append(found, formErrorsBelow(strings.TrimPrefix(path+"."+name, "."), fields[name])...)
	}
	return found
}

func formErrorsAt(path string, list json.RawMessage) []string {
	var problems []struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	decode(list, &problems)
	var found []string
	for _, p := range problems {
		found = append(found, fmt.Sprintf("%s: %s %s", path, p.Code, p.Message))
	}
	return found
}
