package main

import (
	"strings"

	"github.com/alecthomas/kong"
)

// envName returns the environment variable that sets a flag: PAPERBOT_LOG_LEVEL
// for --log-level.
func envName(flag string) string {
	return "PAPERBOT_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// fromEnv sets flags that are not on the command line from the environment. An
// empty variable counts as unset, as the files of Docker Compose leave many.
func fromEnv(getenv func(string) string) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		if value := getenv(envName(flag.Name)); value != "" && !isHelp(flag.Value) {
			return value, nil
		}
		return nil, nil
	})
}

// withEnv adds to a flag's help the variable that sets it.
func withEnv(value *kong.Value) string {
	if value.Flag == nil || isHelp(value) {
		return value.Help
	}
	return strings.TrimSuffix(value.Help, ".") + " ($" + envName(value.Name) + ")."
}

func isHelp(value *kong.Value) bool { return value.Name == "help" }
