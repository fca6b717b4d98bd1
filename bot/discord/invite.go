package discord

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// The permissions that the bot asks for when it is added to a server: to see
// channels; to post there, in threads and as posts of forums, and to publish its
// own posts in announcement channels, for which Send Messages and Send Messages
// in Threads suffice; to open threads on its posts; to show links and pictures;
// and to read back what it posted.
const invitePermissions = permissionViewChannel | permissionSendMessages | permissionSendInThreads | permissionCreateThreads |
	permissionEmbedLinks | permissionAttachFiles | permissionReadHistory

// InviteLinks are the addresses at which the bot is installed.
type InviteLinks struct {
	Server string // for a server, by those who manage it
	User   string // for a member, who can then use it everywhere
}

// Links returns the links of the application of that ID.
func Links(appID string) InviteLinks {
	authorize := func(install, scope string, more url.Values) string {
		query := url.Values{"client_id": {appID}, "integration_type": {install}, "scope": {scope}}
		for name, values := range more {
			query[name] = values
		}
		return "https://discord.com/oauth2/authorize?" + query.Encode()
	}
	return InviteLinks{
		Server: authorize(strconv.Itoa(installedByServer), "bot applications.commands",
			url.Values{"permissions": {strconv.FormatInt(int64(invitePermissions), 10)}}),
		User: authorize(strconv.Itoa(installedByUser), "applications.commands", nil),
	}
}

// LookUp asks Discord which application a token is of. The error wraps
// [ErrToken] if Discord does not accept the token. Of the identity only the
// application's ID and name are known.
func LookUp(ctx context.Context, api, token string) (Identity, error) {
	refused := false
	cfg := Config{Token: token, API: cmp.Or(api, defaultAPI), Now: time.Now, Logger: slog.New(slog.DiscardHandler), timings: defaultTimings}
	r, err := newRest(cfg, func() { refused = true })
	if err != nil {
		return Identity{}, err
	}
	var application struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	err = r.do(ctx, request{method: http.MethodGet, path: "/applications/@me"}, &application)
	switch {
	case refused:
		return Identity{}, ErrToken
	case err != nil:
		return Identity{}, err
	case application.ID == "":
		return Identity{}, errors.New("discord did not say which application the token is of")
	}
	return Identity{AppID: application.ID, Name: application.Name}, nil
}
