package discord

import "github.com/samber/lo"

// Permission bits.
// Source: Discord's documentation, Bitwise Permission Flags.
const (
	permissionAdministrator permissions = 1 << 3
	permissionManageServer  permissions = 1 << 5
	permissionViewChannel   permissions = 1 << 10
	permissionSendMessages  permissions = 1 << 11
	permissionEmbedLinks    permissions = 1 << 14
	permissionAttachFiles   permissions = 1 << 15
	permissionReadHistory   permissions = 1 << 16
	permissionCreateThreads permissions = 1 << 35
	permissionSendInThreads permissions = 1 << 38
)

// Types of channel.
// Source: Discord's documentation, Channel Types.
const (
	channelText         = 0
	channelAnnouncement = 5
	channelNewsThread   = 10
	channelThread       = 11
	channelSecretThread = 12
	channelForum        = 15
	channelMedia        = 16
)

// isPostable tells whether the bot can post in a channel of that type.
func isPostable(channelType int) bool {
	switch channelType {
	case channelText, channelAnnouncement, channelNewsThread, channelThread, channelSecretThread, channelForum, channelMedia:
		return true
	}
	return false
}

// A right is a permission and its name in Discord's settings.
type right struct {
	bit  permissions
	name string
}

// rights are what the bot needs to post in a channel of that type. Publishing a
// message of one's own needs nothing further.
func rights(channelType int) []right {
	view, send := right{permissionViewChannel, "View Channel"}, right{permissionSendMessages, "Send Messages"}
	switch channelType {
	case channelNewsThread, channelThread, channelSecretThread:
		return []right{view, {permissionSendInThreads, "Send Messages in Threads"}}
	case channelForum, channelMedia: // where the settings have other names for both
		return []right{view, {permissionSendMessages, "Send Messages (Create Posts)"},
			{permissionSendInThreads, "Send Messages in Threads (in Posts)"}}
	}
	return []right{view, send}
}

// missing names the permissions that the bot needs to post in a channel of that
// type and does not have.
func missing(channelType int, has permissions) []string {
	if has&permissionAdministrator != 0 {
		return nil
	}
	return lo.FilterMap(rights(channelType), func(r right, _ int) (string, bool) { return r.name, has&r.bit == 0 })
}
