package discord

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"paperbot/bot"
	"paperbot/corpus"
)

// Subscriptions keeps who gets a digest; bot/store is one.
type Subscriptions interface {
	// Subscription returns a channel's subscription, or an error that wraps
	// bot.ErrNoSubscription.
	Subscription(ctx context.Context, channel bot.ChannelID) (bot.Subscription, error)
	// ServerSubscriptions returns those of a server.
	ServerSubscriptions(ctx context.Context, server bot.ServerID) ([]bot.Subscription, error)
	// PutSubscription sets a channel's subscription. The error may be a bot.InputError.
	PutSubscription(ctx context.Context, sub bot.Subscription) error
	// DeleteSubscription removes a channel's subscription and reports whether it had one.
	DeleteSubscription(ctx context.Context, channel bot.ChannelID) (bool, error)
	// MoveSubscription puts sub, which names its new channel, in place of that of
	// the channel from, with the memory of what was shown. The error may be a
	// bot.InputError, or wrap bot.ErrNoSubscription or bot.ErrHasSubscription.
	MoveSubscription(ctx context.Context, from bot.ChannelID, sub bot.Subscription) error
	// Deliveries returns a channel's deliveries, latest date first, at most limit.
	Deliveries(ctx context.Context, channel bot.ChannelID, limit int) ([]bot.Delivery, error)
	// LastNews returns when a feed or list last told anything new; zero for never.
	LastNews(ctx context.Context) (time.Time, error)
	// PapersSince returns the papers that a channel was shown on that local date or later.
	PapersSince(ctx context.Context, channel bot.ChannelID, date string) (map[corpus.ID]bool, error)
}

// defaultDigestPapers is how many papers a day a digest has unless asked otherwise.
const defaultDigestPapers = 5

// digest does what a subcommand of /digest asks for.
func (c voice) digest(ctx context.Context, in *interaction) (message, error) {
	switch {
	case in.GuildID == "":
		return c.notice("A digest is for the channels of a server: use /digest there."), nil
	case c.cfg.Subscriptions == nil:
		return c.notice("Digests are not set up on this bot."), nil
	case in.byUserAlone():
		return c.notice("A digest needs me as a member of this server: someone who manages it has to add me first."), nil
	case !in.may(permissionManageServer):
		return c.notice("Only members with the permission Manage Server can change this server's digests."), nil
	}
	m, err := c.digestSubcommand(ctx, in)
	var wrong bot.InputError
	if errors.As(err, &wrong) {
		return c.render(bot.Notice(wrong), nil)
	}
	return m, err
}

func (c voice) digestSubcommand(ctx context.Context, in *interaction) (message, error) {
	name, args := in.subcommand()
	target := in.targetChannel(args.text(optionChannel))
	server := bot.ServerID(in.GuildID)
	switch name {
	case digestSet:
		return c.setDigest(ctx, in, args, target)
	case digestList:
		return c.listDigests(ctx, server)
	case digestPreview:
		return c.previewDigest(ctx, server, target)
	case digestPause:
		return c.pauseDigest(ctx, server, target)
	case digestResume:
		return c.resumeDigest(ctx, server, target)
	case digestMove:
		return c.moveDigest(ctx, server, target, in.targetChannel(args.text(optionTo)))
	case digestRemove:
		return c.removeDigest(ctx, server, target)
	}
	return c.notice(unknownCommand), nil
}

// targetChannel returns the channel that a subcommand is about: the one given,
// else the one where it was used.
func (in *interaction) targetChannel(given string) channel {
	id := cmp.Or(given, in.ChannelID)
	target, resolved := in.Data.Resolved.Channels[id]
	if id == in.ChannelID {
		if !resolved {
			target = in.Channel
		}
		target.AppPermissions = cmp.Or(target.AppPermissions, in.AppPermissions)
	}
	target.ID = id
	return target
}

func (c voice) setDigest(ctx context.Context, in *interaction, args options, target channel) (message, error) {
	at, err := bot.ParseTimeOfDay(args.text(optionTime))
	if err != nil {
		return message{}, err
	}
	zone, err := bot.ParseZone(args.text(optionZone))
	if err != nil {
		return message{}, err
	}
	days, err := bot.ParseWeekdays(args.text(optionDays))
	if err != nil {
		return message{}, err
	}
	publish, thread := args.is(optionPublish), args.is(optionThread)
	if refusal := c.cannotPost(ctx, target, publish); refusal != "" {
		return c.renderer.markdown(refusal), nil
	}
	if refusal := c.cannotOpenThreads(target, thread); refusal != "" {
		return c.renderer.markdown(refusal), nil
	}
	sub := bot.Subscription{
		Channel: bot.ChannelID(target.ID), Server: bot.ServerID(in.GuildID),
		At: at, Zone: zone,
		Count:     args.number(optionPapers, defaultDigestPapers, 1, bot.MaxDigestPapers),
		Topic:     cutPlain(args.text(optionTopic), maxTopic),
		Without:   cutPlain(args.text(optionWithout), maxTopic),
		Days:      days,
		Thread:    thread,
		Publish:   publish,
		CreatedBy: bot.UserID(in.from().ID), CreatedAt: c.cfg.Now(),
	}
	if err := c.cfg.Subscriptions.PutSubscription(ctx, sub); err != nil {
		return message{}, err
	}
	c.cfg.Changed()
	c.writtenToAgain(ctx, sub.CreatedBy)
	next, err := c.nextPost(ctx, sub)
	if days != bot.EveryDay {
		return c.markdown("From now on: %s\n%s", c.renderer.describe(sub), next), err
	}
	return c.markdown("Every day from now on: %s\n%s", c.renderer.describe(sub), next), err
}

