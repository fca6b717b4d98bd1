package discord

import (
	"context"
	"encoding/json"
	"runtime/debug"
	"time"
)

// workers is how many events are dealt with at once. An answer costs under a
// millisecond and a request to Discord some 200: that is 600 answers a second.
const workers = 128

// queueSize is how many events may wait: two seconds' worth of what a machine with
// two cores can answer. Older ones would be answered too late anyway, and are
// passed over.
const queueSize = 4096

// work deals with events until ctx ends.
func (c *Client) work(ctx context.Context) {
	for {
		select {
		case e := <-c.events:
			c.handle(ctx, e)
		case <-ctx.Done():
			return
		}
	}
}

// handle deals with one event. Whatever goes wrong stays inside.
func (c *Client) handle(ctx context.Context, e event) {
	defer func() {
		if fault := recover(); fault != nil {
			c.log.Error("panic in an event", "kind", e.kind, "fault", fault, "stack", string(debug.Stack()))
		}
	}()
	switch e.kind {
	case eventReady:
		c.greeting(ctx)
	case eventInteraction:
		in := &interaction{heard: e.at}
		decode(e.data, in)
		if in.valid() && c.first(in.ID) {
			c.interact(ctx, in, e.at)
		}
	case eventMessage:
		m := &chatMessage{}
		decode(e.data, m)
		if m.valid() && c.addressed(m) && c.first(m.ID) {
			c.converse(ctx, m)
		}
	}
}

// first tells whether an ID is met for the first time. Discord delivers some
// events twice.
func (c *Client) first(id string) bool {
	seen, _ := c.seen.ContainsOrAdd(id, struct{}{})
	return !seen
}

// interact answers an interaction that was heard of at an instant. One that has
// waited in the queue until Discord takes no answer is passed over: the time goes
// to those that can still be answered.
func (c *Client) interact(ctx context.Context, in *interaction, at time.Time) {
	if waited := c.cfg.Now().Sub(at); waited >= c.cfg.timings.window {
		c.log.Warn("interaction waited too long", "interaction", in.ID, "waited", waited)
		return
	}
	v := c.speaking(in.Locale)
	switch in.Type {
	case interactionCommand:
		v.answer(ctx, in, at, in.wantsPrivate(), v.command)
		v.tellRefusal(ctx, in)
	case interactionComponent:
		v.answer(ctx, in, at, !in.inBotDM(), v.press)
		v.tellRefusal(ctx, in)
	case interactionAutocomplete:
		v.autocomplete(ctx, in, at)
	}
}

// A handler decides what to say to an interaction. Its error is for the
// operator; the asker is told that something went wrong.
type handler func(ctx context.Context, in *interaction) (message, error)

// answer calls the handler and sends what it says: at once, or, if that takes
// long, after announcing it. Discord drops an interaction that is not answered
// within three seconds; an announced one may take 15 minutes.
func (c voice) answer(ctx context.Context, in *interaction, at time.Time, private bool, h handler) {
	announced := c.announceLate(ctx, in, at, private)
	m := c.decide(ctx, in, h)
	m.private = private
	if made, err := announced.cancel(); made {
		if err != nil && !hasCode(err, codeAlreadyAnswered) {
			c.undelivered(in, err)
			return
		}
		c.deliver(in, m, func(b body) error { return c.chat.edit(ctx, in, b) })
		return
	}
	c.log.Debug("answer", "interaction", in.ID, "took", c.cfg.Now().Sub(at))
	if m.update != nil && c.update(ctx, in, m, at) {
		return
	}
	c.deliver(in, m, func(b body) error { return c.respondInTime(ctx, in, b, at) })
}

// An announcement says that an answer will come, if that has not come by a time.
type announcement struct {
	timer *time.Timer
	sent  chan error
}

// announceLate announces the answer to an interaction once it has taken long.
func (c voice) announceLate(ctx context.Context, in *interaction, at time.Time, private bool) announcement {
	sent := make(chan error, 1)
	return announcement{sent: sent, timer: time.AfterFunc(c.cfg.timings.think-c.cfg.Now().Sub(at), func() {
		sent <- c.chat.think(ctx, in, private)
	})}
}

