package discord

import (
	"context"
	"reflect"
	"sync"
	"time"
)

// update answers a press by changing the message that was pressed, and reports
// whether that is all: not so where Discord does not take the message.
func (c *Client) update(ctx context.Context, in *interaction, m message, at time.Time) bool {
	inTime, cancel := context.WithTimeout(ctx, c.cfg.timings.window-c.cfg.Now().Sub(at))
	defer cancel()
	err := c.chat.update(inTime, in, m.updateBody())
	if hasCode(err, codeInvalidForm) {
		c.log.Warn("message not updated, answered privately", "interaction", in.ID, "error", err)
		return false
	}
	if err != nil {
		c.undelivered(in, err)
		return true
	}
	if m.counted {
		c.settleCounts(ctx, in, m)
	}
	return true
}

// settleCounts makes the counts right that were overtaken: of several presses at
// once, the last answer to arrive may not be that with the last count. One press
// does so for all that come while it is at it.
func (c *Client) settleCounts(ctx context.Context, in *interaction, shown message) {
	if !c.settling.begin(in.Message.ID) {
		return
	}
	for overtaken := false; ; {
		now := message{update: c.recounted(ctx, in)}
		if overtaken || !reflect.DeepEqual(now.update, shown.update) {
			if err := c.chat.edit(ctx, in, now.updateBody()); err != nil {
				c.undelivered(in, err)
			}
		}
		if c.settling.end(in.Message.ID) {
			return
		}
		overtaken = true
	}
}

// A settling keeps track of the messages whose counts are being settled. The
// zero settling is ready to use, by several goroutines.
type settling struct {
	mu   sync.Mutex
	more map[string]bool // by message: something came in meanwhile
}

// begin reports whether the caller is to settle the message; else somebody is at
// it, and will not end before a further look.
func (s *settling) begin(messageID string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, busy := s.more[messageID]; busy {
		s.more[messageID] = true
		return false
	}
	if s.more == nil {
		s.more = make(map[string]bool)
	}
	s.more[messageID] = false
	return true
}

// end reports whether the message is settled; else it is to be looked at again.
func (s *settling) end(messageID string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.more[messageID] {
		s.more[messageID] = false
		return false
	}
	delete(s.more, messageID)
	return true
}