// cannotPost says why the bot could not post, or publish, in a channel; "" if it
// can as far as can be known.
func (c voice) cannotPost(ctx context.Context, target channel, publish bool) string {
	switch {
	case !isPostable(target.Type):
		return c.renderer.say("I cannot post in <#%s>. I post in text and announcement channels, threads and forums.", target.ID)
	case publish && target.Type != channelAnnouncement:
		return c.renderer.say("<#%s> is no announcement channel, so nobody can follow it: leave `%s` out.",
			target.ID, c.renderer.words.Name(optionPublish))
	case target.Thread.Locked:
		return c.renderer.say("<#%s> is locked, so I cannot write there. Unlock it, or choose another channel.", target.ID)
	}
	if target.AppPermissions != nil {
		if names := missing(target.Type, *target.AppPermissions); len(names) > 0 {
			return c.renderer.needs(target.ID, names)
		}
		if target.Type != channelSecretThread { // which its members alone can see, whatever they may
			return ""
		}
	}
	if err := c.chat.canSee(ctx, target.ID); hasStatus(err, http.StatusForbidden, http.StatusNotFound) {
		if target.Type == channelSecretThread {
			return c.renderer.say("<#%s> is a private thread that I am not in. Mention me there, so that I join it, and try again.", target.ID)
		}
		return c.renderer.needs(target.ID, missing(target.Type, 0))
	}
	return ""
}

// needs asks for permissions in a channel.
func (r renderer) needs(channelID string, names []string) string {
	return r.say("I cannot post in <#%s> yet. There I need: **%s**. "+
		"(Channel settings → Permissions → add me or my role.) Then try again.",
		channelID, strings.Join(names, "**, **"))
}

// digestOf returns the digest of a server's channel, and whether it has one.
func (c voice) digestOf(ctx context.Context, server bot.ServerID, target channel) (sub bot.Subscription, found bool, err error) {
	sub, err = c.cfg.Subscriptions.Subscription(ctx, bot.ChannelID(target.ID))
	if errors.Is(err, bot.ErrNoSubscription) {
		return sub, false, nil
	}
	return sub, err == nil && sub.Server == server, err
}

func (c voice) listDigests(ctx context.Context, server bot.ServerID) (message, error) {
	subs, err := c.cfg.Subscriptions.ServerSubscriptions(ctx, server)
	if err != nil {
		return message{}, err
	}
	if len(subs) == 0 {
		return c.notice("No channel of this server has a digest yet. Set one with /digest set."), nil
	}
	lines := []string{"**" + c.renderer.say("Digests of this server") + "**"}
	for _, sub := range subs {
		standing, err := c.standing(ctx, sub)
		if err != nil {
			return message{}, err
		}
		lines = append(lines, "- "+c.renderer.describe(sub)+standing)
	}
	news, err := c.cfg.Subscriptions.LastNews(ctx)
	if err != nil {
		return message{}, err
	}
	if bot.Stale(news, c.cfg.Now()) {
		lines = append(lines, c.renderer.say("There are no new papers since <t:%d:f>: whoever runs me should look at the feeds.", news.Unix()))
	}
	return c.renderer.markdown(strings.Join(lines, "\n")), nil
}

func (c voice) previewDigest(ctx context.Context, server bot.ServerID, target channel) (message, error) {
	sub, found, err := c.digestOf(ctx, server, target)
	if err != nil {
		return message{}, err
	}
	if !found {
		return c.renderer.markdown(c.renderer.noDigest(target)), nil
	}
	now := c.cfg.Now()
	had, err := c.cfg.Subscriptions.PapersSince(ctx, sub.Channel, now.AddDate(0, 0, -bot.NoRepeatDays).Format(time.DateOnly))
	if err != nil {
		return message{}, err
	}
	d, err := c.cfg.Bot.Digest(ctx, sub, now, func(id corpus.ID) bool { return had[id] })
	if err != nil {
		return message{}, err
	}
	return c.withWhyNot(c.Client.renderer.digest(d), d), nil // as it would be posted
}

