package bot

import (
	"time"
)

// Identifiers of places, as the surface gives them (for Discord: snowflakes).
type (
	ServerID  string // "" in direct messages
	ChannelID string
	UserID    string
)

// MaxDigestPapers is the most papers a day that a subscription may ask for:
// ten, each of at most four components, fit the 40 of one Discord message.
const MaxDigestPapers = 10

// A Subscription asks for a daily digest in a channel. A channel has at most one.
type Subscription struct {
	Channel   ChannelID // key
	Server    ServerID
	At        TimeOfDay // wall clock in Zone
	Zone      string    // IANA name as ParseZone gives it, such as "Europe/Berlin"
	Count     int       // papers a day, 1 to MaxDigestPapers
	Topic     string    // a query that papers must match; "" for all
	Without   string    // a query that papers must not match; "" for none
	Days      Weekdays  // of the local date; zero for every day
	Thread    bool      // open a thread on each post, to discuss it in, where there can be one
	Publish   bool      // pass each post on to those who follow the channel, where it can be followed
	CreatedBy UserID
	CreatedAt time.Time // when it was last set, resumed or moved: no digest is due before this

	State  SubscriptionState // "" counts as SubscriptionActive
	Reason string            // why it is blocked, for a moderator; "" otherwise
}

// A SubscriptionState says whether digests are posted.
type SubscriptionState string

const (
	SubscriptionActive SubscriptionState = "active"
	SubscriptionPaused SubscriptionState = "paused" // by a moderator
	// SubscriptionBlocked means that the channel is gone or forbidden. The
	// subscription is kept; setting it again, or resuming it, makes it active.
	SubscriptionBlocked SubscriptionState = "blocked"
)

// Active reports whether the subscription's digests are to be posted.
func (s Subscription) Active() bool { return s.State == SubscriptionActive || s.State == "" }

// Paused returns the subscription as a moderator's pause leaves it.
func (s Subscription) Paused() Subscription {
	s.State, s.Reason = SubscriptionPaused, ""
	return s
}

// Resumed returns the subscription as active from now on: what fell due before
// is not made up.
func (s Subscription) Resumed(now time.Time) Subscription {
	s.State, s.Reason, s.CreatedAt = SubscriptionActive, "", now
	return s
}

// Moved returns the subscription as that of another channel from now on. One
// that was blocked was so because of the channel it leaves.
func (s Subscription) Moved(to ChannelID, now time.Time) Subscription {
	s.Channel, s.CreatedAt = to, now
	if s.State == SubscriptionBlocked {
		s.State, s.Reason = SubscriptionActive, ""
	}
	return s
}

// Validate checks what a person may have set wrongly. The error is an
// InputError.
func (s Subscription) Validate() error {
	switch {
	case s.Channel == "":
		return InputError{Say("A digest needs a channel.")}
	case s.Count < 1 || s.Count > MaxDigestPapers:
		return InputError{Say("A digest has 1 to %d papers, not %d.", MaxDigestPapers, s.Count)}
	}
	_, err := s.Schedule()
	return err
}

// Schedule returns when the subscription's digests are due.
func (s Subscription) Schedule() (Schedule, error) {
	if s.At < 0 || s.At > lastMinute {
		return Schedule{}, InputError{Say("The time must lie between 00:00 and 23:59.")}
	}
	loc, err := loadZone(s.Zone)
	if err != nil {
		return Schedule{}, err
	}
	return Schedule{At: s.At, Location: loc, Days: s.Days}, nil
}

// An InputError is about something that a person typed. Text is a plain
// sentence for that person.
type InputError struct{ Text Text }

func (e InputError) Error() string { return e.Text.String() }
