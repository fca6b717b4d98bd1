package discordtest_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"paperbot/bot/discordtest"
)

func TestReadyAndGuilds(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	ready, guilds := make(chan *discordgo.Ready, 1), make(chan *discordgo.GuildCreate, 1)
	open(t, d,
		func(_ *discordgo.Session, r *discordgo.Ready) { ready <- r },
		func(_ *discordgo.Session, g *discordgo.GuildCreate) { guilds <- g })

	r := receive(t, ready, "READY")
	if r.User.ID != d.Bot().ID || r.Application.ID != d.ApplicationID() || len(r.Guilds) != 1 || !r.Guilds[0].Unavailable {
		t.Errorf("READY for %v of %v with guilds %v", r.User, r.Application, r.Guilds)
	}
	g := receive(t, guilds, "GUILD_CREATE")
	if g.ID != d.Guild().ID || len(g.Channels) != 1 || g.Channels[0].ID != d.Channel().ID {
		t.Errorf("GUILD_CREATE of %s with channels %v", g.ID, g.Channels)
	}
	if c := d.Counts(); c.Identifies != 1 || c.Resumes != 0 {
		t.Errorf("counts %+v", c)
	}
}

func TestContentIsHiddenUnlessMentioned(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	got := make(chan *discordgo.MessageCreate, 3)
	open(t, d, func(_ *discordgo.Session, m *discordgo.MessageCreate) { got <- m })
	ada := d.User()
	want := map[string]string{
		d.Say(d.Channel(), ada, "a secret").ID:                     "",
		d.Say(d.Channel(), ada, d.Bot().Mention()+" question?").ID: d.Bot().Mention() + " question?",
		d.DM(ada, "direct").ID:                                     "direct",
	}
	for range want {
		m := receive(t, got, "MESSAGE_CREATE")
		if m.Content != want[m.ID] || m.Author.ID != ada.ID {
			t.Errorf("message %s of %s: %q, want %q", m.ID, m.Author.Username, m.Content, want[m.ID])
		}
		if named := len(m.Mentions) == 1; named != (m.GuildID != "" && m.Content != "") {
			t.Errorf("message %q mentions %v", m.Content, m.Mentions)
		}
	}
}

func TestHeartbeats(t *testing.T) {
	t.Parallel()
	d := discordtest.NewWith(t, discordtest.Config{HeartbeatInterval: 200 * time.Millisecond})
	open(t, d)
	waitHeartbeats(t, d, 3)
	if c := d.Counts(); c.Connections != 1 {
		t.Errorf("acknowledged heartbeats, yet %d connections", c.Connections)
	}
}

func TestAskedHeartbeat(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t) // 41 s: a second heartbeat is an answer to op 1
	open(t, d)
	d.AskHeartbeat()
	waitHeartbeats(t, d, 2)
}

func TestStoppedAcksMakeTheClientHangUp(t *testing.T) {
	t.Parallel()
	d := discordtest.NewWith(t, discordtest.Config{HeartbeatInterval: 20 * time.Millisecond})
	s := session(t, d)
	gone := make(chan string, 2) // a second one at the end of the test
	s.AddHandler(func(*discordgo.Session, *discordgo.Disconnect) { gone <- "" })
	d.StopAcks()
	if err := s.Open(); err != nil {
		t.Fatal(err)
	}
	receive(t, gone, "end of the connection")
	d.ResumeAcks()
	open(t, d)
}

func TestResumeReplaysWhatWasMissed(t *testing.T) {
	t.Parallel()
	for name, interrupt := range map[string]func(*discordtest.Discord){
		"drop":           (*discordtest.Discord).DropConnection,
		"close 4000":     func(d *discordtest.Discord) { d.CloseGateway(4000) },
		"reconnect op 7": (*discordtest.Discord).SendReconnect,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := discordtest.New(t)
			got, gone := make(chan string, 1), make(chan string, 2) // a second one at the end of the test
			s := open(t, d,
				func(_ *discordgo.Session, m *discordgo.MessageCreate) { got <- m.Content },
				func(*discordgo.Session, *discordgo.Disconnect) { gone <- "" })
			waitHeartbeats(t, d, 1) // so that it is no other goroutine that meets a dead connection
			interrupt(d)
			receive(t, gone, "end of the connection")
			d.DM(d.User(), "while you were away")
			if err := s.Open(); err != nil {
				t.Fatal(err)
			}
			if said := receive(t, got, "replay"); said != "while you were away" {
				t.Errorf("replayed %q", said)
			}
			waitHeartbeats(t, d, 2)
			if err := d.WaitResumes(within(t), 1); err != nil {
				t.Fatal(err)
			}
			if c := d.Counts(); c.Identifies != 1 {
				t.Errorf("identified again: %+v", c)
			}
		})
	}
}

