package discord

import (
	"context"
	"sync"
	"time"
)

// limits holds back requests to routes that Discord said are used up. Only such
// routes are remembered, and only until they are free again, so the tokens of
// interactions do not pile up.
type limits struct {
	now  func() time.Time
	mu   sync.Mutex
	full map[string]time.Time // route: until when
}

// wait waits until the route is free or the context ends.
func (l *limits) wait(ctx context.Context, route string) error {
	l.mu.Lock()
	until, full := l.full[route]
	l.mu.Unlock()
	if !full {
		return ctx.Err()
	}
	return sleep(ctx, until.Sub(l.now()))
}

// note learns from the answer to a request.
func (l *limits) note(route string, out *outcome) {
	if out.freeAfter <= 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	for other, until := range l.full {
		if !until.After(now) {
			delete(l.full, other)
		}
	}
	l.full[route] = now.Add(out.freeAfter)
}
