package bot

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/samber/lo"

	"paperbot/corpus"
	"paperbot/retrieval"
)

// maxAnnounced is the most papers in one direct message; it is not to be a flood.
const maxAnnounced = 8

// An AlertMatch is a new paper that fits an alert.
type AlertMatch struct {
	Alert AlertID
	Query string // the alert's
	Paper corpus.ID
	Share float64 // of the query that the paper covers
}

// A MatchStore keeps what waits to be sent for alerts; bot/store is one.
type MatchStore interface {
	// OpenAlerts returns the alerts of all members who take direct messages.
	OpenAlerts(ctx context.Context) ([]Alert, error)
	// KeepMatches records what is to be sent. A match of an alert that is gone,
	// or that waits already, is passed over.
	KeepMatches(ctx context.Context, matches []AlertMatch) error
	// Waiting returns the members for whom matches wait and who had no message
	// on that day or later.
	Waiting(ctx context.Context, day string) ([]UserID, error)
	// TakeMatches takes up what waits for a member, best first, and marks the day
	// as the member's last; none if somebody else did so. What was taken before
	// and never settled is dropped: it may have been sent.
	TakeMatches(ctx context.Context, member UserID, day string) ([]AlertMatch, error)
	// SettleMatches records what became of the matches taken last.
	SettleMatches(ctx context.Context, member UserID, outcome AlertOutcome) error
}

// An AlertOutcome is what became of an attempt to send matches.
type AlertOutcome int

const (
	AlertSent    AlertOutcome = iota // or perhaps: two are worse than none
	AlertWaits                       // certainly not sent; it waits again
	AlertRefused                     // the member takes no direct messages: nothing waits any more
)

// A DirectPoster writes to a member. Its errors are those of a [Poster];
// [Blocked] means that the member takes no direct messages.
type DirectPoster interface {
	PostDirect(ctx context.Context, member UserID, nonce string, r Response) error
}

// A Matcher matches papers with queries; *retrieval.Searcher is one.
type Matcher interface {
	Percolator(floor float64) *retrieval.Percolator
}

// A CardSource presents papers; *Bot is one.
type CardSource interface {
	Card(ctx context.Context, idOrTitle string) (Card, error)
}

// AnnouncerConfig says what an Announcer works with.
type AnnouncerConfig struct {
	Store  MatchStore       // required
	Search Matcher          // required
	Papers CardSource       // required
	Poster DirectPoster     // required
	Now    func() time.Time // default: time.Now
	Logger *slog.Logger     // default: discard
}

// An Announcer tells members of new papers that fit their alerts.
type Announcer struct{ cfg AnnouncerConfig }

