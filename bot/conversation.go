package bot

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2/simplelru"

	"paperbot/corpus"
)

// conversationAge is how long after its last message a conversation is forgotten.
const conversationAge = 15 * time.Minute

// maxConversations bounds the memory: the conversations silent for longest are
// forgotten first.
const maxConversations = 10_000

// A conversation is what a follow-up refers to.
type conversation struct {
	question Question // the last one, with Skip for the page shown
	papers   []corpus.ID
	first    int // rank of papers[0]
	at       time.Time
}

// conversations remembers conversations for a while. It is safe for concurrent use.
type conversations struct {
	now func() time.Time
	mu  sync.Mutex
	lru *lru.LRU[string, conversation]
}

func newConversations(now func() time.Time) *conversations {
	cache, err := lru.NewLRU[string, conversation](maxConversations, nil)
	if err != nil {
		panic(err) // only a size below 1 is an error
	}
	return &conversations{now: now, lru: cache}
}

func (c *conversations) get(key string) (conversation, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	talk, ok := c.lru.Get(key)
	if ok && c.now().Sub(talk.at) > conversationAge {
		c.lru.Remove(key)
		return conversation{}, false
	}
	return talk, ok
}

func (c *conversations) put(key string, talk conversation) {
	c.mu.Lock()
	defer c.mu.Unlock()
	talk.at = c.now()
	c.lru.Add(key, talk)
}

// followUp matches the messages that refer to the last answer.
var followUp = regexp.MustCompile(`^(?i:(more|next|help)|(?:(similar|like|abstract|show|open|paper)(?: to)?)? ?(?:#|no\.? ?)?(\d{1,3})|(similar|abstract))[.!?]*$`)

// Say goes on with the conversation of that key (one per person and channel)
// by a plain-text message: a question, or "more", a number, "similar 2",
// "abstract 2", "help" about the last answer. A conversation is forgotten
// 15 minutes after its last message.
func (b *Bot) Say(ctx context.Context, key, text string) (Response, error) {
	m := followUp.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return b.question(ctx, key, Question{Text: text})
	}
	word, verb, number := strings.ToLower(m[1]), strings.ToLower(m[2]+m[4]), 1
	if m[3] != "" {
		number, _ = strconv.Atoi(m[3]) // three digits at most
	}
	if word == "help" {
		return b.Help(), nil
	}
	talk, ok := b.conversations.get(key)
	switch {
	case !ok:
		return Notice{"Ask me a question first, then I can go on from the answer. Say “help” to see what I can do."}, nil
	case word != "":
		return b.more(ctx, key, talk)
	}
	return b.about(ctx, key, talk, verb, number)
}

// question answers and remembers what was answered.
func (b *Bot) question(ctx context.Context, key string, q Question) (Response, error) {
	resp, err := b.Ask(ctx, q)
	if reply, ok := resp.(Reply); ok && len(reply.Sources) > 0 {
		talk := conversation{question: q, first: reply.Sources[0].Rank}
		for _, s := range reply.Sources {
			talk.papers = append(talk.papers, s.Paper.ID)
		}
		b.conversations.put(key, talk)
	}
	return resp, err
}

func (b *Bot) more(ctx context.Context, key string, talk conversation) (Response, error) {
	if talk.question.Text == "" {
		return Notice{"That was the whole list. Ask me another question."}, nil
	}
	next := talk.question
	next.Skip += len(talk.papers)
	resp, err := b.question(ctx, key, next)
	if reply, ok := resp.(Reply); ok && len(reply.Sources) == 0 {
		return Notice{"No further papers match. Ask me another question."}, err
	}
	return resp, err
}

// about answers a follow-up on one paper of the last answer.
func (b *Bot) about(ctx context.Context, key string, talk conversation, verb string, number int) (Response, error) {
	if verb != "" && number == 1 && talk.first > 1 {
		number = talk.first // "similar" on a later page means the page's first
	}
	i := number - talk.first
	if i < 0 || i >= len(talk.papers) {
		return Notice{"I showed " + ranks(talk) + ". Which one do you mean?"}, nil
	}
	b.conversations.put(key, talk)
	id := string(talk.papers[i])
	switch verb {
	case "similar", "like":
		return b.similarTo(ctx, key, id)
	case "abstract":
		p, err := b.Find(ctx, id)
		return Abstract{p}, err
	}
	return b.Card(ctx, id)
}

// ranks names the papers of the last answer.
func ranks(talk conversation) string {
	first, last := strconv.Itoa(talk.first), strconv.Itoa(talk.first+len(talk.papers)-1)
	if first == last {
		return "paper " + first
	}
	return "papers " + first + " to " + last
}

// similarTo lists papers like one, which follow-ups then refer to.
func (b *Bot) similarTo(ctx context.Context, key, id string) (Response, error) {
	listing, err := b.Similar(ctx, id, defaultListed)
	if err != nil {
		return nil, err
	}
	if len(listing.Items) > 0 {
		talk := conversation{first: 1}
		for _, item := range listing.Items {
			talk.papers = append(talk.papers, item.Paper.ID)
		}
		b.conversations.put(key, talk)
	}
	return listing, nil
}
