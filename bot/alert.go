package bot

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/samber/lo"

	"paperbot/retrieval"
)

// Limits of alerts: what a person can look after, and a query in a line.
const (
	MaxAlerts     = 10  // of a member
	MaxAlertQuery = 100 // code points
)

// An AlertID names an alert.
type AlertID int64

// An Alert is a saved query. New papers that fit it are sent to the member.
type Alert struct {
	ID        AlertID
	Member    UserID
	Query     string
	CreatedAt time.Time
}

// An AlertStore keeps alerts; bot/store is one.
type AlertStore interface {
	// PutAlert keeps an alert unless the member has one of that form already,
	// which it then returns, or has most. The member takes direct messages again.
	PutAlert(ctx context.Context, a Alert, form string, most int) (kept Alert, added bool, err error)
	// Alerts returns a member's alerts, oldest first.
	Alerts(ctx context.Context, member UserID) ([]Alert, error)
	// DeleteAlert removes a member's alert and reports whether there was one.
	DeleteAlert(ctx context.Context, member UserID, id AlertID) (bool, error)
	// Refusal tells whether the member refused direct messages and was not told.
	Refusal(ctx context.Context, member UserID) (bool, error)
	// Told records that the member was told of it.
	Told(ctx context.Context, member UserID) error
}

// ErrTooManyAlerts is PutAlert's error for a member who has as many as may be.
var ErrTooManyAlerts = errors.New("too many alerts")

// A Parser reads queries; *retrieval.Searcher is one.
type Parser interface {
	Parse(text string) retrieval.Question
}

// Alerts are the members' saved queries. They are safe for concurrent use.
type Alerts struct {
	Store  AlertStore
	Parser Parser
	Now    func() time.Time
}

// Add keeps a query for a member. Added is false if the member has it already,
// whatever its case and punctuation. What the member can mend is an InputError.
func (a Alerts) Add(ctx context.Context, member UserID, query string) (alert Alert, added bool, err error) {
	query = Question{Text: query}.clean().Text
	switch {
	case utf8.RuneCountInString(query) > MaxAlertQuery:
		return Alert{}, false, InputError{Say("That is too long for an alert: please keep it under %d characters.", MaxAlertQuery)}
	case !hasContent(a.Parser.Parse(query)):
		return Alert{}, false, InputError{Say("An alert needs some words to look for, such as “graph neural networks”.")}
	}
	alert = Alert{Member: member, Query: query, CreatedAt: a.Now()}
	alert, added, err = a.Store.PutAlert(ctx, alert, alertForm(query), MaxAlerts)
	if errors.Is(err, ErrTooManyAlerts) {
		err = InputError{Say("You have %d alerts, which is as many as I keep. Remove one with /alert remove first.", MaxAlerts)}
	}
	return alert, added, err
}

// alertForm returns what the spellings of one query have in common.
func alertForm(query string) string { return strings.Join(foldedWords(query), " ") }

// List returns a member's alerts, oldest first.
func (a Alerts) List(ctx context.Context, member UserID) ([]Alert, error) {
	return a.Store.Alerts(ctx, member)
}

// Remove removes the member's alert of that query, however it is spelt, and
// returns it; found is false if there is none.
func (a Alerts) Remove(ctx context.Context, member UserID, query string) (alert Alert, found bool, err error) {
	all, err := a.Store.Alerts(ctx, member)
	if err != nil {
		return Alert{}, false, err
	}
	alert, found = lo.Find(all, func(own Alert) bool { return alertForm(own.Query) == alertForm(query) })
	if !found {
		return Alert{}, false, nil
	}
	found, err = a.Store.DeleteAlert(ctx, member, alert.ID)
	return alert, found, err
}

// Refusal tells whether a member's direct messages were refused, so that their
// alerts were stopped, and the member does not know yet.
func (a Alerts) Refusal(ctx context.Context, member UserID) (bool, error) {
	return a.Store.Refusal(ctx, member)
}

// Told is to be called once a member was told of the refusal.
func (a Alerts) Told(ctx context.Context, member UserID) error {
	return a.Store.Told(ctx, member)
}
