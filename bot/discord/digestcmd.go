package discord

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/samber/lo"

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
	// PapersSince returns the papers that a channel was shown on that local date or later.
	PapersSince(ctx context.Context, channel bot.ChannelID, date string) (map[corpus.ID]bool, error)
}

// defaultDigestPapers is how many papers a day a digest has unless asked otherwise.
const defaultDigestPapers = 5

// digest does what a subcommand of /digest asks for.
func (c *Client) digest(ctx context.Context, in *interaction) (message, error) {
	switch {
	case in.GuildID == "":
		return c.notice("A digest is for the channels of a server: use /digest there."), nil
	case c.cfg.Subscriptions == nil:
		return c.notice("Digests are not set up on this bot."), nil
	case !in.may(permissionManageServer):
		return c.notice("Only members with the permission Manage Server can change this server's digests."), nil
	}
	m, err := c.digestSubcommand(ctx, in)
	var wrong bot.InputError
	if errors.As(err, &wrong) {
		return c.notice(wrong.Text), nil
	}
	return m, err
}

func (c *Client) digestSubcommand(ctx context.Context, in *interaction) (message, error) {
	name, args := in.subcommand()
	target := in.targetChannel(args)
	server := bot.ServerID(in.GuildID)
	switch name {
	case digestSet:
		return c.setDigest(ctx, in, args, target)
	case digestList:
		return c.listDigests(ctx, server)
	case digestPreview:
		return c.previewDigest(ctx, server, target)
	case digestRemove:
		return c.removeDigest(ctx, server, target)
	}
	return c.notice(unknownCommand), nil
}

// targetChannel returns the channel that a subcommand is about: the one given,
// else the one where it was used.
func (in *interaction) targetChannel(args options) channel {
	id := cmp.Or(args.text(optionChannel), in.ChannelID)
	target := in.Data.Resolved.Channels[id]
	target.ID = id
	if id == in.ChannelID && target.AppPermissions == nil {
		target.AppPermissions = in.AppPermissions
	}
	return target
}

func (c *Client) setDigest(ctx context.Context, in *interaction, args options, target channel) (message, error) {
	at, err := bot.ParseTimeOfDay(args.text(optionTime))
	if err != nil {
		return message{}, err
	}
	zone, err := bot.ParseZone(args.text(optionZone))
	if err != nil {
		return message{}, err
	}
	if refusal := c.cannotPost(ctx, target); refusal != "" {
		return c.renderer.markdown(refusal), nil
	}
	sub := bot.Subscription{
		Channel: bot.ChannelID(target.ID), Server: bot.ServerID(in.GuildID),
		At: at, Zone: zone,
		Count:     args.number(optionPapers, defaultDigestPapers, 1, bot.MaxDigestPapers),
		Topic:     cutPlain(args.text(optionTopic), maxTopic),
		CreatedBy: bot.UserID(in.from().ID), CreatedAt: c.cfg.Now(),
	}
	if err := c.cfg.Subscriptions.PutSubscription(ctx, sub); err != nil {
		return message{}, err
	}
	c.cfg.Changed()
	return c.renderer.markdown("Every day from now on: " + describe(sub) + "\n" + c.nextPost(sub)), nil
}

// cannotPost says why the bot could not post in a channel, "" if it can as far
// as can be known.
func (c *Client) cannotPost(ctx context.Context, target channel) string {
	switch target.Type {
	case channelText, channelAnnouncement, channelNewsThread, channelThread, channelSecretThread:
	case channelForum, channelMedia:
		return fmt.Sprintf("<#%s> is a forum. I post in text channels, announcement channels and threads: "+
			"make a thread there for the digest, and choose that.", target.ID)
	default:
		return fmt.Sprintf("I cannot post in <#%s>. I post in text channels, announcement channels and threads.", target.ID)
	}
	if target.AppPermissions != nil {
		if names := missing(target.Type, *target.AppPermissions); len(names) > 0 {
			return needs(target.ID, names)
		}
		return ""
	}
	if err := c.chat.canSee(ctx, target.ID); hasStatus(err, http.StatusForbidden, http.StatusNotFound) {
		return needs(target.ID, missing(target.Type, 0))
	}
	return ""
}

// needs asks for permissions in a channel.
func needs(channelID string, names []string) string {
	return fmt.Sprintf("I cannot post in <#%s> yet. There I need: **%s**. "+
		"(Channel settings → Permissions → add me or my role.) Then set the digest again.",
		channelID, strings.Join(names, "**, **"))
}

func (c *Client) listDigests(ctx context.Context, server bot.ServerID) (message, error) {
	subs, err := c.cfg.Subscriptions.ServerSubscriptions(ctx, server)
	if err != nil {
		return message{}, err
	}
	if len(subs) == 0 {
		return c.notice("No channel of this server has a digest yet. Set one with /digest set."), nil
	}
	lines := lo.Map(subs, func(sub bot.Subscription, _ int) string { return "- " + describe(sub) + c.standing(sub) })
	return c.renderer.markdown("**Digests of this server**\n" + strings.Join(lines, "\n")), nil
}

func (c *Client) previewDigest(ctx context.Context, server bot.ServerID, target channel) (message, error) {
	sub, err := c.cfg.Subscriptions.Subscription(ctx, bot.ChannelID(target.ID))
	if errors.Is(err, bot.ErrNoSubscription) || err == nil && sub.Server != server {
		return c.renderer.markdown(noDigest(target)), nil
	}
	if err != nil {
		return message{}, err
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
	return c.renderer.digest(d), nil
}

func (c *Client) removeDigest(ctx context.Context, server bot.ServerID, target channel) (message, error) {
	channel := bot.ChannelID(target.ID)
	sub, err := c.cfg.Subscriptions.Subscription(ctx, channel)
	if errors.Is(err, bot.ErrNoSubscription) || err == nil && sub.Server != server {
		return c.renderer.markdown(noDigest(target)), nil
	}
	if err != nil {
		return message{}, err
	}
	if _, err := c.cfg.Subscriptions.DeleteSubscription(ctx, channel); err != nil {
		return message{}, err
	}
	c.cfg.Changed()
	return c.renderer.markdown(fmt.Sprintf("<#%s> gets no more digests.", target.ID)), nil
}

func noDigest(target channel) string {
	return fmt.Sprintf("<#%s> has no digest. Set one with /digest set; /digest list shows those there are.", target.ID)
}

// describe says what a subscription is, as markdown in one line.
func describe(sub bot.Subscription) string {
	papers := "papers"
	if sub.Count == 1 {
		papers = "paper"
	}
	text := fmt.Sprintf("<#%s> at %s (%s), %d %s", sub.Channel, sub.At, escape(sub.Zone), sub.Count, papers)
	if sub.Topic != "" {
		text += " on **" + escape(plain(sub.Topic)) + "**"
	}
	return text
}

// standing says in a further line when a subscription is next due, or why not.
func (c *Client) standing(sub bot.Subscription) string {
	switch sub.State {
	case bot.SubscriptionPaused:
		return "\n  paused"
	case bot.SubscriptionBlocked:
		return "\n  stopped: " + escape(plain(sub.Reason)) + ". Set it again once that is mended."
	}
	return "\n  " + c.nextPost(sub)
}

// nextPost says when the next post is due, each reader's clock allowed for.
func (c *Client) nextPost(sub bot.Subscription) string {
	schedule, err := sub.Schedule()
	if err != nil {
		return ""
	}
	due, _ := schedule.Next(c.cfg.Now())
	return fmt.Sprintf("Next post: <t:%d:f>, <t:%d:R>.", due.Unix(), due.Unix())
}
