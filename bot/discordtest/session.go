package discordtest

import (
	"encoding/json"
	"fmt"
)

// Intents. Source: Discord's events/gateway, "List of Intents".
const (
	intentGuilds         = 1 << 0
	intentGuildMembers   = 1 << 1
	intentPresences      = 1 << 8
	intentGuildMessages  = 1 << 9
	intentDirectMessages = 1 << 12
	intentMessageContent = 1 << 15
	privilegedIntents    = intentGuildMembers | intentPresences | intentMessageContent
)

// session is what a client can resume: all it was sent, in order.
type session struct {
	id      string
	intents int
	last    int               // sequence number of the last dispatch
	sent    []json.RawMessage // the dispatches up to it
	forget  bool              // keep none; see Config.Forget
	conn    *conn             // nil while disconnected
}

// identify begins a session. The caller holds d.mu.
func (d *Discord) identify(c *conn, data json.RawMessage) int {
	var p struct {
		Token   string `json:"token"`
		Intents int    `json:"intents"`
	}
	if err := json.Unmarshal(data, &p); err != nil {
		d.violate("gateway", "identify: %v", err)
		return closeDecodeError
	}
	d.gateway.counts.Identifies++
	switch {
	case c.session != nil:
		return closeTwice
	case d.gateway.refuse != 0:
		return d.gateway.refuse
	case d.badToken(p.Token):
		return closeBadToken
	case p.Intents&privilegedIntents&^d.cfg.PrivilegedIntents != 0:
		return closeDisallowedIntent
	}
	s := &session{id: fmt.Sprintf("session-%d", d.gateway.counts.Identifies), intents: p.Intents, forget: d.cfg.Forget}
	d.gateway.sessions[s.id] = s
	d.attach(c, s)
	s.dispatch("READY", d.readyJSON(s))
	for _, g := range d.world.guilds {
		if s.intents&intentGuilds != 0 {
			s.dispatch("GUILD_CREATE", d.guildCreateJSON(g))
		}
	}
	return 0
}

// resume goes on with a session: what was missed is sent again, then RESUMED.
// The caller holds d.mu.
func (d *Discord) resume(c *conn, data json.RawMessage) int {
	var p struct {
		Token     string `json:"token"`
		SessionID string `json:"session_id"`
		Sequence  int    `json:"seq"`
	}
	if err := json.Unmarshal(data, &p); err != nil {
		d.violate("gateway", "resume: %v", err)
		return closeDecodeError
	}
	if d.badToken(p.Token) {
		return closeBadToken
	}
	s, ok := d.gateway.sessions[p.SessionID]
	if !ok || p.Sequence < 0 || p.Sequence > s.last {
		c.send(object{"op": opInvalidSession, "d": false})
		return 0
	}
	d.gateway.counts.Resumes++
	d.attach(c, s)
	for _, payload := range s.sent[len(s.sent)-min(len(s.sent), s.last-p.Sequence):] {
		c.send(payload)
	}
	s.dispatch("RESUMED", object{})
	return 0
}

func (d *Discord) badToken(token string) bool {
	return token != d.cfg.Token && token != "Bot "+d.cfg.Token
}

// attach gives a session a connection. The caller holds d.mu.
func (d *Discord) attach(c *conn, s *session) {
	if s.conn != nil {
		s.conn.session = nil
	}
	c.session, c.leaving, s.conn = s, false, c
	c.sendOnce(&d.gateway.beforeReady)
}

// dispatch sends an event, now or at the resume. The caller holds Discord.mu.
func (s *session) dispatch(event string, payload any) {
	s.last++
	p := encode(object{"op": opDispatch, "s": s.last, "t": event, "d": payload})
	if !s.forget {
		s.sent = append(s.sent, p)
	}
	if s.conn != nil {
		s.conn.push(frame{payload: p})
	}
}

// emit sends an event to each session that has the intent; intent 0 is for all.
// The caller holds d.mu.
func (d *Discord) emit(event string, intent int, payload any) {
	for _, s := range d.gateway.sessions {
		if intent == 0 || s.intents&intent != 0 {
			s.dispatch(event, payload)
		}
	}
	d.change()
}

// emitMessage sends an event about a message. The caller holds d.mu.
func (d *Discord) emitMessage(event string, m *Message) {
	intent := intentGuildMessages
	if m.GuildID == "" {
		intent = intentDirectMessages
	}
	for _, s := range d.gateway.sessions {
		if s.intents&intent == 0 {
			continue
		}
		payload := d.messageJSON(m)
		if m.GuildID != "" {
			payload["guild_id"] = m.GuildID
			payload["member"] = d.memberJSON(m.Author)
		}
		if d.hidesContent(s, m) {
			payload["content"] = ""
			payload["embeds"], payload["attachments"], payload["components"] = []any{}, []any{}, []any{}
		}
		s.dispatch(event, payload)
	}
	d.change()
}

// hidesContent says whether a session without MESSAGE_CONTENT does not see what
// the message says. Source: Discord's events/gateway, "Message Content Intent".
func (d *Discord) hidesContent(s *session, m *Message) bool {
	if s.intents&intentMessageContent != 0 || m.GuildID == "" || m.Author.ID == d.world.bot.ID {
		return false
	}
	for _, u := range d.world.mentions(m.Content) {
		if u.ID == d.world.bot.ID {
			return false
		}
	}
	return true
}
