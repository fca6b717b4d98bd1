package discord

import (
	"context"
	"errors"

	"paperbot/bot"
)

// pauseDigest keeps a channel's digest but posts nothing until it is resumed.
func (c voice) pauseDigest(ctx context.Context, server bot.ServerID, target channel) (message, error) {
	sub, found, err := c.digestOf(ctx, server, target)
	switch {
	case err != nil:
		return message{}, err
	case !found:
		return c.renderer.markdown(c.renderer.noDigest(target)), nil
	case !sub.Active():
		standing, err := c.standing(ctx, sub)
		return c.markdown("Nothing is posted as it is: %s%s", c.renderer.describe(sub), standing), err
	}
	if err := c.cfg.Subscriptions.PutSubscription(ctx, sub.Paused()); err != nil {
		return message{}, err
	}
	c.cfg.Changed()
	return c.markdown(
		"Paused: <#%s> gets no digests until /digest resume. Its settings are kept.", target.ID), nil
}

// resumeDigest posts again in a channel whose digest was paused or stopped.
func (c voice) resumeDigest(ctx context.Context, server bot.ServerID, target channel) (message, error) {
	sub, found, err := c.digestOf(ctx, server, target)
	switch {
	case err != nil:
		return message{}, err
	case !found:
		return c.renderer.markdown(c.renderer.noDigest(target)), nil
	case sub.Active():
		next, err := c.nextPost(ctx, sub)
		return c.markdown("It is not paused: %s\n%s", c.renderer.describe(sub), next), err
	}
	if refusal := c.cannotPost(ctx, target, sub.Publish); refusal != "" {
		return c.renderer.markdown(refusal), nil
	}
	sub = sub.Resumed(c.cfg.Now())
	if err := c.cfg.Subscriptions.PutSubscription(ctx, sub); err != nil {
		return message{}, err
	}
	c.cfg.Changed()
	next, err := c.nextPost(ctx, sub)
	return c.markdown("Resumed: %s\n%s", c.renderer.describe(sub), next), err
}

// moveDigest gives a channel's digest to another one.
func (c voice) moveDigest(ctx context.Context, server bot.ServerID, from, to channel) (message, error) {
	sub, found, err := c.digestOf(ctx, server, from)
	switch {
	case err != nil:
		return message{}, err
	case !found:
		return c.renderer.markdown(c.renderer.noDigest(from)), nil
	case from.ID == to.ID:
		return c.markdown("The digest is in <#%s> already. Choose another channel to move it to.", to.ID), nil
	}
	if refusal := c.cannotPost(ctx, to, false); refusal != "" {
		return c.renderer.markdown(refusal), nil
	}
	moved := sub.Moved(bot.ChannelID(to.ID), c.cfg.Now())
	moved.Publish = sub.Publish && to.Type == channelAnnouncement
	moved.Thread = sub.Thread && c.cannotOpenThreads(to, true) == ""
	err = c.cfg.Subscriptions.MoveSubscription(ctx, sub.Channel, moved)
	switch {
	case errors.Is(err, bot.ErrHasSubscription):
		return c.markdown("<#%s> has a digest already. Remove that first (/digest remove), then try again.", to.ID), nil
	case errors.Is(err, bot.ErrNoSubscription): // removed meanwhile
		return c.renderer.markdown(c.renderer.noDigest(from)), nil
	case err != nil:
		return message{}, err
	}
	c.cfg.Changed()
	standing, err := c.standing(ctx, moved)
	return c.markdown("Moved from <#%s>: %s%s%s\nPapers that were posted there are not posted again here.",
		from.ID, c.renderer.describe(moved), standing, c.renderer.unpublished(sub, moved)), err
}

// unpublished tells that a moved digest is no longer published, or has no threads.
func (r renderer) unpublished(before, after bot.Subscription) string {
	lost := ""
	if before.Publish && !after.Publish {
		lost = "\n" + r.say("It is no longer published: only announcement channels can be followed.")
	}
	if before.Thread && !after.Thread {
		lost += "\n" + r.say("Its posts get no threads there: I cannot open any.")
	}
	return lost
}
