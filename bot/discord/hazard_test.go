package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"paperbot/bot/discordtest"
)

// The hazards of discordgo, by the names that this project gives them: G at the
// gateway, H in events and handlers, R in requests. Each is either provoked, or
// shown not to concern code that never uses what is dangerous.

// unused are names of discordgo's that this package must not use, and why.
var unused = map[string]map[string]string{
	"G9_session_state_is_private":     {"SessionID": "cannot be set"},
	"G10_status_while_disconnected":   {"UpdateStatusComplex": "fails", "UpdateGameStatus": "fails", "UpdateListeningStatus": "fails"},
	"H1_handlers_without_recover":     {"AddHandlerOnce": "has no recover either", "AddInterfaceHandler": "has no recover either"},
	"H2_half_decoded_events":          {"InteractionCreate": "may be empty", "MessageCreate": "may lack its author", "Interaction": "may lack its data"},
	"H3_replies_that_do_not_decode":   {"ChannelMessageSendComplex": "returns an error for a message that was posted", "Message": "fails on new components"},
	"H4_typed_accessors_panic":        {"ApplicationCommandData": "", "MessageComponentData": "", "ModalSubmitData": "", "IntValue": "", "StringValue": "", "BoolValue": "", "ChannelValue": "", "UserValue": "", "RoleValue": "", "FloatValue": ""},
	"H5_interaction_types":            {"InteractionType": "knows only some"},
	"H6_once_handlers_race":           {"AddHandlerOnce": "is cleared under a read lock"},
	"H9_heartbeat_times_race":         {"HeartbeatLatency": "", "LastHeartbeatSent": "", "LastHeartbeatAck": ""},
	"R1_one_bucket_for_all_edits":     {"InteractionResponseEdit": "", "WebhookMessageEdit": "", "InteractionResponse": "", "FollowupMessageCreate": "", "FollowupMessageEdit": ""},
	"R2_buckets_are_never_pruned":     {"RequestWithBucketID": "keeps every path", "Request": "keeps every path"},
	"R7_no_nonce":                     {"MessageSend": "has no field for it"},
	"R8_content_beside_components_V2": {"InteractionResponseData": "", "InteractionRespond": ""},
	"R9_no_flags_in_edits":            {"WebhookEdit": "", "MessageEdit": ""},
	"R10_zero_mentions_are_null":      {"MessageAllowedMentions": "means Discord's default when empty"},
	"R12_no_alt_text":                 {"MessageAttachment": "has no description: see chart"},
	"R13_debug_shows_the_token":       {"Debug": "prints headers", "Logger": "", "LogDebug": "prints the token"},
	"R15_permissions_of_the_parent":   {"UserChannelPermissions": "", "State": "knows nothing here"},
}

func TestHazard_unused(t *testing.T) {
	t.Parallel()
	for hazard, names := range unused {
		t.Run(hazard, func(t *testing.T) {
			for name, why := range names {
				if usesOf("discordgo", name)+usesOf("session", name) > 0 {
					t.Errorf("%s is used: it %s", name, why)
				}
			}
		})
	}
}

// gateway is a gateway of the client's, to look into.
func (s *stage) gateway() *gateway {
	s.t.Helper()
	g, err := s.client.newGateway()
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(g.wire.abandon)
	return g
}

func TestHazard_G1_op7_before_hello_and_before_ready(t *testing.T) {
	t.Parallel()
	for name, early := range map[string]func(*stage){
		"op7_before_hello":  func(s *stage) { s.ReconnectBeforeHello(1) },
		"op7_before_ready":  func(s *stage) { s.BeforeReady(`{"op":7,"d":null}`) },
		"op11_before_hello": func(s *stage) { s.BeforeHello(`{"op":11}`) },
		"op11_before_ready": func(s *stage) { s.BeforeReady(`{"op":11}`) },
		"op9_before_hello":  func(s *stage) { s.BeforeHello(`{"op":9,"d":false}`) },
		"op9_before_ready":  func(s *stage) { s.BeforeReady(`{"op":9,"d":false}`) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := prepare(t, fake(t)) // its watchdog, of 25 s, would be noticed
			early(s)
			started := time.Now()
			s.run()
			s.logged("commands registered")
			s.stillAnswers()
			if strings.Contains(s.log.String(), errStuck.Error()) {
				t.Errorf("a session was stuck, for %v", time.Since(started))
			}
		})
	}
}

