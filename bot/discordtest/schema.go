package discordtest

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// A spec validates request bodies against Discord's OpenAPI description, whose
// schemas are JSON Schema 2020-12 as they stand. The schema of an operation is
// compiled when its first request comes, and kept.
type spec struct {
	doc      object
	mu       sync.Mutex
	compiler *jsonschema.Compiler
	schemas  map[string]*jsonschema.Schema // by route; nil where there is no body
}

// defaultSpec reads the description once for all tests of a process: it is a
// constant that costs 1.2 MB of parsing. It is nil where the file is absent.
var defaultSpec = sync.OnceValues(func() (*spec, error) {
	path, err := findSpec()
	if err != nil || path == "" {
		return nil, err
	}
	return readSpec(path)
})

// openSpec returns the description at path; at the default place for "". It is
// nil where that file is absent, which is said to logf.
func openSpec(path string, logf func(string, ...any)) (*spec, error) {
	if path != "" {
		return readSpec(path)
	}
	s, err := defaultSpec()
	if s == nil && err == nil {
		logf("discordtest: ../%s is not beside the repository: bodies are checked against the documented limits only", specPath)
	}
	return s, err
}

// specPath is where the description is, from the folder that the repository is in.
const specPath = "shared/discord/openapi.json"

// findSpec returns the path of the description; "" if it is not there.
func findSpec() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			return "", nil // not inside a module
		}
	}
	path := filepath.Join(filepath.Dir(dir), filepath.FromSlash(specPath))
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return path, nil
}

func readSpec(path string) (*spec, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	decoded, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	doc, ok := decoded.(object)
	if !ok {
		return nil, fmt.Errorf("%s: not an OpenAPI description", path)
	}
	amend(doc)
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource(specURL, doc); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &spec{doc: doc, compiler: c, schemas: map[string]*jsonschema.Schema{}}, nil
}

// specURL names the description inside the compiler.
const specURL = "discord:///openapi.json"

// amend changes the schemas where the documentation contradicts them, and wins:
// default_member_permissions is a string of digits.
func amend(doc object) {
	for _, name := range []string{"ApplicationCommandCreateRequest", "ApplicationCommandUpdateRequest"} {
		schema := dig(doc, "components", "schemas", name, "properties", "default_member_permissions")
		if schema == nil {
			continue
		}
		schema["type"] = []any{"string", "integer", "null"}
		schema["pattern"] = "^[0-9]+$"
	}
}

// dig goes down into an object; nil if the way ends.
func dig(node object, keys ...string) object {
	for _, k := range keys {
		node, _ = node[k].(object)
	}
	return node
}

// check returns the problems of a body sent to a route; body nil is no body.
func (s *spec) check(route string, body any) []problem {
	schema, err := s.schema(route)
	switch {
	case err != nil:
		return []problem{{"", codeSchema, "the schema of " + route + " does not compile: " + err.Error()}}
	case schema == nil:
		return nil
	case body == nil:
		return []problem{{"", codeRequired, "a body is required"}}
	}
	var invalid *jsonschema.ValidationError
	if errors.As(schema.Validate(body), &invalid) {
		return causes(invalid)
	}
	return nil
}

// schema compiles the schema of a route's body at the first call.
func (s *spec) schema(route string) (*jsonschema.Schema, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if schema, ok := s.schemas[route]; ok {
		return schema, nil
	}
	method, path, _ := strings.Cut(route, " ")
	method = strings.ToLower(method)
	content := dig(s.doc, "paths", path, method, "requestBody", "content", "application/json")
	if content == nil {
		s.schemas[route] = nil
		return nil, nil
	}
	schema, err := s.compiler.Compile(pointer("paths", path, method, "requestBody", "content", "application/json", "schema"))
	s.schemas[route] = schema
	return schema, err
}

// pointer is a JSON pointer into the description.
func pointer(keys ...string) string {
	p := specURL + "#"
	for _, k := range keys {
		p += "/" + strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(k)
	}
	return p
}
