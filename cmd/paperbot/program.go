package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/samber/lo"
)

// A program is everything a command may touch of the world outside: the
// context that ends it, its three streams, and the environment.
type program struct {
	ctx            context.Context
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
}

// The exit statuses, which scripts may rely upon; 0 is done.
const (
	statusFailure  = 1 // something broke
	statusUsage    = 2 // the command line, or a setting, is wrong
	statusNoAnswer = 3 // ask found no answer in the corpus
)

// An exitError ends the program with a status of its own. Without err nothing
// more is said: the command has printed what there is.
type exitError struct {
	status int
	err    error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit status %d", e.status)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// note tells the operator something on stderr.
func (p *program) note(line string) { fmt.Fprintln(p.stderr, printable(line)) }

// status says on stderr what went wrong, if anything did, and returns the exit
// status.
func (p *program) status(err error) int {
	if err == nil {
		return 0
	}
	exit := &exitError{statusFailure, err}
	errors.As(err, &exit)
	if exit.err != nil {
		for i, line := range strings.Split(err.Error(), "\n") {
			fmt.Fprintf(p.stderr, "%s%s\n", lo.Ternary(i == 0, "paperbot: ", ""), printable(line))
		}
	}
	return exit.status
}
