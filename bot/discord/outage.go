package discord

import (
	"sync"
	"time"

	"github.com/samber/lo"
	"github.com/tidwall/gjson"
)

// outages are the servers that are unavailable, as Discord says of all of them
// when a session begins, and of one that fails. Until it says that they are back,
// its answers about them, such as that a channel is not there, tell nothing of
// what the server wants. The zero outages are ready to use.
type outages struct {
	mu      sync.Mutex
	servers map[string]struct{} // by ID
}

// Kinds of event that tell of servers.
const (
	eventGuildCreate = "GUILD_CREATE"
	eventGuildDelete = "GUILD_DELETE"
)

// outagePause is before a post is tried again in a server that is unavailable.
const outagePause = 5 * time.Minute

// begin takes the servers from the first event of a session.
func (o *outages) begin(r ready) {
	o.mu.Lock()
	defer o.mu.Unlock()
	out := lo.Filter(r.Guilds, func(g guild, _ int) bool { return g.Unavailable })
	o.servers = lo.Keyify(lo.Map(out, func(g guild, _ int) string { return g.ID }))
}

// note takes what an event says of a server: one that was left is not out.
func (o *outages) note(data []byte) {
	told := gjson.GetManyBytes(data, "id", "unavailable")
	o.mu.Lock()
	defer o.mu.Unlock()
	if !told[1].Bool() {
		delete(o.servers, told[0].Str)
		return
	}
	if o.servers == nil {
		o.servers = map[string]struct{}{}
	}
	o.servers[told[0].Str] = struct{}{}
}

func (o *outages) has(server string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return lo.HasKey(o.servers, server)
}
