package bot

import (
	"context"
	"time"
)

// A Standing is how a digest stands, for whoever looks after it.
type Standing struct {
	Subscription Subscription
	Next         time.Time // when it is next due; zero if it is not, see Problem
	Last         Delivery  // the latest; the zero value if there was none
	Problem      string    // why nothing is due; "" if something is
}

// A StandingStore knows of all digests; bot/store is one.
type StandingStore interface {
	// Subscriptions returns all subscriptions by channel, whatever their state.
	Subscriptions(ctx context.Context) ([]Subscription, error)
	// Deliveries returns a channel's deliveries, latest date first, at most limit.
	Deliveries(ctx context.Context, channel ChannelID, limit int) ([]Delivery, error)
	// LastNews returns when a feed or list last told anything new; zero for never.
	LastNews(ctx context.Context) (time.Time, error)
}

// Standings tells how all digests stand at an instant.
func Standings(ctx context.Context, s StandingStore, now time.Time) ([]Standing, error) {
	subs, err := s.Subscriptions(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]Standing, len(subs))
	for i, sub := range subs {
		ds, err := s.Deliveries(ctx, sub.Channel, 1)
		if err != nil {
			return nil, err
		}
		all[i] = standing(sub, append(ds, Delivery{})[0], now)
	}
	return all, nil
}

func standing(sub Subscription, last Delivery, now time.Time) Standing {
	st := Standing{Subscription: sub, Last: last}
	schedule, err := sub.Schedule()
	switch {
	case err != nil:
		st.Problem = err.Error()
	case sub.State == SubscriptionBlocked:
		st.Problem = "blocked: " + sub.Reason
	case !sub.Active():
		st.Problem = string(sub.State)
	default:
		st.Next, _ = schedule.NextAfter(now, last.Date)
	}
	return st
}

// StaleAfter is how long nothing new is no cause for worry: feeds tell something
// every day, and a day's report may be half a day late.
const StaleAfter = 36 * time.Hour

// Stale tells whether a source of papers that had told something has fallen
// silent. One that never told anything is no source.
func Stale(lastNews, now time.Time) bool {
	return !lastNews.IsZero() && now.Sub(lastNews) >= StaleAfter
}