// NewAnnouncer returns an announcer.
func NewAnnouncer(cfg AnnouncerConfig) (*Announcer, error) {
	if cfg.Store == nil || cfg.Search == nil || cfg.Papers == nil || cfg.Poster == nil {
		return nil, errors.New("announcer: store, search, papers and poster are required")
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	return &Announcer{cfg}, nil
}

// Announce sends new papers to the members whose alerts they fit, each member
// at most one message a day (UTC): what does not go out today waits for the
// first call of another day. Papers must be in the index, and not announced
// before; none are needed to send what waits.
func (a *Announcer) Announce(ctx context.Context, papers []corpus.Paper) error {
	matches, err := a.Match(ctx, papers)
	if err != nil {
		return fmt.Errorf("match alerts: %w", err)
	}
	if err := a.cfg.Store.KeepMatches(ctx, matches); err != nil {
		return err
	}
	return a.deliver(ctx)
}

// Match returns which alerts fit the papers, by the floor that a digest's topic
// has. Alerts of members who take no messages are left out.
func (a *Announcer) Match(ctx context.Context, papers []corpus.Paper) ([]AlertMatch, error) {
	if len(papers) == 0 {
		return nil, nil
	}
	alerts, err := a.cfg.Store.OpenAlerts(ctx)
	if err != nil {
		return nil, err
	}
	queries := a.cfg.Search.Percolator(topicFloor)
	for _, alert := range alerts {
		queries.Add(alert.Query)
	}
	var matches []AlertMatch
	for _, p := range papers {
		for _, fit := range queries.Match(p) {
			alert := alerts[fit.Query]
			matches = append(matches, AlertMatch{Alert: alert.ID, Query: alert.Query, Paper: p.ID, Share: fit.Share})
		}
	}
	return matches, nil
}

// deliver sends what waits. It ends early when nothing can be sent for now.
func (a *Announcer) deliver(ctx context.Context) error {
	day := a.cfg.Now().UTC().Format(time.DateOnly)
	members, err := a.cfg.Store.Waiting(ctx, day)
	if err != nil {
		return err
	}
	for _, member := range members {
		err := a.write(ctx, member, day)
		var later Retry
		if errors.As(err, &later) {
			a.cfg.Logger.Warn("alerts wait: Discord takes no direct messages now", "error", err)
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// write sends a member what waits. Its error is a Retry if the message was not
// taken and waits again; otherwise it is the store's.
func (a *Announcer) write(ctx context.Context, member UserID, day string) error {
	matches, err := a.cfg.Store.TakeMatches(ctx, member, day)
	if err != nil || len(matches) == 0 {
		return err
	}
	listing, err := a.compose(ctx, matches)
	if err != nil {
		return errors.Join(err, a.cfg.Store.SettleMatches(ctx, member, AlertWaits))
	}
	if len(listing.Items) > 0 {
		err = a.cfg.Poster.PostDirect(ctx, member, alertNonce(member, day), listing)
	}
	outcome := alertOutcome(err)
	if outcome == AlertSent && err != nil {
		a.cfg.Logger.Error("alert perhaps not sent", "error", err)
	}
	// What was sent must not be sent again because the program is told to stop.
	if settled := a.cfg.Store.SettleMatches(context.WithoutCancel(ctx), member, outcome); settled != nil {
		return settled
	}
	if outcome == AlertWaits {
		return err
	}
	return nil
}

func alertOutcome(err error) AlertOutcome {
	var later Retry
	var refused Blocked
	switch {
	case errors.As(err, &later):
		return AlertWaits
	case errors.As(err, &refused):
		return AlertRefused
	}
	return AlertSent
}

// compose lists the papers of matches, each once, those that fit best first,
// with the alerts that they fit.
func (a *Announcer) compose(ctx context.Context, matches []AlertMatch) (Listing, error) {
	l := Listing{Title: Say("New papers for your alerts")}
	byPaper := lo.GroupBy(matches, func(m AlertMatch) corpus.ID { return m.Paper })
	papers := lo.Keys(byPaper)
	best := func(id corpus.ID) float64 {
		return lo.Max(lo.Map(byPaper[id], func(m AlertMatch, _ int) float64 { return m.Share }))
	}
	slices.SortFunc(papers, func(x, y corpus.ID) int { return cmp.Or(cmp.Compare(best(y), best(x)), cmp.Compare(x, y)) })
	for _, id := range papers[:min(len(papers), maxAnnounced)] {
		card, err := a.cfg.Papers.Card(ctx, string(id))
		if errors.Is(err, ErrNotFound) || err == nil && card.Paper.ID != id {
			continue // withdrawn since it was announced
		}
		if err != nil {
			return Listing{}, err
		}
		l.Items = append(l.Items, Item{Rank: len(l.Items) + 1, Paper: card.Paper, Gist: card.Gist, Reason: alertReason(byPaper[id])})
	}
	l.Note = Say("See and remove alerts with /alert list and /alert remove.")
	if more := len(papers) - maxAnnounced; more > 0 {
		l.Note = Say("%d more fit: use /ask to find them. See and remove alerts with /alert list and /alert remove.", more)
	}
	return l, nil
}

func alertReason(matches []AlertMatch) Text {
	queries := lo.Map(matches, func(m AlertMatch, _ int) string { return m.Query })
	slices.Sort(queries)
	if len(queries) == 1 {
		return Say("your alert %s", quoted(queries)[0])
	}
	return Say("your alerts %s", all(quoted(queries)))
}

// alertNonce names the one message that a member gets on a day: 25 characters,
// Discord's limit.
func alertNonce(member UserID, day string) string {
	sum := sha256.Sum256([]byte("alerts " + string(member) + " " + day))
	return "A" + base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:15])
}