// A session that Discord leaves without a word is given up by the watchdog.
func TestHazard_G1_watchdog(t *testing.T) {
	t.Parallel()
	silent := scripted(t, func(ws *websocket.Conn) { _, _, _ = ws.ReadMessage() })
	s := prepare(t, fake(t), func(cfg *Config) { cfg.timings.open = 3 * time.Second })
	s.Fail("GET /gateway", discordtest.Fault{Status: 200, Body: `{"url":"` + silent.url + `"}`})
	s.run()
	s.logged(errStuck.Error())
	s.logged("commands registered")
	s.stillAnswers()
}

func TestHazard_G2_fatal_codes_are_obeyed(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	if s.gateway().session.ShouldReconnectOnError {
		t.Error("discordgo may reconnect by itself")
	}
	s.RefuseIdentify(4004)
	s.run()
	s.endsWith(ErrToken)
	if n := s.Counts().Connections; n != 1 {
		t.Errorf("%d connections", n)
	}
}

func TestHazard_G3_close_codes_are_known(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.CloseGateway(4008)
	s.logged("code=4008")
}

func TestHazard_G4_zombie_is_noticed_and_resumed(t *testing.T) {
	t.Parallel()
	now := time.Now()
	d := discordtest.NewWith(t, discordtest.Config{HeartbeatInterval: time.Second, Now: func() time.Time { return now }})
	// After five intervals discordgo itself ends the connection, and the session
	// with it.
	s := prepare(t, d, func(cfg *Config) { cfg.timings.silence = 2 * time.Second })
	s.run()
	if err := s.WaitHeartbeats(s.ctx, 2); err != nil {
		t.Fatal(err)
	}
	s.StopAcks()
	s.logged(errSilent.Error())
	s.ResumeAcks()
	if err := s.WaitResumes(s.ctx, 1); err != nil {
		t.Fatal(err)
	}
	s.stillAnswers()
	if n := s.Counts().Identifies; n != 1 {
		t.Errorf("%d identifies: the session was lost", n)
	}
}

func TestHazard_G5_resume_url(t *testing.T) {
	t.Parallel()
	resumed := make(chan struct{}, maxResumes+1)
	elsewhere := scripted(t, func(*websocket.Conn) { resumed <- struct{}{} })
	s := perform(t)
	s.SendRaw(`{"op":0,"s":90,"t":"READY","d":{"session_id":"session-1","resume_gateway_url":"` + elsewhere.url + `"}}`)
	s.stillAnswers() // comes after it
	s.DropConnection()
	select {
	case <-resumed:
	case <-s.ctx.Done():
		t.Fatal("never resumed there")
	}
	s.stillAnswers() // and not stuck where it does not work
}

func TestHazard_G6_op9_makes_a_new_session_within_the_budget(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.Fail("GET /gateway/bot", discordtest.Fault{
		Status: 200, Body: `{"url":"ws://x","shards":1,"session_start_limit":{"total":1000,"remaining":0,"reset_after":50,"max_concurrency":1}}`,
	})
	s.InvalidateSession(false)
	s.logged("discord allows no new session for now")
	if err := s.WaitIdentifies(s.ctx, 2); err != nil {
		t.Fatal(err)
	}
	s.stillAnswers()
	if c := s.Counts(); c.Connections != 2 {
		t.Errorf("%+v: identified on the same connection", c)
	}
}

func TestHazard_G6_op9_that_is_resumable(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.InvalidateSession(true)
	if err := s.WaitResumes(s.ctx, 1); err != nil {
		t.Fatal(err)
	}
	s.stillAnswers()
	if n := s.Counts().Identifies; n != 1 {
		t.Errorf("%d identifies", n)
	}
}

// The first heartbeat comes at once and without jitter: Discord accepts it.
func TestHazard_G7_first_heartbeat(t *testing.T) {
	t.Parallel()
	s := perform(t) // 41 s: the first one is the one at the start
	if err := s.WaitHeartbeats(s.ctx, 1); err != nil {
		t.Fatal(err)
	}
	s.stillAnswers()
}