// withWhyNot adds to a preview what a rule kept out of it, if there is room.
func (c voice) withWhyNot(m message, d bot.Digest) message {
	why := subtext(c.renderer.in(d.WhyNot()))
	used := costOf(m.components...)
	if why == "" || used.components >= maxComponents || used.text+length(why) > maxText {
		return m
	}
	m.components = append(m.components, discordgo.TextDisplay{Content: why})
	return m
}

func (c voice) removeDigest(ctx context.Context, server bot.ServerID, target channel) (message, error) {
	sub, found, err := c.digestOf(ctx, server, target)
	if err != nil {
		return message{}, err
	}
	if !found {
		return c.renderer.markdown(c.renderer.noDigest(target)), nil
	}
	if _, err := c.cfg.Subscriptions.DeleteSubscription(ctx, sub.Channel); err != nil {
		return message{}, err
	}
	c.cfg.Changed()
	return c.markdown("<#%s> gets no more digests.", target.ID), nil
}

func (r renderer) noDigest(target channel) string {
	return r.say("<#%s> has no digest. Set one with /digest set; /digest list shows those there are.", target.ID)
}

// describe says what a subscription is, as markdown in one line.
func (r renderer) describe(sub bot.Subscription) string {
	text := r.say("<#%s> at %s (%s), papers: %d", sub.Channel, sub.At, escape(sub.Zone), sub.Count)
	if sub.Days != bot.EveryDay {
		text += ", " + r.in(sub.Days.Text())
	}
	if sub.Topic != "" {
		text += r.say(", on **%s**", escape(plain(sub.Topic)))
	}
	if sub.Without != "" {
		text += r.say(", not on **%s**", escape(plain(sub.Without)))
	}
	if sub.Thread {
		text += r.say(", with a thread on each post")
	}
	if sub.Publish {
		text += r.say(", published to the servers that follow it")
	}
	return text
}

// standing says in a further line when a subscription is next due, or why not.
func (c voice) standing(ctx context.Context, sub bot.Subscription) (string, error) {
	switch sub.State {
	case bot.SubscriptionPaused:
		return "\n  " + c.renderer.say("paused: /digest resume goes on"), nil
	case bot.SubscriptionBlocked:
		return "\n  " + c.renderer.say("stopped: %s. Once that is mended, /digest resume goes on.", escape(plain(c.renderer.say(sub.Reason)))), nil
	}
	next, err := c.nextPost(ctx, sub)
	if err != nil {
		return "", err
	}
	last, err := c.lastPost(ctx, sub)
	return "\n  " + next + last, err
}

// lastPost says in a further line what became of the last digest, if it was not
// simply posted.
func (c voice) lastPost(ctx context.Context, sub bot.Subscription) (string, error) {
	had, err := c.cfg.Subscriptions.Deliveries(ctx, sub.Channel, 1)
	if err != nil || len(had) == 0 {
		return "", err
	}
	d := had[0]
	fates := map[bot.DeliveryState]bot.Text{
		bot.DeliveryPlanned: bot.Say("waiting to be sent"),
		bot.DeliverySending: bot.Say("being sent"),
		bot.DeliveryFailed:  bot.Say("not posted"),
		bot.DeliveryBlocked: bot.Say("not posted"),
		bot.DeliveryUnknown: bot.Say("perhaps posted: look whether it is there"),
		bot.DeliverySkipped: bot.Say("nothing to post"),
	}
	fate, ok := fates[d.State]
	if !ok {
		return "", nil
	}
	line := "\n  " + c.renderer.say("Post of %s: %s", d.Date, c.renderer.in(fate))
	if d.Error != "" {
		line += " (" + escape(cutPlain(d.Error, maxLine)) + ")"
	}
	return line, nil
}

// nextPost says when the next post is due, each reader's clock allowed for: not
// on a date for which the channel has had its digest.
func (c voice) nextPost(ctx context.Context, sub bot.Subscription) (string, error) {
	schedule, err := sub.Schedule()
	var wrong bot.InputError
	if errors.As(err, &wrong) { // such as a zone that no longer exists
		return escape(plain(c.renderer.in(wrong.Text))), nil
	}
	if err != nil {
		return "", err
	}
	had, err := c.cfg.Subscriptions.Deliveries(ctx, sub.Channel, 1)
	if err != nil {
		return "", err
	}
	last := ""
	if len(had) > 0 {
		last = had[0].Date
	}
	due, _ := schedule.NextAfter(c.cfg.Now(), last)
	return c.renderer.say("Next post: <t:%d:f>, <t:%d:R>.", due.Unix(), due.Unix()), nil
}
