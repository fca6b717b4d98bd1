package discord

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/bwmarrin/discordgo"
	"github.com/samber/lo"

	"paperbot/bot"
)

// Alerts are members' saved queries; bot.Alerts is one.
type Alerts interface {
	// Add keeps a query; added is false for one that the member has. The error
	// may be a bot.InputError.
	Add(ctx context.Context, member bot.UserID, query string) (alert bot.Alert, added bool, err error)
	// List returns a member's alerts.
	List(ctx context.Context, member bot.UserID) ([]bot.Alert, error)
	// Remove removes the member's alert of that query, and tells if there was one.
	Remove(ctx context.Context, member bot.UserID, query string) (alert bot.Alert, found bool, err error)
	// Refusal tells whether the member's alerts were stopped, unknown to the
	// member, because direct messages were refused.
	Refusal(ctx context.Context, member bot.UserID) (bool, error)
	// Told is called once the member knows.
	Told(ctx context.Context, member bot.UserID) error
}

const (
	commandAlert = "alert"

	alertAdd    = "add"
	alertList   = "list"
	alertRemove = "remove"

	optionQuery = "query"
	optionAlert = "alert"
)

func alertCommand() *discordgo.ApplicationCommand {
	return everywhere(commandAlert, "Be told by direct message of new papers on what you look for",
		subcommand(alertAdd, "Tell me of new papers that fit some words",
			required(textOption(optionQuery, "What to look for, such as: graph neural networks", bot.MaxAlertQuery))),
		subcommand(alertList, "The alerts that you have"),
		subcommand(alertRemove, "Tell me no more of something",
			required(completed(textOption(optionAlert, "Which alert", 0)))))
}

// alert does what a subcommand of /alert asks for.
func (c voice) alert(ctx context.Context, in *interaction) (message, error) {
	if c.cfg.Alerts == nil {
		return c.notice("Alerts are not set up on this bot."), nil
	}
	name, args := in.subcommand()
	member := bot.UserID(in.from().ID)
	switch name {
	case alertAdd:
		return c.addAlert(ctx, member, args.text(optionQuery))
	case alertList:
		return c.listAlerts(ctx, member)
	case alertRemove:
		return c.removeAlert(ctx, member, args.text(optionAlert))
	}
	return c.notice(unknownCommand), nil
}

func (c voice) addAlert(ctx context.Context, member bot.UserID, query string) (message, error) {
	alert, added, err := c.cfg.Alerts.Add(ctx, member, query)
	var wrong bot.InputError
	switch {
	case errors.As(err, &wrong):
		return c.render(bot.Notice(wrong), nil)
	case err != nil:
		return message{}, err
	}
	c.writtenToAgain(ctx, member)
	if !added {
		return c.notice("You have that alert already: “%s”.", alert.Query), nil
	}
	return c.notice("I shall write to you when new papers fit “%s”, at most once a day. "+
		"Please let me: allow direct messages from a server that we share.", alert.Query), nil
}

func (c voice) listAlerts(ctx context.Context, member bot.UserID) (message, error) {
	alerts, err := c.cfg.Alerts.List(ctx, member)
	if err != nil {
		return message{}, err
	}
	if len(alerts) == 0 {
		return c.notice("You have no alerts. Add one with /alert add."), nil
	}
	return c.renderer.markdown("**" + c.renderer.say("Your alerts") + "**\n" + strings.Join(lo.Map(alerts, alertLine), "\n")), nil
}

func alertLine(a bot.Alert, _ int) string { return "- " + escape(plain(a.Query)) }

func (c voice) removeAlert(ctx context.Context, member bot.UserID, query string) (message, error) {
	alert, found, err := c.cfg.Alerts.Remove(ctx, member, query)
	if err != nil {
		return message{}, err
	}
	if !found {
		return c.notice("You have no such alert. /alert list shows those you have."), nil
	}
	return c.notice("Your alert “%s” is removed.", alert.Query), nil
}

