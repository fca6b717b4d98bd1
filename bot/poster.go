package bot

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// A Poster puts a digest into its channel and returns the message's ID.
//
// Two calls with one nonce, at most two minutes apart, must give one message
// (Discord: enforce_nonce). Where the service knows no nonce, a digest that is
// InDoubt must be looked for instead of posted, and if it is not found the error
// is [Uncertain]. Post returns when ctx ends. Its error tells what
// became of the message: [Blocked], [Retry] or [Refused] say that there is
// certainly none; [Uncertain], and any other error, that there may be one.
type Poster interface {
	Post(ctx context.Context, channel ChannelID, nonce string, d Digest) (messageID string, err error)
}

// Blocked is a Poster's error for a channel that is gone or forbidden (403,
// 404). The subscription is kept but posts nothing until it is set again.
type Blocked struct {
	Reason string // for a moderator, such as "I may not send messages here"
	Server bool   // it holds for the whole server
}

func (e Blocked) Error() string { return "channel blocked: " + e.Reason }

// Retry is a Poster's error for a message that was certainly not taken now but
// may be later: a rate limit (429), a refused connection, a 5xx that the
// service itself answered with its own error body.
type Retry struct {
	After time.Duration // at least so long from now; 0 leaves it to the scheduler
	Err   error
}

func (e Retry) Error() string { return fmt.Sprintf("not posted, try later: %v", e.Err) }
func (e Retry) Unwrap() error { return e.Err }

// Refused is a Poster's error for a message that will never be taken as it is
// (400): a fault of ours.
type Refused struct{ Err error }

func (e Refused) Error() string { return fmt.Sprintf("message refused: %v", e.Err) }
func (e Refused) Unwrap() error { return e.Err }

// Uncertain is a Poster's error for a message that may or may not exist: the
// answer was lost, came too late, or came from a proxy on the way.
type Uncertain struct{ Err error }

func (e Uncertain) Error() string { return fmt.Sprintf("may have been posted: %v", e.Err) }
func (e Uncertain) Unwrap() error { return e.Err }

// An outcome is what an attempt to post came to.
type outcome struct {
	state  DeliveryState // planned: not taken, sending: in doubt, or a final state
	reason string
	after  time.Duration // the least wait before another attempt
	block  string        // why the channel is to be blocked; "" if it is not
	server bool          // block the channel's whole server
}

func outcomeOf(err error) outcome {
	var blocked Blocked
	var retry Retry
	var refused Refused
	switch {
	case err == nil:
		return outcome{state: DeliverySent}
	case errors.As(err, &blocked):
		return outcome{state: DeliveryBlocked, reason: err.Error(), block: orElse(blocked.Reason, "no access"), server: blocked.Server}
	case errors.As(err, &retry):
		return outcome{state: DeliveryPlanned, reason: err.Error(), after: retry.After}
	case errors.As(err, &refused):
		return outcome{state: DeliveryFailed, reason: err.Error()}
	}
	return outcome{state: DeliverySending, reason: err.Error()}
}
