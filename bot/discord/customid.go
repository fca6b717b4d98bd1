package discord

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2/simplelru"
)

// A custom id is what Discord sends back when a button is pressed: 1 to 100
// code points, different within a message. Messages keep their buttons for
// ever, so ids of every version must stay readable. Version 1:
//
//	v1:abstract:<n>:<paper>            n tells equal papers of a message apart
//	v1:similar:<n>:<paper>
//	v1:more:<n>:<skip>,<papers>,<question>
//	v1:vote:<n>:<paper>                an up-vote, given or taken back
//	v1:votes:<n>:<skip>                the presser's own up-votes
//	v1:hide:<n>:<paper>                stands in the place of abstract while that is open
//	v1:jump:<n>:papers                 a menu; the values of its options are papers
//
// Adding an action makes no new version: the older ones are read as before.
// An argument that does not fit is kept in memory and replaced by "~" and its
// key; it is lost with the process, and the button then says so.
const (
	idVersion   = "v1"
	maxCustomID = 100
	keyMark     = "~"
)

type action string

const (
	actionAbstract action = "abstract"
	actionSimilar  action = "similar"
	actionMore     action = "more"
	actionVote     action = "vote"
	actionVotes    action = "votes"
	actionHide     action = "hide"
	actionJump     action = "jump"
)

// A press is a button pressed: what is wanted, and of what.
type press struct {
	action   action
	argument string
}

// customID returns the id of the nth button of that action in a message.
func (m *memory) customID(a action, n int, argument string) string {
	prefix := fmt.Sprintf("%s%d:", prefixOf(a), n)
	return prefix + m.value(argument, maxCustomID-length(prefix))
}

// prefixOf is how the custom ids of an action begin.
func prefixOf(a action) string { return idVersion + ":" + string(a) + ":" }

// value returns an argument, or the mark and key of one that is kept because it
// is empty, longer than limit or like a mark itself.
func (m *memory) value(argument string, limit int) string {
	if argument == "" || strings.HasPrefix(argument, keyMark) || length(argument) > limit {
		return keyMark + m.keep(argument)
	}
	return argument
}

// argument returns what a value stands for; false means that it is forgotten.
func (m *memory) argument(value string) (string, bool) {
	if key, kept := strings.CutPrefix(value, keyMark); kept {
		return m.recall(key)
	}
	return value, true
}

// withAction returns the custom id with another action on the same argument.
func withAction(id string, a action) string {
	parts := strings.SplitN(id, ":", 4)
	if len(parts) != 4 {
		return id
	}
	parts[1] = string(a)
	return strings.Join(parts, ":")
}

// press reads a custom id; false means that it has expired or was never ours.
func (m *memory) press(id string) (press, bool) {
	parts := strings.SplitN(id, ":", 4)
	if len(parts) != 4 || parts[0] != idVersion {
		return press{}, false
	}
	argument, ok := m.argument(parts[3])
	return press{action: action(parts[1]), argument: argument}, ok
}

// A nextPage is the argument of a "more" button.
type nextPage struct {
	skip, papers int
	question     string
}

func (n nextPage) String() string {
	return fmt.Sprintf("%d,%d,%s", n.skip, n.papers, n.question)
}

func parseNextPage(s string) (nextPage, bool) {
	parts := strings.SplitN(s, ",", 3)
	if len(parts) != 3 {
		return nextPage{}, false
	}
	skip, err1 := strconv.Atoi(parts[0])
	papers, err2 := strconv.Atoi(parts[1])
	if err1 != nil || err2 != nil || skip < 0 || papers < 1 {
		return nextPage{}, false
	}
	return nextPage{skip: skip, papers: min(papers, maxAskPapers), question: parts[2]}, true
}

// A memory keeps the arguments that do not fit custom ids: the last ones used,
// each for at most an hour. It is safe for concurrent use.
type memory struct {
	now func() time.Time
	mu  sync.Mutex
	lru *lru.LRU[string, memento]
}

type memento struct {
	argument string
	until    time.Time
}

// memorySize and memoryAge bound what is kept of long questions: some ten
// megabytes at worst, and nothing that anyone would still press.
const (
	memorySize = 2000
	memoryAge  = time.Hour
)

func newMemory(now func() time.Time) *memory {
	cache, err := lru.NewLRU[string, memento](memorySize, nil)
	if err != nil {
		panic(err) // only a size below 1 is an error
	}
	return &memory{now: now, lru: cache}
}

// keep stores the argument and returns its key: the same for the same argument.
func (m *memory) keep(argument string) string {
	sum := sha256.Sum256([]byte(argument))
	key := base64.RawURLEncoding.EncodeToString(sum[:12])
	m.mu.Lock()
	defer m.mu.Unlock()
	m.lru.Add(key, memento{argument: argument, until: m.now().Add(memoryAge)})
	return key
}

func (m *memory) recall(key string) (string, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found, ok := m.lru.Get(key)
	if !ok || m.now().After(found.until) {
		return "", false
	}
	return found.argument, true
}