func TestHazard_G8_intents_and_state(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	session := s.gateway().session
	const privileged = discordgo.IntentMessageContent | discordgo.IntentGuildMembers | discordgo.IntentGuildPresences
	if session.Identify.Intents != intents || intents&privileged != 0 {
		t.Errorf("intents %b", session.Identify.Intents)
	}
	if session.StateEnabled || session.Compress || session.Identify.Shard != nil {
		t.Error("state or compression is on")
	}
	for _, text := range []string{`{"op":10,"d":{"heartbeat_interval":41250}}`, `{"op":0,"s":1,"t":"READY","d":{"guilds":[{"id":"1","members":[{"user":{"id":"2"}}]}]}}`} {
		s.keepsNothing(session, text)
	}
}

// keepsNothing checks that a payload leaves nothing in discordgo's state.
func (s *stage) keepsNothing(session *discordgo.Session, text string) {
	s.t.Helper()
	p, ok := readPayload([]byte(text))
	if !ok {
		s.t.Fatal("no payload")
	}
	r := &relay{wire: newWire(time.Now, func(event) {}), greeted: p.Op == opDispatch}
	if _, err := r.look(&p); err != nil {
		s.t.Fatal(err)
	}
	if passed, _ := json.Marshal(p); strings.Contains(string(passed), "guilds") || len(session.State.Guilds) != 0 {
		s.t.Errorf("discordgo hears of guilds: %s", passed)
	}
}

// A restart identifies anew; what was asked meanwhile is lost, which the asker
// sees, and what is due is posted by the scheduler.
func TestHazard_G9_restart(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.stop()
	again := prepare(t, s.Discord)
	again.run()
	if err := again.WaitIdentifies(again.ctx, 2); err != nil {
		t.Fatal(err)
	}
	again.stillAnswers()
}

func TestHazard_G11_reconnect_switch_is_set_once(t *testing.T) {
	t.Parallel()
	if n := uses("ShouldReconnectOnError"); n != 1 {
		t.Errorf("used in %d places: it may only be set before Open", n)
	}
}

func TestHazard_G12_open_again_resumes(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.DropConnection()
	s.DM(s.User(), loraQuestion) // while it is away
	s.wants(s.heard(s.DirectChannel(s.User()), 1).Text(), "LoRA")
	if c := s.Counts(); c.Resumes != 1 || c.Identifies != 1 {
		t.Errorf("%+v", c)
	}
}

func TestHazard_H1_panic_in_a_handler(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t), func(cfg *Config) {
		cfg.Ready = func(Identity) { panic("in Ready") }
		cfg.Subscriptions = faulty{}
	})
	s.run()
	s.logged("panic in an event")
	s.wants(s.answer(digest(s, "list", nil)).Text(), sorry)
	s.stillAnswers()
}

func TestHazard_H2_unknown_component_type_in_a_message(t *testing.T) {
	t.Parallel()
	s := perform(t)
	m := fmt.Sprintf(`{"id":"77","channel_id":%q,"content":"what is LoRA?","author":{"id":"5"},
		"components":[{"type":18,"component":{"type":9999}}],"referenced_message":{"components":[{"type":-1}]}}`, s.Channel().ID)
	if err := s.Dispatch("MESSAGE_CREATE", json.RawMessage(m)); err != nil {
		t.Fatal(err)
	}
	s.wants(s.heard(s.Channel(), 1).Text(), "LoRA")
}

func TestHazard_H3_a_post_whose_answer_does_not_decode_is_done(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	s.Fail(toMessages, discordtest.Fault{Status: 200, Body: `{"id":"55","components":[{"type":9999}],"author":7`})
	if _, err := s.post("n"); err != nil {
		t.Error(err)
	}
	s.sent(1, toMessages)
}

func TestHazard_H7_slow_handlers_do_not_stop_heartbeats(t *testing.T) {
	t.Parallel()
	slow := slowStore{release: make(chan struct{})}
	s := perform(t, func(cfg *Config) {
		slow.Subscriptions = cfg.Subscriptions
		cfg.Subscriptions = slow
	})
	var all []*discordtest.Interaction
	for range workers + 5 { // more than can be dealt with at once
		all = append(all, s.Interact(digest(s, "list", nil)))
	}
	before := s.Counts().Heartbeats
	for n := range 3 { // each is answered only if the connection is read
		s.AskHeartbeat()
		if err := s.WaitHeartbeats(s.ctx, before+n+1); err != nil {
			t.Fatal(err)
		}
	}
	if c := s.Counts(); c.Connections != 1 {
		t.Errorf("%+v: the connection was lost", c)
	}
	close(slow.release)
	for _, in := range all {
		if _, err := in.Response(s.ctx); err != nil {
			t.Fatal(err)
		}
	}
}

