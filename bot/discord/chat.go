package discord

import (
	"context"
	"errors"
	"net/http"
	"net/url"
)

// A chat is what the bot does at Discord, one method for each thing.
type chat struct{ rest *rest }

// Types of interaction callbacks.
// Source: Discord's documentation, Interaction Callback Type.
const (
	callbackMessage      = 4
	callbackThinking     = 5
	callbackUpdate       = 7
	callbackAutocomplete = 8
)

// A callback is the first answer to an interaction.
type callback struct {
	Type int `json:"type"`
	Data any `json:"data,omitempty"`
}

// respond answers an interaction with a message.
func (c chat) respond(ctx context.Context, in *interaction, b body) error {
	return c.callback(ctx, in, callback{Type: callbackMessage, Data: b})
}

// update answers a press by changing the message that was pressed.
func (c chat) update(ctx context.Context, in *interaction, b body) error {
	return c.callback(ctx, in, callback{Type: callbackUpdate, Data: b})
}

// think announces an answer; whether it will be private is settled by this.
func (c chat) think(ctx context.Context, in *interaction, private bool) error {
	data := struct {
		Flags int `json:"flags"`
	}{}
	if private {
		data.Flags = flagEphemeral
	}
	return c.callback(ctx, in, callback{Type: callbackThinking, Data: data})
}

// suggest answers an autocompletion.
func (c chat) suggest(ctx context.Context, in *interaction, choices []choice) error {
	data := struct {
		Choices []choice `json:"choices"` // an empty list must be sent as one
	}{Choices: append([]choice{}, choices...)}
	return c.callback(ctx, in, callback{Type: callbackAutocomplete, Data: data})
}

// callback sends the first answer. When an attempt's answer was lost, the next
// one may learn that it is answered already, which is what was wanted.
func (c chat) callback(ctx context.Context, in *interaction, cb callback) error {
	err := c.rest.do(ctx, request{
		method: http.MethodPost,
		path:   "/interactions/" + url.PathEscape(in.ID) + "/" + url.PathEscape(in.Token) + "/callback",
		body:   cb,
	}, nil)
	var failed *apiError
	if errors.As(err, &failed) && failed.Code == codeAlreadyAnswered && failed.Attempt > 1 {
		return nil
	}
	return err
}

// edit replaces the announced answer to an interaction. There are 15 minutes for
// it, so it outlasts an outage that a first answer cannot.
func (c chat) edit(ctx context.Context, in *interaction, b body) error {
	b.Flags &^= flagEphemeral // settled by the first answer
	return c.rest.do(ctx, request{
		method: http.MethodPatch,
		path:   "/webhooks/" + url.PathEscape(in.AppID) + "/" + url.PathEscape(in.Token) + "/messages/@original",
		body:   b,
		tries:  editTries,
	}, nil)
}

// editTries make, with their pauses, half a minute or more. A worker waits for
// them, so they may not be many more.
const editTries = 8

// followUp says something more after the answer to an interaction.
func (c chat) followUp(ctx context.Context, in *interaction, b body) error {
	return c.rest.do(ctx, request{
		method: http.MethodPost,
		path:   "/webhooks/" + url.PathEscape(in.AppID) + "/" + url.PathEscape(in.Token),
		body:   b,
		once:   true,
	}, nil)
}

// say sends a message to a channel. With a nonce, Discord takes it once within
// some minutes, however often it is sent.
func (c chat) say(ctx context.Context, channel string, b body) error {
	return c.rest.do(ctx, c.create(channel, b), nil)
}

// post is say without sending again; it returns the message's ID.
func (c chat) post(ctx context.Context, channel string, b body) (string, error) {
	var created struct {
		ID string `json:"id"`
	}
	err := c.rest.send(ctx, c.create(channel, b), &created)
	return created.ID, err
}

func (c chat) create(channel string, b body) request {
	b.EnforceNonce = b.Nonce != ""
	return request{
		method: http.MethodPost,
		path:   "/channels/" + url.PathEscape(channel) + "/messages",
		body:   b,
		once:   b.Nonce == "",
	}
}

// openDirect opens the direct chat with a user and returns its channel.
func (c chat) openDirect(ctx context.Context, user string) (channel string, err error) {
	recipient := struct {
		ID string `json:"recipient_id"`
	}{user}
	var opened struct {
		ID string `json:"id"`
	}
	err = c.rest.do(ctx, request{method: http.MethodPost, path: "/users/@me/channels", body: recipient}, &opened)
	return opened.ID, err
}

// canSee asks whether the bot can see a channel.
func (c chat) canSee(ctx context.Context, channel string) error {
	return c.rest.do(ctx, request{method: http.MethodGet, path: "/channels/" + url.PathEscape(channel)}, nil)
}

// A sessionLimit is how many gateway sessions may still be opened.
type sessionLimit struct {
	Total      int `json:"total"`
	Remaining  int `json:"remaining"`
	ResetAfter int `json:"reset_after"` // milliseconds
}

func (c chat) sessionLimit(ctx context.Context) (sessionLimit, error) {
	var answer struct {
		Limit *sessionLimit `json:"session_start_limit"`
	}
	err := c.rest.do(ctx, request{method: http.MethodGet, path: "/gateway/bot"}, &answer)
	if err != nil || answer.Limit == nil { // an answer without the limit does not forbid anything
		return sessionLimit{Remaining: 1}, err
	}
	return *answer.Limit, nil
}
