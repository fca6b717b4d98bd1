package discordtest

import (
	"bytes"
	"encoding/json"
	"fmt"

	quick "github.com/goccy/go-json"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// object is a JSON object under construction, or decoded.
type object = map[string]any

// text returns a string field of a decoded object; "" if it is not there.
func text(node any, key string) string {
	o, _ := node.(object)
	s, _ := o[key].(string)
	return s
}

// number returns a whole number of a decoded object; 0 if it is not there.
func number(node any, key string) int {
	o, _ := node.(object)
	n, _ := o[key].(json.Number)
	whole, _ := n.Int64()
	return int(whole)
}

// list returns an array field of a decoded object; nil if it is not there.
func list(node any, key string) []any {
	o, _ := node.(object)
	l, _ := o[key].([]any)
	return l
}

// unmarshal reads a value, numbers as json.Number. encoding/json judges whether it
// is one, and says why not; what is one is read in half the time by another.
func unmarshal(data []byte) (any, error) {
	if !json.Valid(data) {
		return jsonschema.UnmarshalJSON(bytes.NewReader(data))
	}
	var v any
	d := quick.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	err := d.Decode(&v)
	return v, err
}

// encode is for values which cannot fail to encode. Of objects it makes what
// encoding/json does, three times as fast: under load that was a tenth of all
// the work, the client's included.
func encode(v any) []byte {
	b, err := quick.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// field returns a field of a decoded object; nil if it is not there.
func field(node any, key string) any {
	o, _ := node.(object)
	return o[key]
}

// plainValue is a decoded string or number without json.Number.
func plainValue(v any) any {
	if n, ok := v.(json.Number); ok {
		f, _ := n.Float64()
		return f
	}
	return v
}

// plain is a decoded string or number as text.
func plain(v any) string { return fmt.Sprint(v) }