// alertChoices suggests the member's own alerts.
func (c *Client) alertChoices(ctx context.Context, member bot.UserID, typed string) []choice {
	if c.cfg.Alerts == nil {
		return nil
	}
	alerts, err := c.cfg.Alerts.List(ctx, member)
	if err != nil {
		c.log.Error("no alerts to suggest", "error", err)
	}
	var choices []choice
	for _, a := range alerts {
		if strings.Contains(strings.ToLower(a.Query), strings.ToLower(typed)) {
			choices = appendChoice(choices, a.Query, a.Query)
		}
	}
	return choices
}

// PostDirect writes to a member, as plain text where Discord refuses more. With
// the nonce it is safe to try again, which it does.
func (c *Client) PostDirect(ctx context.Context, member bot.UserID, nonce string, r bot.Response) error {
	m := c.withVotes(ctx, bot.ScopeDirect, c.renderer.message(r))
	err := m.sendPlainer(func(b body) error {
		b.Nonce = nonce
		return c.direct(ctx, string(member), b)
	}, func(err error) { c.log.Warn("direct message refused, sent more plainly", "error", err) })
	if hasCode(err, codeUnknownMessage) { // the nonce was used, the message deleted since
		return nil
	}
	return directError(err)
}

// directError tells what became of a direct message. Only what is the member's
// own doing is Blocked; other refusals may end, such as that too many
// conversations were opened.
func directError(err error) error {
	var failed *apiError
	switch {
	case errors.Is(err, errNoDMs):
		return bot.Blocked{Reason: blockedReason(codeCannotDM)}
	case errors.Is(err, errDMsPaused):
		return bot.Retry{After: tooFastPause, Err: err}
	case !errors.As(err, &failed):
		return err
	case hasCode(err, codeCannotDM, codeNoMutualServer, codeUnknownUser):
		return bot.Blocked{Reason: blockedReason(failed.Code)}
	case failed.uncertain():
		return bot.Uncertain{Err: err}
	case failed.temporary(), failed.Code == codeDMsTooFast, hasStatus(err, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound):
		return bot.Retry{After: failed.RetryAfter, Err: err}
	}
	return bot.Refused{Err: err}
}

// What a member hears to whom an alert could not be sent, or that a digest of
// theirs has stopped.
const (
	alertsRefused = "I could not write to you, so I have stopped your alerts. " +
		"To have them again, allow direct messages from a server that we share, and add one with /alert add."
	digestsRefused = "A digest that you set up has stopped, and I could not write to you. /digest list shows how they stand. " +
		"To hear from me, allow direct messages from a server that we share, and use /digest set again."
)

// refusalNotice says what the refusal of direct messages means for a member.
func (c voice) refusalNotice(ctx context.Context, member bot.UserID) (message, error) {
	alerts, err := c.cfg.Alerts.List(ctx, member)
	m := c.notice(alertsRefused)
	if len(alerts) == 0 {
		m = c.notice(digestsRefused)
	}
	m.private = true
	return m, err
}

// tellRefusal tells a member privately, after the answer to something else, that
// direct messages could not be delivered. If that fails it is tried the next time.
func (c voice) tellRefusal(ctx context.Context, in *interaction) {
	if c.cfg.Alerts == nil {
		return
	}
	member := bot.UserID(in.from().ID)
	ctx, cancel := context.WithTimeout(ctx, c.cfg.timings.answer)
	defer cancel()
	untold, err := c.cfg.Alerts.Refusal(ctx, member)
	if err == nil && untold {
		err = c.explainRefusal(ctx, in, member)
	}
	if err != nil {
		c.log.Warn("member not told that direct messages are refused", "interaction", in.ID, "error", err)
	}
}

func (c voice) explainRefusal(ctx context.Context, in *interaction, member bot.UserID) error {
	m, err := c.refusalNotice(ctx, member)
	if err != nil {
		return err
	}
	if err := c.chat.followUp(ctx, in, m.body()); err != nil {
		return err
	}
	return c.cfg.Alerts.Told(ctx, member)
}

var _ bot.DirectPoster = (*Client)(nil)
