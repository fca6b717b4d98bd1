package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"iter"
	"strings"
)

// lines yields the lines of r, of any length, without their ends. When ctx ends
// it yields that error and stops, though a read may still be under way: a read
// from a terminal cannot be called off.
func lines(ctx context.Context, r io.Reader) iter.Seq2[string, error] {
	type line struct {
		text string
		err  error
	}
	return func(yield func(string, error) bool) {
		read, done := make(chan line), make(chan struct{})
		defer close(done)
		go func() {
			for in := bufio.NewReader(r); ; {
				text, err := in.ReadString('\n')
				select {
				case read <- line{text, err}:
				case <-done:
					return
				}
				if err != nil {
					return
				}
			}
		}()
		for {
			select {
			case <-ctx.Done():
				yield("", ctx.Err())
				return
			case l := <-read:
				ended := errors.Is(l.err, io.EOF)
				if l.err != nil && !ended {
					yield("", l.err)
					return
				}
				if ended && l.text == "" || !yield(strings.TrimRight(l.text, "\r\n"), nil) || ended {
					return
				}
			}
		}
	}
}
