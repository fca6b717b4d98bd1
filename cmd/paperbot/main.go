// Paperbot answers questions about scientific papers with sentences quoted word
// for word from their abstracts: in the terminal, or as a bot in Discord. This
// command wires the parts together and shows what package bot answers; whatever
// another surface could need lies there.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // digests are due in zones that the machine may not know
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(run(ctx, os.Args[1:], &program{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, getenv: os.Getenv}))
}

// run runs the command that args ask for and returns the exit status.
func run(ctx context.Context, args []string, p *program) int {
	p.ctx = ctx
	return p.status(p.execute(args))
}
