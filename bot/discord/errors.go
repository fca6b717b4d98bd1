package discord

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// Errors that end [Client.Run] because trying again cannot help. Their texts
// tell the operator what to change, and where.
var (
	// ErrToken: Discord does not know the token (status 401, close code 4004).
	ErrToken = errors.New("the bot token is not accepted: copy it again, or reset it, at " +
		"https://discord.com/developers/applications → your application → Bot → Token, and set DISCORD_TOKEN to it")
	// ErrIntents: the gateway refused the events asked for (4013, 4014).
	ErrIntents = errors.New("the bot may not receive the events it asks for (servers, server messages, direct messages), " +
		"none of which is privileged: check at https://discord.com/developers/applications → your application → Bot " +
		"that the token belongs to an ordinary bot in good standing")
	// ErrSharding: the bot is in too many servers for one connection (4010, 4011).
	ErrSharding = errors.New("the bot is in 2,500 servers or more, which one connection to Discord cannot serve: it has to be sharded")
	// ErrVersion: Discord no longer serves this version of its gateway (4012).
	ErrVersion = errors.New("this release speaks a version of Discord's gateway that is no longer served: install a newer one")
)

// fatalClose returns the error for a close code after which Discord forbids to
// connect again, nil for every other.
// Source: Discord's documentation, Gateway Close Event Codes.
func fatalClose(code int) error {
	switch code {
	case 4004:
		return ErrToken
	case 4010, 4011:
		return ErrSharding
	case 4012:
		return ErrVersion
	case 4013, 4014:
		return ErrIntents
	}
	return nil
}

// Discord's JSON error codes that are acted on.
// Source: Discord's documentation, JSON Error Codes.
const (
	codeUnknownChannel      = 10003
	codeUnknownServer       = 10004
	codeUnknownMessage      = 10008
	codeUnknownUser         = 10013
	codeUnknownWebhook      = 10015 // of an interaction: its token
	codeUnknownInteraction  = 10062 // answered too late
	codeSlowmode            = 20016
	codeChannelWrites       = 20028 // too many in the channel
	codeServerWrites        = 20029 // too many in the server
	codeDMsTooFast          = 40003
	codeTooLarge            = 40005
	codeForumChannel        = 40058
	codeAlreadyAnswered     = 40060
	codeTagRequired         = 40067
	codeMissingAccess       = 50001
	codeEmptyMessage        = 50006
	codeCannotDM            = 50007
	codeNoTextChannel       = 50008
	codeMissingPermissions  = 50013
	codeWrongChannel        = 50024
	codeBadInteractionToken = 50027
	codeInvalidForm         = 50035
	codeFileTooLarge        = 50045
	codeArchived            = 50083
	codeNoMutualServer      = 50278
	codeOverloaded          = 110001
	codeUnavailable         = 130000
	codeLocked              = 160005
	codeHarmfulLink         = 240000
)

// An apiError is what became of a request that did not succeed.
type apiError struct {
	Route      string
	Status     int    // 0: no answer arrived
	Code       int    // Discord's error code; 0: none
	Text       string // Discord's words, for the operator, and the fields that they are about
	RetryAfter time.Duration
	Sent       bool // the request may have reached Discord
	Attempt    int  // which attempt this was, 1 first
	Err        error
}

func (e *apiError) Error() string {
	if e.Status == 0 {
		return fmt.Sprintf("%s: no answer: %v", e.Route, e.Err)
	}
	return fmt.Sprintf("%s: status %d, code %d: %s", e.Route, e.Status, e.Code, e.Text)
}

func (e *apiError) Unwrap() error { return e.Err }

// uncertain tells whether Discord may have done what was asked for: the answer
// was lost, or a proxy on the way answered in Discord's place.
func (e *apiError) uncertain() bool {
	return e.Status == 0 && e.Sent || e.Status >= http.StatusInternalServerError && e.Code == 0 && e.Text == ""
}

// temporary tells whether the same request may succeed a little later.
func (e *apiError) temporary() bool {
	switch {
	case e.Code/1000 == 30: // as many as there may be, of a day or at all
		return false
	case e.hasCode(codeSlowmode, codeChannelWrites, codeServerWrites, codeOverloaded, codeUnavailable):
		return true
	}
	return e.Status == 0 && !errors.Is(e, ErrToken) ||
		e.Status == http.StatusTooManyRequests || e.Status >= http.StatusInternalServerError
}

func (e *apiError) hasCode(codes ...int) bool { return slices.Contains(codes, e.Code) }

// hasCode tells whether err is Discord's answer with one of the codes.
func hasCode(err error, codes ...int) bool {
	var failed *apiError
	return errors.As(err, &failed) && failed.hasCode(codes...)
}

// hasStatus tells whether err is an answer with one of the HTTP statuses.
func hasStatus(err error, statuses ...int) bool {
	var failed *apiError
	return errors.As(err, &failed) && slices.Contains(statuses, failed.Status)
}
