package discordtest

// Permission bits that are looked at here.
// Source: Discord's topics/permissions, "Bitwise Permission Flags".
const (
	permAddReactions      = 1 << 6
	permViewChannel       = 1 << 10
	permSendMessages      = 1 << 11
	permSendTTS           = 1 << 12
	permManageMessages    = 1 << 13
	permEmbedLinks        = 1 << 14
	permAttachFiles       = 1 << 15
	permReadHistory       = 1 << 16
	permMentionEveryone   = 1 << 17
	permUseCommands       = 1 << 31
	permManageThreads     = 1 << 34
	permCreateThreads     = 1 << 35
	permSendInThreads     = 1 << 38
	permAllInImplicitDeny = permSendTTS | permEmbedLinks | permAttachFiles | permMentionEveryone
)

// BotPermissions is what the bot may do in a channel, unless [Channel.Without]
// says otherwise: look, post (in threads too), embed, attach, read back, react,
// open threads.
const BotPermissions int64 = permViewChannel | permSendMessages | permEmbedLinks | permAttachFiles |
	permReadHistory | permAddReactions | permUseCommands | permCreateThreads | permSendInThreads

// memberPermissions is what every member may do; [Scene.Can] adds to it.
const memberPermissions int64 = permViewChannel | permSendMessages | permReadHistory | permUseCommands

// permissions is what the bot may do in c: a thread has its parent's
// permissions, and who cannot look or post cannot do what depends on it.
// Source: Discord's topics/permissions, "Implicit Permissions".
func (w *world) permissions(c Channel) int64 {
	if parent, ok := w.channel(c.Parent); ok && c.Kind.isThread() {
		c.Without |= parent.Without
	}
	may := BotPermissions &^ c.Without
	if may&permViewChannel == 0 {
		return 0
	}
	post := int64(permSendMessages)
	if c.Kind.isThread() {
		post = permSendInThreads
	}
	if may&post == 0 {
		may &^= permAllInImplicitDeny
	}
	return may
}
