package main

import (
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// envName returns the environment variable that sets a flag: PAPERBOT_LOG_LEVEL
// for --log-level.
func envName(flag string) string {
	return "PAPERBOT_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// An environment sets flags that are not on the command line, and remembers
// which it set, so that a wrong value can be traced to its variable.
type environment struct {
	getenv func(string) string
	set    []string // names of flags
}

// Resolve is called by kong for every flag that is not on the command line. An
// empty variable counts as unset, as the files of Docker Compose leave many.
func (e *environment) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	value := e.getenv(envName(flag.Name))
	if value == "" || isHelp(flag.Value) {
		return nil, nil
	}
	e.set = append(e.set, flag.Name)
	return value, nil
}

// Validate is called by kong, which lets a resolver refuse a command line.
func (e *environment) Validate(*kong.Application) error { return nil }

// blamed returns the variable that set a flag which err is about, if one did.
func (e *environment) blamed(err error) (name string, ok bool) {
	about := regexp.MustCompile(`--[a-z-]+`).FindString(err.Error())
	if !slices.Contains(e.set, strings.TrimPrefix(about, "--")) {
		return "", false
	}
	return envName(about[2:]), true
}

// withEnv adds to a flag's help the variable that sets it.
func withEnv(value *kong.Value) string {
	if value.Flag == nil || isHelp(value) {
		return value.Help
	}
	return strings.TrimSuffix(value.Help, ".") + " ($" + envName(value.Name) + ")."
}

func isHelp(value *kong.Value) bool { return value.Name == "help" }
