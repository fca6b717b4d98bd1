package bot

import (
	"crypto/sha256"
	"encoding/base32"
	"time"

	"paperbot/corpus"
)

// A Delivery is the record of one digest: for one channel and local date there
// is at most one, ever. It is written before anything is sent, and every later
// step only if the record still is as it was read, so that any number of
// processes may share the work.
//
//	planned → sending → sent | failed | blocked | unknown
//	   ↑_________|         (certainly not taken: tried again later)
//	skipped                (there was nothing to post)
//
// Planned means that there is certainly no message yet. Sending means that
// there may be one: it is only ever tried again with the same nonce, soon enough
// after TriedAt for that to be safe, and becomes unknown after that.
type Delivery struct {
	Channel   ChannelID // with Date: key
	Date      string    // local date, "2026-11-25"
	State     DeliveryState
	Scheduled time.Time // the due instant; papers are ranked as of it
	Expires   time.Time // from here on it is too late to post
	Nonce     string
	Papers    []DeliveredPaper // as chosen when planned, in order
	Note      string           // the digest's note
	MessageID string           // once sent
	Attempts  int              // begun so far; with State it names a version of the record
	Error     string           // why the last attempt or the delivery failed
	Owner     string           // the process that made the last attempt
	TriedAt   time.Time        // start of the first attempt whose outcome is not known; zero if there is none
	NextAt    time.Time        // while unfinished: nobody may take it up before
	UpdatedAt time.Time
}

// A DeliveredPaper is a paper of a delivery as it was shown.
type DeliveredPaper struct {
	ID      corpus.ID `json:"id"`
	Rank    int       `json:"rank"`
	Section string    `json:"section,omitempty"`
	Reason  string    `json:"reason,omitempty"`
	Score   float64   `json:"score,omitempty"`
}

// A DeliveryState is a state of a delivery; see Delivery.
type DeliveryState string

const (
	DeliveryPlanned DeliveryState = "planned"
	DeliverySending DeliveryState = "sending"
	DeliverySent    DeliveryState = "sent"
	DeliveryFailed  DeliveryState = "failed"  // certainly not posted: refused, or too late
	DeliveryBlocked DeliveryState = "blocked" // not posted: the channel is gone or forbidden
	DeliveryUnknown DeliveryState = "unknown" // may have been posted; not repeated, for two are worse than none
	DeliverySkipped DeliveryState = "skipped" // not posted on purpose: no papers, or paused or removed meanwhile
)

const (
	// nonceWindow is for how long after its first attempt a message may be sent
	// again under its nonce. Discord promises "the past few minutes" (Create
	// Message, enforce_nonce); two is the least that can mean.
	nonceWindow = 2 * time.Minute
	// attemptTimeout bounds one call of Poster.Post: an answer that takes longer
	// is taken for lost. Three such attempts fit the nonce window.
	attemptTimeout = 30 * time.Second
	// resendWindow is for how long after its first attempt a message in doubt may
	// be tried again, so that the last try still arrives within the nonce window.
	resendWindow = nonceWindow - attemptTimeout
	// lease is how long an attempt keeps other processes away: the attempt and
	// as much again for writing down how it went.
	lease = attemptTimeout + 15*time.Second
	// maxLate is how long after the due instant a digest may still be posted.
	maxLate = 12 * time.Hour
	// firstPause follows the first failed attempt; it doubles up to maxPause.
	firstPause = 5 * time.Second
	maxPause   = 15 * time.Minute
)

// newDelivery returns the delivery of sub for a local date, its digest not chosen
// yet.
func newDelivery(channel ChannelID, date string, due, endOfDay time.Time) Delivery {
	expires := due.Add(maxLate)
	if endOfDay.Before(expires) {
		expires = endOfDay
	}
	return Delivery{
		Channel: channel, Date: date, State: DeliveryPlanned,
		Scheduled: due, Expires: expires, Nonce: nonce(channel, date), NextAt: due,
	}
}

