package bot

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

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
	question Question    // the last one; no text after a list that has no more
	base     string      // the last one that stood by itself, in its own words; "" for none
	papers   []corpus.ID // shown so far, by rank
	page     int         // place in papers of the first one of the last page
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

// followUp matches the messages that refer to the last answer: a wish for more
// or help; a paper by its number, maybe with what is wanted of it; what is
// wanted of the first paper; thanks.
var followUp = regexp.MustCompile(`^(?i:(?:show me |give me )?(more|next|help)(?: papers| results| please)?` +
	`|(?:(?:show |show me |tell me |the |more )*(similar|like|abstract|about|show|open|explain|summari[sz]e|paper)(?: papers)?(?: (?:to|of|for|about))?)? ?` + paperNumber +
	`|(similar|abstract)` +
	`|(thanks|thank you|thx|cheers)(?: a lot| so much| bot)?)[.! ?]*$`)

// Say goes on with the conversation of that key (one per person and channel)
// by a plain-text message: a question, or one that goes on from the last answer, by
// the rules of followup.go. A conversation is forgotten 15 minutes after its last
// message.
func (b *Bot) Say(ctx context.Context, key, text string) (Response, error) {
	text = strings.TrimSpace(text)
	m := followUp.FindStringSubmatch(text)
	talk, ok := b.conversations.get(key)
	if m == nil && ok {
		if resp, goesOn, err := b.goOn(ctx, key, talk, text); goesOn || err != nil {
			return resp, err
		}
	}
	if m == nil {
		return b.question(ctx, key, Question{Text: text})
	}
	word, verb := strings.ToLower(m[1]), strings.ToLower(m[2]+m[4])
	switch {
	case word == "help":
		return b.Help(), nil
	case m[5] != "":
		return Notice{Say("You are welcome.")}, nil
	case !ok:
		return Notice{Say("Ask me a question first, then I can go on from the answer. Say “help” to see what I can do.")}, nil
	case word != "":
		return b.more(ctx, key, talk)
	}
	number := talk.page + 1 // where none is given, the first of the last page
	if m[3] != "" {
		number = talk.number(m[3])
	}
	return b.about(ctx, key, talk, verb, number)
}

// question answers and remembers what was shown. A question without an answer
// leaves nothing to go on from.
func (b *Bot) question(ctx context.Context, key string, q Question) (Response, error) {
	resp, err := b.Ask(ctx, q)
	return b.remembered(key, q.Text, q, resp), err
}

// remembered returns the answer to a question, once it is remembered what was
// shown. Base is the last question that stood by itself: q, or that from which it
// goes on; too long a one is not gone on from.
func (b *Bot) remembered(key, base string, q Question, resp Response) Response {
	if reply, ok := resp.(Reply); ok {
		if utf8.RuneCountInString(base) > maxDistilled {
			base = ""
		}
		b.conversations.put(key, conversation{question: q, base: base}.show(reply))
	}
	return resp
}

// show returns the conversation with one more page shown.
func (c conversation) show(reply Reply) conversation {
	c.page = len(c.papers)
	c.papers = slices.Clone(c.papers)
	for _, s := range reply.Sources {
		c.papers = append(c.papers, s.Paper.ID)
	}
	return c
}

func (b *Bot) more(ctx context.Context, key string, talk conversation) (Response, error) {
	if talk.question.Text == "" {
		return Notice{Say("I list %d papers like one. Ask me another question, or for those like another.", defaultListed)}, nil
	}
	next := talk.question
	next.Skip = len(talk.papers)
	resp, err := b.Ask(ctx, next)
	reply, ok := resp.(Reply)
	if !ok {
		return resp, err
	}
	if len(reply.Sources) == 0 {
		return Notice{Say("No further papers match. Ask me another question.")}, err
	}
	b.conversations.put(key, talk.show(reply))
	return reply, err
}

// about answers a follow-up on one paper of the last answer.
func (b *Bot) about(ctx context.Context, key string, talk conversation, verb string, number int) (Response, error) {
	if number < 1 || number > len(talk.papers) {
		return Notice{whichOne(len(talk.papers))}, nil
	}
	b.conversations.put(key, talk)
	id := string(talk.papers[number-1])
	switch verb {
	case "similar", "like":
		return b.similarTo(ctx, key, id)
	case "abstract":
		p, err := b.Find(ctx, id)
		return Abstract{p}, err
	}
	return b.Card(ctx, id)
}

// whichOne asks for one of the papers shown.
func whichOne(shown int) Text {
	switch shown {
	case 0:
		return Say("I showed no paper. Ask me another question.")
	case 1:
		return Say("I showed paper 1 alone. Do you mean that?")
	}
	return Say("I showed papers 1 to %d. Which one do you mean?", shown)
}

// similarTo lists papers like one, which follow-ups then refer to.
func (b *Bot) similarTo(ctx context.Context, key, id string) (Response, error) {
	listing, err := b.Similar(ctx, id, defaultListed)
	if err != nil {
		return nil, err
	}
	if len(listing.Items) > 0 {
		var talk conversation
		for _, item := range listing.Items {
			talk.papers = append(talk.papers, item.Paper.ID)
		}
		b.conversations.put(key, talk)
	}
	return listing, nil
}