func TestHazard_H8_events_beyond_the_queue_are_dropped(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t)) // nobody works on the queue
	before := runtime.NumGoroutine()
	for range queueSize + 50 {
		s.client.receive(event{kind: eventMessage})
	}
	s.logged("event dropped: the queue is full")
	if n := len(s.client.events); n != queueSize {
		t.Errorf("%d events wait", n)
	}
	if n := runtime.NumGoroutine(); n > before+queueSize/2 { // other tests run as well
		t.Errorf("%d goroutines for %d events", n-before, queueSize)
	}
}

func TestHazard_R1_one_edit_does_not_wait_for_another(t *testing.T) {
	t.Parallel()
	slow := slowStore{release: make(chan struct{})}
	s := perform(t, func(cfg *Config) {
		slow.Subscriptions = cfg.Subscriptions
		cfg.Subscriptions, cfg.timings.think = slow, 10*time.Millisecond
	})
	stuck, free := s.Interact(digest(s, "list", nil)), s.Interact(digest(s, "list", nil))
	for _, in := range []*discordtest.Interaction{stuck, free} {
		if _, err := in.Response(s.ctx); err != nil {
			t.Fatal(err)
		}
	}
	s.Fail("PATCH /webhooks/*/"+stuck.Token+"/messages/@original", discordtest.Fault{Hang: true})
	close(slow.release)
	s.requested("PATCH /webhooks/*/" + stuck.Token + "/messages/@original")
	if _, err := free.Message(s.ctx); err != nil {
		t.Error(err)
	}
}

func TestHazard_R2_no_bucket_is_kept(t *testing.T) {
	t.Parallel()
	s := perform(t)
	for range 50 {
		s.answer(ask(loraQuestion))
	}
	rest := s.client.chat.rest
	if n := reflect.ValueOf(rest.session.Ratelimiter).Elem().FieldByName("buckets").Len(); n != 0 {
		t.Errorf("discordgo keeps %d buckets", n)
	}
	if n := len(rest.limits.full); n != 0 {
		t.Errorf("%d routes are kept", n)
	}
}

func TestHazard_R3_waiting_heeds_the_context(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	s.Fail("GET /channels/*", discordtest.RateLimited(time.Hour))
	ctx, cancel := context.WithTimeout(s.ctx, patience/2)
	defer cancel()
	started := time.Now()
	if err := s.client.chat.canSee(ctx, s.Channel().ID); err == nil {
		t.Error("no error")
	}
	if waited := time.Since(started); waited > patience/4 {
		t.Errorf("waited %v for what the context does not outlast", waited)
	}
}

func TestHazard_R4_rate_limits_are_retried_a_few_times(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	limited := discordtest.RateLimited(time.Millisecond)
	limited.Times = discordtest.Always
	s.Fail("GET /channels/*", limited)
	if err := s.client.chat.canSee(s.ctx, s.Channel().ID); !hasStatus(err, 429) {
		t.Errorf("got %v", err)
	}
	s.sent(maxAttempts, "GET /channels/*")
}

func TestHazard_R5_rate_limit_of_the_edge(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	s.Fail("GET /channels/*", discordtest.EdgeLimited(time.Hour))
	if err := s.client.chat.canSee(s.ctx, s.Channel().ID); !hasStatus(err, 429) {
		t.Errorf("got %v", err)
	}
	if left := s.client.chat.rest.transport.pause.left(time.Now); left < 59*time.Minute {
		t.Errorf("everything stops for %v", left)
	}
	if err := s.client.chat.say(s.ctx, s.Channel().ID, s.client.speaking("").notice("x").body()); err == nil {
		t.Error("sent all the same")
	}
	s.sent(0, toMessages)
}