// nonce derives a message's nonce from what it is for, so that every process
// and every attempt use the same one. Discord takes at most 25 characters
// (Create Message): 24 of base 32 hold 120 bits, far beyond chance collisions.
func nonce(channel ChannelID, date string) string {
	sum := sha256.Sum256([]byte("digest " + string(channel) + " " + date))
	return base32.StdEncoding.EncodeToString(sum[:15])
}

// begin returns the record to write before an attempt at now, or, if there must
// be none, the record that ends the delivery. sub is the channel's subscription
// now; the zero value if there is none any more.
func (d Delivery) begin(sub Subscription, owner string, now time.Time) (next Delivery, attempt bool) {
	inDoubt := !d.TriedAt.IsZero()
	switch {
	case inDoubt && !mayResend(d.TriedAt, now):
		return d.end(DeliveryUnknown, orElse(d.Error, "stopped while sending"), now), false
	case sub.Channel == "" || !sub.Active():
		reason := "the digest was paused, blocked or removed before it was sent"
		if inDoubt {
			return d.end(DeliveryUnknown, reason, now), false
		}
		return d.end(DeliverySkipped, reason, now), false
	case inDoubt: // one more call cannot make a second message
	case !now.Before(d.Expires):
		return d.end(DeliveryFailed, "too late: "+orElse(d.Error, "the bot was not running"), now), false
	}
	d.State, d.Owner, d.Attempts = DeliverySending, owner, d.Attempts+1
	if !inDoubt {
		d.TriedAt = now
	}
	d.NextAt, d.UpdatedAt = now.Add(lease), now
	return d, true
}

// finish returns the record to write after an attempt that began with the
// record d, when Post returned id and err. was is the record before begin.
func (d Delivery) finish(was Delivery, id string, err error, now time.Time) Delivery {
	o := outcomeOf(err)
	if o.state != DeliverySent && o.state != DeliverySending {
		d.TriedAt = was.TriedAt // this attempt left no message, but an earlier one may have
	}
	switch {
	case o.state == DeliverySent:
		d.MessageID = id
		return d.end(DeliverySent, "", now)
	case o.state == DeliverySending, o.state == DeliveryPlanned:
		return d.again(o, now)
	case !d.TriedAt.IsZero():
		return d.end(DeliveryUnknown, o.reason, now)
	}
	return d.end(o.state, o.reason, now)
}

// again returns the record that waits for another attempt, or the record that
// ends the delivery if none would be allowed by then.
func (d Delivery) again(o outcome, now time.Time) Delivery {
	next := now.Add(max(o.after, pause(d.Attempts)))
	switch {
	case !d.TriedAt.IsZero() && !mayResend(d.TriedAt, next):
		return d.end(DeliveryUnknown, o.reason, now)
	case d.TriedAt.IsZero() && !next.Before(d.Expires):
		return d.end(DeliveryFailed, "gave up for the day: "+o.reason, now)
	}
	d.State = DeliveryPlanned
	if !d.TriedAt.IsZero() {
		d.State = DeliverySending
	}
	d.Error, d.NextAt, d.UpdatedAt = o.reason, next, now
	return d
}

// end returns the record in a final state.
func (d Delivery) end(state DeliveryState, reason string, now time.Time) Delivery {
	d.State, d.Error, d.NextAt, d.UpdatedAt = state, reason, time.Time{}, now
	return d
}

// mayResend reports whether a message first tried at t may be sent again at now
// without becoming a second one. A time that lies ahead means that the clock was set back: then nobody
// knows how long ago it was.
func mayResend(t, now time.Time) bool {
	age := now.Sub(t)
	return age >= 0 && age < resendWindow
}

// pause is how long to wait after the n-th attempt.
func pause(n int) time.Duration {
	p := firstPause
	for range n - 1 {
		if p *= 2; p >= maxPause {
			return maxPause
		}
	}
	return p
}

func orElse(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

func (d Delivery) key() DeliveryKey { return DeliveryKey{d.Channel, d.Date} }
