package discordtest

import (
	"fmt"
	"slices"
	"strconv"
)

// A Guild is what members call a server.
type Guild struct {
	ID     string
	Name   string
	Locale string // preferred locale, such as "de"
}

// A User is a person or another bot.
type User struct {
	ID   string
	Name string
	Bot  bool
}

// Mention is the text that mentions the user in a message.
func (u User) Mention() string { return "<@" + u.ID + ">" }

// A Kind is a channel's type, with Discord's own numbers.
type Kind int

// The kinds of channel served here.
const (
	Text               Kind = 0
	DirectChat         Kind = 1
	Announcement       Kind = 5
	AnnouncementThread Kind = 10
	Thread             Kind = 11
	PrivateThread      Kind = 12
	Forum              Kind = 15
	Media              Kind = 16
)

// isThread says whether the channel lies in another one.
func (k Kind) isThread() bool { return k >= AnnouncementThread && k <= PrivateThread }

// isForum says whether the channel holds posts, which are threads, and nothing else.
func (k Kind) isForum() bool { return k == Forum || k == Media }

// A Channel is a place for messages.
type Channel struct {
	ID      string // given by AddChannel
	GuildID string // given by AddChannel; "" for a direct chat
	Parent  string // ID of the channel that a thread is in
	Name    string
	Kind    Kind
	Without int64 // what the bot lacks of BotPermissions here; a thread lacks its parent's too

	Archived, Locked bool   // of a thread
	Owner            string // ID of who opened a thread; "" for the bot
	NeedsTag         bool   // of a forum: posts must carry a tag; it has [ModeratorTag] and [FreeTag]
	Recipient        string // ID of the user in a direct chat
}

// world is everything that exists. It is guarded by Discord.mu.
type world struct {
	mint     mint
	bot      User
	appID    string
	guilds   []Guild
	channels []Channel
	users    []User
	noDMs    map[string]bool // users who refuse direct messages
	messages []*Message      // in order of creation, ephemeral ones too
	commands map[string][]object
	home     struct {
		guild   Guild
		channel Channel
		user    User
	}
}

func newWorld() world {
	w := world{noDMs: map[string]bool{}, commands: map[string][]object{}}
	w.appID = w.mint.next()
	w.bot = User{ID: w.appID, Name: "paperbot", Bot: true}
	w.home.guild = w.addGuild("Reading group")
	w.home.channel = w.addChannel(w.home.guild, Channel{Name: "general"})
	w.home.user = w.addUser("ada", false)
	return w
}

// Bot is the bot's own user.
func (d *Discord) Bot() User { return d.world.bot }

// ApplicationID is the bot's application; here, as mostly, the id of its user.
func (d *Discord) ApplicationID() string { return d.world.appID }

// Guild is the guild that is there from the start.
func (d *Discord) Guild() Guild { return d.world.home.guild }

// Channel is the text channel that is there from the start.
func (d *Discord) Channel() Channel { return d.world.home.channel }

// User is the member that is there from the start.
func (d *Discord) User() User { return d.world.home.user }

// AddGuild makes a guild with the bot in it and announces it.
func (d *Discord) AddGuild(name string) Guild {
	d.mu.Lock()
	defer d.mu.Unlock()
	g := d.world.addGuild(name)
	d.emit("GUILD_CREATE", intentGuilds, d.guildCreateJSON(g))
	return g
}

// RemoveGuild takes the bot out of the guild; with outage, the guild is merely
// unavailable and everything in it stays.
func (d *Discord) RemoveGuild(g Guild, outage bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	gone := object{"id": g.ID}
	if outage {
		gone["unavailable"] = true
	} else {
		d.world.guilds = slices.DeleteFunc(d.world.guilds, func(x Guild) bool { return x.ID == g.ID })
		d.world.channels = slices.DeleteFunc(d.world.channels, func(c Channel) bool { return c.GuildID == g.ID })
	}
	d.emit("GUILD_DELETE", intentGuilds, gone)
}

// RestoreGuild ends an outage of the guild.
func (d *Discord) RestoreGuild(g Guild) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.emit("GUILD_CREATE", intentGuilds, d.guildCreateJSON(g))
}

// AddChannel makes the channel in g and announces it. It returns c with its ids.
func (d *Discord) AddChannel(g Guild, c Channel) Channel {
	d.mu.Lock()
	defer d.mu.Unlock()
	c = d.world.addChannel(g, c)
	d.emit(channelEvent(c, "CREATE"), intentGuilds, d.channelJSON(c))
	return c
}

// SetChannel replaces the channel of c's ID, permissions included, and announces it.
func (d *Discord) SetChannel(c Channel) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.replaceChannel(c)
}

// replaceChannel is SetChannel with d.mu held.
func (d *Discord) replaceChannel(c Channel) {
	at := slices.IndexFunc(d.world.channels, func(x Channel) bool { return x.ID == c.ID })
	if at < 0 {
		panic(fmt.Sprintf("discordtest: no channel %q", c.ID))
	}
	d.world.channels[at] = c
	d.emit(channelEvent(c, "UPDATE"), intentGuilds, d.channelJSON(c))
}

// RemoveChannel deletes the channel and announces it.
func (d *Discord) RemoveChannel(c Channel) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.world.channels = slices.DeleteFunc(d.world.channels, func(x Channel) bool { return x.ID == c.ID })
	d.emit(channelEvent(c, "DELETE"), intentGuilds, d.channelJSON(c))
}

// AddUser makes a person.
func (d *Discord) AddUser(name string) User {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.world.addUser(name, false)
}

// AddBot makes a bot other than ours.
func (d *Discord) AddBot(name string) User {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.world.addUser(name, true)
}

// RefuseDMs makes u refuse direct messages: posts to it fail with code 50007.
func (d *Discord) RefuseDMs(u User) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.world.noDMs[u.ID] = true
}

// DirectChannel is the direct chat of the bot and u.
func (d *Discord) DirectChannel(u User) Channel {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.world.directChannel(u)
}

func (w *world) addGuild(name string) Guild {
	g := Guild{ID: w.mint.next(), Name: name, Locale: "en-US"}
	w.guilds = append(w.guilds, g)
	return g
}

func (w *world) addChannel(g Guild, c Channel) Channel {
	c.ID, c.GuildID = w.mint.next(), g.ID
	w.channels = append(w.channels, c)
	return c
}

func (w *world) addUser(name string, bot bool) User {
	u := User{ID: w.mint.next(), Name: name, Bot: bot}
	w.users = append(w.users, u)
	return u
}

func (w *world) directChannel(u User) Channel {
	for _, c := range w.channels {
		if c.Kind == DirectChat && c.Recipient == u.ID {
			return c
		}
	}
	return w.addChannel(Guild{}, Channel{Kind: DirectChat, Recipient: u.ID})
}

func (w *world) guild(id string) (Guild, bool) {
	return find(w.guilds, func(g Guild) bool { return g.ID == id })
}

func (w *world) channel(id string) (Channel, bool) {
	return find(w.channels, func(c Channel) bool { return c.ID == id })
}

func (w *world) user(id string) (User, bool) {
	if id == w.bot.ID || id == "@me" {
		return w.bot, true
	}
	return find(w.users, func(u User) bool { return u.ID == id })
}

func find[T any](all []T, is func(T) bool) (T, bool) {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], true
	}
	var none T
	return none, false
}

func channelEvent(c Channel, verb string) string {
	if c.Kind.isThread() {
		return "THREAD_" + verb
	}
	return "CHANNEL_" + verb
}

func decimal[T ~int | ~int64](n T) string { return strconv.FormatInt(int64(n), 10) }