func TestHazard_R6_a_lost_answer_is_not_sent_again_without_nonce(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	s.Fail(toMessages, discordtest.Fault{Status: 502, Body: "<html>", Times: discordtest.Always})
	b := s.client.speaking("").notice("x").body()
	if err := s.client.chat.say(s.ctx, s.Channel().ID, b); err == nil {
		t.Error("no error")
	}
	s.sent(1, toMessages)
	b.Nonce = "n"
	if err := s.client.chat.say(s.ctx, s.Channel().ID, b); err == nil {
		t.Error("no error")
	}
	s.sent(1+maxAttempts, toMessages)
}

// fieldsOf are the names of the fields of a body's JSON.
func fieldsOf(t *testing.T, raw json.RawMessage) map[string]json.RawMessage {
	t.Helper()
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		t.Fatal(err)
	}
	return fields
}

func TestHazard_R7_R10_creates_carry_nonce_and_no_mentions(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	if _, err := s.post("the-nonce"); err != nil {
		t.Fatal(err)
	}
	fields := fieldsOf(t, s.RequestsTo(toMessages)[0].JSON)
	for name, want := range map[string]string{"nonce": `"the-nonce"`, "enforce_nonce": "true", "allowed_mentions": `{"parse":[]}`} {
		if got := string(fields[name]); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestHazard_R8_R14_answers_hold_nothing_beside_components(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.answer(ask(loraQuestion))
	typed := discordtest.Autocomplete{Name: "paper", Options: discordtest.Options{"title": "qqqqzzzz"}, Focused: "title"}
	if _, err := s.Interact(typed).Response(s.ctx); err != nil {
		t.Fatal(err)
	}
	all := s.RequestsTo(toCallback)
	message, choices := fieldsOf(t, fieldsOf(t, all[0].JSON)["data"]), fieldsOf(t, fieldsOf(t, all[1].JSON)["data"])
	for _, name := range []string{"content", "embeds", "tts"} {
		if _, there := message[name]; there {
			t.Errorf("the answer has %s", name)
		}
	}
	if string(choices["choices"]) != "[]" {
		t.Errorf("no suggestions are sent as %s", all[1].JSON)
	}
	for _, r := range all {
		if len(r.Query) != 0 {
			t.Errorf("asked with %v", r.Query)
		}
	}
}

func TestHazard_R9_an_announced_answer_becomes_components(t *testing.T) {
	t.Parallel()
	slow := slowStore{release: make(chan struct{})}
	s := perform(t, func(cfg *Config) {
		slow.Subscriptions = cfg.Subscriptions
		cfg.Subscriptions, cfg.timings.think = slow, 10*time.Millisecond
	})
	in := s.Interact(digest(s, "list", nil))
	if _, err := in.Response(s.ctx); err != nil {
		t.Fatal(err)
	}
	close(slow.release)
	if m, err := in.Message(s.ctx); err != nil || !m.ComponentsV2() {
		t.Errorf("flags %b, %v", m.Flags, err)
	}
}

// The nulls that discordgo adds to commands are no change of the commands.
func TestHazard_R11_nulls_in_commands(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.stop()
	again := prepare(t, s.Discord, func(cfg *Config) { cfg.Notes = s.store })
	again.run()
	again.logged("commands registered before")
	again.sent(1, "PUT /applications/*/commands")
}

func TestHazard_R12_attachments_are_described(t *testing.T) {
	t.Parallel()
	b := renderer{charts: newCharts()}.message(charted()).body()
	if len(b.Attachments) != 1 || b.Attachments[0].Description == "" || b.Attachments[0].Filename != chartName || b.png == nil {
		t.Errorf("attachments: %+v", b.Attachments)
	}
}

func TestHazard_R13_nothing_is_logged_by_discordgo(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	for name, session := range map[string]*discordgo.Session{"gateway": s.gateway().session, "requests": s.client.chat.rest.session} {
		if session.Debug || session.LogLevel >= discordgo.LogError {
			t.Errorf("%s: debug %v, level %d", name, session.Debug, session.LogLevel)
		}
	}
}

// TestHazard_all_are_here checks that no hazard has been forgotten.
func TestHazard_all_are_here(t *testing.T) {
	t.Parallel()
	named := hazardsNamed(t)
	for letter, n := range map[string]int{"G": 12, "H": 9, "R": 15} {
		for i := range n {
			if name := fmt.Sprint(letter, i+1); !named[name] {
				t.Errorf("no test is named for %s", name)
			}
		}
	}
}