func TestReconnectBeforeHello(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	d.ReconnectBeforeHello(1)
	ws, resp, err := websocket.DefaultDialer.DialContext(within(t), d.GatewayURL(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = resp.Body.Close(), ws.Close() }()
	var p struct {
		Op int `json:"op"`
	}
	if err := ws.ReadJSON(&p); err != nil || p.Op != 7 {
		t.Errorf("first payload: op %d, %v; want op 7", p.Op, err)
	}
}

func TestInvalidSession(t *testing.T) {
	t.Parallel()
	for name, resumable := range map[string]bool{"resumable": true, "gone": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := discordtest.New(t)
			open(t, d)
			d.InvalidateSession(resumable)
			// discordgo identifies at once on the same connection, whatever d is.
			if err := d.WaitIdentifies(within(t), 2); err != nil {
				t.Fatal(err)
			}
			if c := d.Counts(); c.Connections != 1 {
				t.Errorf("counts %+v", c)
			}
		})
	}
}

func TestClosedSessionCannotBeResumed(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	s := open(t, d)
	if err := s.Close(); err != nil { // code 1000
		t.Fatal(err)
	}
	if err := s.Open(); err != nil {
		t.Fatal(err)
	}
	if err := d.WaitIdentifies(within(t), 2); err != nil {
		t.Fatal(err)
	}
	if c := d.Counts(); c.Resumes != 0 {
		t.Errorf("resumed a session that was closed with 1000: %+v", c)
	}
}

func TestRefusedIdentify(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		refuse func(*discordtest.Discord, *discordgo.Session)
		want   int
	}{
		{"4004 on demand", func(d *discordtest.Discord, _ *discordgo.Session) { d.RefuseIdentify(4004) }, 4004},
		{"4014 on demand", func(d *discordtest.Discord, _ *discordgo.Session) { d.RefuseIdentify(4014) }, 4014},
		{"wrong token", func(_ *discordtest.Discord, s *discordgo.Session) { s.Identify.Token = "Bot wrong" }, 4004},
		{"privileged intent", func(_ *discordtest.Discord, s *discordgo.Session) {
			s.Identify.Intents |= discordgo.IntentMessageContent
		}, 4014},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			d := discordtest.New(t)
			s := session(t, d)
			tc.refuse(d, s)
			var closed *websocket.CloseError
			if err := s.Open(); !errors.As(err, &closed) || closed.Code != tc.want {
				t.Errorf("Open: %v, want close code %d", err, tc.want)
			}
			if d.Ready() {
				t.Error("ready all the same")
			}
		})
	}
}

func TestRawDispatch(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	if err := d.Dispatch("TYPING_START", json.RawMessage(`{}`)); !errors.Is(err, discordtest.ErrNoClient) {
		t.Errorf("Dispatch to nobody: %v", err)
	}
	raw, empty := make(chan string, 8), make(chan *discordgo.MessageCreate, 1)
	open(t, d,
		func(_ *discordgo.Session, e *discordgo.Event) {
			if e.Type == "SOMETHING_NEW" {
				raw <- string(e.RawData)
			}
		},
		func(_ *discordgo.Session, m *discordgo.MessageCreate) { empty <- m })
	for event, payload := range map[string]string{"SOMETHING_NEW": `{"a":[1]}`, "MESSAGE_CREATE": `{}`} {
		if err := d.Dispatch(event, json.RawMessage(payload)); err != nil {
			t.Fatal(err)
		}
	}
	if got := receive(t, raw, "unknown event"); got != `{"a":[1]}` {
		t.Errorf("unknown event arrived as %s", got)
	}
	if m := receive(t, empty, "empty event"); m.Message != nil && m.Author != nil {
		t.Errorf("empty event has author %v", m.Author)
	}
}