// cancel prevents the announcement. Where it is too late for that, it waits until
// the announcement is made, and returns what became of it.
func (a announcement) cancel() (made bool, err error) {
	if a.timer.Stop() {
		return false, nil
	}
	return true, <-a.sent
}

// respondInTime gives up when Discord would refuse the answer as too late. If
// someone has acknowledged the interaction before us, such as another process
// with our token, the answer takes the place of theirs.
func (c *Client) respondInTime(ctx context.Context, in *interaction, b body, at time.Time) error {
	inTime, cancel := context.WithTimeout(ctx, c.cfg.timings.window-c.cfg.Now().Sub(at))
	defer cancel()
	err := c.chat.respond(inTime, in, b)
	if hasCode(err, codeAlreadyAnswered) {
		return c.chat.edit(ctx, in, b)
	}
	return err
}

// decide calls the handler, which may fail or take too long but not silence us.
func (c voice) decide(ctx context.Context, in *interaction, h handler) (m message) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.timings.answer)
	defer cancel()
	defer func() {
		if fault := recover(); fault != nil {
			c.log.Error("panic in an answer", "interaction", in.ID, "fault", fault, "stack", string(debug.Stack()))
			m = c.notice(sorry)
		}
	}()
	m, err := h(ctx, in)
	if err != nil {
		c.log.Error("no answer", "interaction", in.ID, "command", in.Data.Name, "error", err)
		return c.notice(sorry)
	}
	return c.withVotes(ctx, in.scope(), m)
}

const sorry = "Something went wrong on my side. Please try again in a moment."

// deliver sends a message, as plainly as Discord wants it. Whoever asked is told
// at least that something went wrong: a refused message answers nothing yet.
func (c voice) deliver(in *interaction, m message, send func(body) error) {
	err := m.sendPlainer(send, func(err error) {
		c.log.Error("message refused, sent more plainly", "interaction", in.ID, "error", err)
	})
	if hasCode(err, refusedForms...) {
		c.log.Error("message refused in every form", "interaction", in.ID, "error", err)
		apology := c.notice(sorry)
		apology.private = m.private
		err = send(apology.plainBody())
	}
	if err != nil {
		c.undelivered(in, err)
	}
}

// refusedForms are codes that blame the message itself.
var refusedForms = []int{codeInvalidForm, codeEmptyMessage, codeTooLarge, codeFileTooLarge, codeHarmfulLink}

// passedBy are codes of an answer that nobody waits for any more, or not there:
// too late, or answered by another process, or in a place that has closed
// meanwhile. That happens; it is nothing to act on.
var passedBy = []int{
	codeUnknownInteraction, codeAlreadyAnswered, codeBadInteractionToken, codeUnknownWebhook, codeUnknownMessage,
	codeUnknownChannel, codeUnknownServer, codeMissingAccess, codeArchived, codeLocked,
}

// undelivered logs an answer that did not arrive.
func (c *Client) undelivered(in *interaction, err error) {
	log, words := c.log.Error, "answer not delivered"
	if hasCode(err, passedBy...) {
		log, words = c.log.Warn, "answer came too late or twice"
	}
	log(words, "interaction", in.ID, "after", c.cfg.Now().Sub(in.heard), "error", err)
}

// learn takes who we are and where from the first event of a session.
func (c *Client) learn(data json.RawMessage) {
	var r ready
	decode(data, &r)
	c.outages.begin(r)
	if r.User.ID == "" {
		return
	}
	id := Identity{AppID: r.Application.ID, UserID: r.User.ID, Name: r.User.Username}
	c.identity.Store(&id)
}

// greeting does what is due once, at the first connection.
func (c *Client) greeting(ctx context.Context) {
	id := c.identity.Load()
	if id == nil {
		return
	}
	c.greet.Do(func() {
		c.log.Info("connected to discord", "name", id.Name, "application", id.AppID)
		if c.cfg.Ready != nil {
			c.cfg.Ready(*id)
		}
		if err := c.register(ctx, id.AppID); err != nil {
			c.log.Error("commands not registered", "error", err)
		}
	})
}
