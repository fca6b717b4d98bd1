package bot

import (
	"time"

	"paperbot/corpus"
)

// A Scope is where an event counts: in one server, or in direct messages, which
// are one scope for all, so that nobody's vote stands alone under their name.
type Scope string

// ScopeDirect is the scope of direct messages and group chats. No server's ID
// is like it.
const ScopeDirect Scope = "dm"

// ScopeOf returns the scope of a server, or that of direct messages for "".
func ScopeOf(server ServerID) Scope {
	if server == "" {
		return ScopeDirect
	}
	return Scope(server)
}

// A Vote is a member's up-vote for a paper.
type Vote struct {
	Scope  Scope
	Paper  corpus.ID
	Member UserID // kept as a keyed hash only
	At     time.Time
	Joined time.Time // when the member joined the server; zero where unknown
}

// A Tally is how a paper stands after a vote was given or taken back.
type Tally struct {
	Count int  // votes for the paper in the scope
	Mine  bool // the member's is among them
}
