package bot

import (
	"context"
	"log/slog"
	"strings"
	"time"
)

// MemberData is everything that is kept about a member in the database.
type MemberData struct {
	Votes   []Vote         // latest first; those older than ActorAge are nobody's any more
	Noticed int            // abstracts opened, and papers that answered a question, once a day each; likewise
	Alerts  []Alert        // oldest first
	Waiting int            // new papers that wait to be sent for these alerts
	Direct  DirectState    // of the alerts' direct messages
	Digests []Subscription // set up by the member, by channel
}

// Empty tells whether nothing is kept.
func (d MemberData) Empty() bool {
	return len(d.Votes)+d.Noticed+len(d.Alerts)+d.Waiting+len(d.Digests) == 0 && d.Direct == DirectState{}
}

// A DirectState is how the direct messages to a member stand.
type DirectState struct {
	LastDay string // day in UTC of the last one, "2026-11-25"; "" for none
	Refused bool   // the member does not take them
}

// ActorAge is how long an event is known to be somebody's. After that it counts
// on without a name.
const ActorAge = 30 * 24 * time.Hour

// An ActorStore keeps who caused an event; bot/store is one.
type ActorStore interface {
	// DropActors forgets who caused the events before an instant and returns how
	// many those were.
	DropActors(ctx context.Context, before time.Time) (int, error)
}

// actorCheck is how often the age of actors is looked at: an event is somebody's
// for at most so much longer than ActorAge.
const actorCheck = time.Hour

// AgeActors forgets actors as they come of age, until ctx ends. A fault is
// logged, and what was to be done is done the next time.
func AgeActors(ctx context.Context, store ActorStore, log *slog.Logger) {
	tick := time.NewTicker(actorCheck)
	defer tick.Stop()
	for {
		switch n, err := store.DropActors(ctx, time.Now().Add(-ActorAge)); {
		case ctx.Err() != nil:
			return
		case err != nil:
			log.Error("actors not forgotten", "error", err)
		case n > 0:
			log.Info("actors forgotten", "events", n)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// ConversationKey is the key of the conversation that a member has in a channel.
func ConversationKey(channel ChannelID, member UserID) string {
	return string(channel) + keyEnd(member)
}

func keyEnd(member UserID) string { return "/" + string(member) }

// Conversations returns how many conversations with a member are remembered.
func (b *Bot) Conversations(member UserID) int { return len(b.conversations.of(member)) }

// ForgetConversations forgets all conversations with a member.
func (b *Bot) ForgetConversations(member UserID) {
	for _, key := range b.conversations.of(member) {
		b.conversations.forget(key)
	}
}

// of returns the keys of the conversations with a member, expired ones included.
func (c *conversations) of(member UserID) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var keys []string
	for _, key := range c.lru.Keys() {
		if strings.HasSuffix(key, keyEnd(member)) {
			keys = append(keys, key)
		}
	}
	return keys
}

func (c *conversations) forget(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lru.Remove(key)
}
