package bot

import (
	"errors"
	"testing"
	"time"
)

// In these tests a delivery is due at 09:30 and expires at 21:30; times are
// seconds after 09:30.

func TestDeliveryBegins(t *testing.T) {
	active := Subscription{Channel: "c"}
	for _, tt := range []struct {
		name  string
		tried int // 0: not tried
		now   int
		sub   Subscription
		state DeliveryState
	}{
		{"on time", 0, 0, active, DeliverySending},
		{"just in time", 0, 12*3600 - 1, active, DeliverySending},
		{"too late", 0, 12 * 3600, active, DeliveryFailed},
		{"removed", 0, 0, Subscription{}, DeliverySkipped},
		{"paused", 0, 0, Subscription{Channel: "c", State: SubscriptionPaused}, DeliverySkipped},
		{"in doubt, again", 5, 94, active, DeliverySending},
		{"in doubt too long", 5, 95, active, DeliveryUnknown},
		{"in doubt since the future", 5, 4, active, DeliveryUnknown},
		{"in doubt and removed", 5, 6, Subscription{}, DeliveryUnknown},
		{"in doubt over the end of the day", 12*3600 - 5, 12*3600 + 5, active, DeliverySending},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := dueDelivery()
			if tt.tried != 0 {
				d.State, d.TriedAt = DeliverySending, after(tt.tried)
			}
			next, attempt := d.begin(tt.sub, "me", after(tt.now))
			if next.State != tt.state || attempt != (tt.state == DeliverySending) {
				t.Fatalf("state %s, attempt %v; want %s", next.State, attempt, tt.state)
			}
			if !attempt {
				if !next.NextAt.IsZero() || next.Error == "" {
					t.Errorf("ended with %+v", next)
				}
				return
			}
			want := after(tt.now)
			if tt.tried != 0 {
				want = d.TriedAt
			}
			if !next.TriedAt.Equal(want) || next.Attempts != 1 || next.Owner != "me" || !next.NextAt.Equal(after(tt.now).Add(lease)) {
				t.Errorf("attempt is %+v", next)
			}
		})
	}
}

func TestDeliveryFinishes(t *testing.T) {
	down := errors.New("down")
	for _, tt := range []struct {
		name    string
		tried   int // 0: this is the first attempt, begun at 10
		attempt int
		err     error
		state   DeliveryState
		next    int // 0: none
		inDoubt bool
	}{
		{"sent", 0, 1, nil, DeliverySent, 0, true},
		{"sent after doubt", 5, 2, nil, DeliverySent, 0, true},
		{"not taken", 0, 1, Retry{Err: down}, DeliveryPlanned, 15, false},
		{"not taken, third time", 0, 3, Retry{Err: down}, DeliveryPlanned, 30, false},
		{"told when", 0, 1, Retry{After: time.Hour, Err: down}, DeliveryPlanned, 3610, false},
		{"told tomorrow", 0, 1, Retry{After: 24 * time.Hour, Err: down}, DeliveryFailed, 0, false},
		{"in doubt", 0, 1, Uncertain{down}, DeliverySending, 15, true},
		{"any other error", 0, 1, down, DeliverySending, 15, true},
		{"in doubt, then not taken", 5, 2, Retry{Err: down}, DeliverySending, 20, true},
		{"in doubt, then told to wait", 5, 2, Retry{After: time.Hour, Err: down}, DeliveryUnknown, 0, true},
		{"in doubt to the end", 5, 6, Uncertain{down}, DeliveryUnknown, 0, true},
		{"blocked", 0, 1, Blocked{Reason: "gone"}, DeliveryBlocked, 0, false},
		{"in doubt, then blocked", 5, 2, Blocked{Reason: "gone"}, DeliveryUnknown, 0, true},
		{"refused", 0, 1, Refused{down}, DeliveryFailed, 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			was := dueDelivery()
			was.Attempts = tt.attempt - 1
			if tt.tried != 0 {
				was.State, was.TriedAt = DeliverySending, after(tt.tried)
			}
			begun, _ := was.begin(Subscription{Channel: "c"}, "me", after(10))
			got := begun.finish(was, "m1", tt.err, after(10))
			if got.State != tt.state || got.TriedAt.IsZero() == tt.inDoubt {
				t.Errorf("state %s, tried at %v; want %s, in doubt %v", got.State, got.TriedAt, tt.state, tt.inDoubt)
			}
			want := time.Time{}
			if tt.next != 0 {
				want = after(tt.next)
			}
			if !got.NextAt.Equal(want) {
				t.Errorf("next at %v, want %v", got.NextAt, want)
			}
			if sent := tt.state == DeliverySent; sent != (got.MessageID == "m1") || sent != (got.Error == "") {
				t.Errorf("message %q, error %q", got.MessageID, got.Error)
			}
		})
	}
}

var dueAt = time.Date(2026, 11, 25, 9, 30, 0, 0, time.UTC)

func after(seconds int) time.Time { return dueAt.Add(time.Duration(seconds) * time.Second) }

func dueDelivery() Delivery {
	return newDelivery("c", "2026-11-25", dueAt, time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC))
}

func TestExpires(t *testing.T) {
	for _, tt := range []struct {
		name, due, want string
	}{
		{"twelve hours", "2026-11-25T09:30:00Z", "2026-11-25T21:30:00Z"},
		{"the end of the day", "2026-11-25T20:00:00Z", "2026-11-26T00:00:00Z"},
	} {
		due, err := time.Parse(time.RFC3339, tt.due)
		if err != nil {
			t.Fatal(err)
		}
		if got := newDelivery("c", "2026-11-25", due, endOfDay(due, time.UTC)).Expires.Format(time.RFC3339); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestPause(t *testing.T) {
	for n, want := range map[int]time.Duration{
		1: 5 * time.Second, 2: 10 * time.Second, 3: 20 * time.Second, 8: 640 * time.Second, 9: maxPause, 1000: maxPause,
	} {
		if got := pause(n); got != want {
			t.Errorf("after attempt %d: %v, want %v", n, got, want)
		}
	}
}

func TestNonce(t *testing.T) {
	seen := map[string]bool{}
	for _, channel := range []ChannelID{"1", "2", "1311111111111111111"} {
		for _, date := range []string{"2026-11-25", "2026-11-26"} {
			n := nonce(channel, date)
			if len(n) != 24 || seen[n] || n != nonce(channel, date) {
				t.Errorf("nonce of %s %s is %q", channel, date, n)
			}
			seen[n] = true
		}
	}
}
