package discord

// Permission bits.
// Source: Discord's documentation, Bitwise Permission Flags.
const (
	permissionAdministrator permissions = 1 << 3
	permissionManageServer  permissions = 1 << 5
	permissionViewChannel   permissions = 1 << 10
	permissionSendMessages  permissions = 1 << 11
	permissionEmbedLinks    permissions = 1 << 14
	permissionReadHistory   permissions = 1 << 16
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

// missing names the permissions that the bot needs to post in a channel of that
// type and does not have.
func missing(channelType int, has permissions) []string {
	if has&permissionAdministrator != 0 {
		return nil
	}
	send, name := permissionSendMessages, "Send Messages"
	switch channelType {
	case channelNewsThread, channelThread, channelSecretThread:
		send, name = permissionSendInThreads, "Send Messages in Threads"
	}
	var names []string
	if has&permissionViewChannel == 0 {
		names = append(names, "View Channel")
	}
	if has&send == 0 {
		names = append(names, name)
	}
	return names
}
