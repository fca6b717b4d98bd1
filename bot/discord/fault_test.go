package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"paperbot/bot"
	"paperbot/bot/discordtest"
)

// Routes that faults are for.
const (
	toCallback = "POST /interactions/*/*/callback"
	toMessages = "POST /channels/*/messages"
	toOriginal = "PATCH /webhooks/*/*/messages/@original"
	toDMs      = "POST /users/@me/channels"
)

// A postRow is an error that a scheduled post meets.
type postRow struct {
	name  string
	fault discordtest.Fault
	want  error  // of its type; nil: posted
	sends int    // how often the message was sent
	says  string // the error's text holds this
	told  bool   // the moderator is told
}

// spoiled is an error with Discord's own body, and a time to wait.
func spoiled(status, code int, retryAfter float64) discordtest.Fault {
	return discordtest.Fault{Status: status, Body: fmt.Sprintf(`{"message":"no","code":%d,"retry_after":%g}`, code, retryAfter)}
}

// twice makes a fault meet the plainer form as well.
func twice(f discordtest.Fault) discordtest.Fault {
	f.Times = 2
	return f
}

// postRows are the rows of Discord's error codes, as a scheduled post meets them.
var postRows = []postRow{
	{"10003_unknown_channel", discordtest.Refused(404, 10003), bot.Blocked{}, 1, "no longer exists", true},
	{"10004_unknown_guild", discordtest.Refused(404, 10004), bot.Blocked{Server: true}, 1, "no longer in this server", true},
	{"10008_unknown_message_is_a_deleted_post", discordtest.Refused(404, 10008), nil, 1, "", false},
	{"10015_unknown_webhook", discordtest.Refused(404, 10015), bot.Blocked{}, 1, "does not let me post", true},
	{"50027_bad_webhook_token", discordtest.Refused(401, 50027), bot.Refused{}, 1, "code 50027", false},
	{"40005_too_large", discordtest.Refused(413, 40005), nil, 2, "", false},
	{"50045_file_too_large", discordtest.Refused(400, 50045), nil, 2, "", false},
	{"40058_forum_channel", discordtest.Refused(400, 40058), bot.Blocked{}, 1, "takes no messages", true},
	{"40067_tag_required", discordtest.Refused(400, 40067), bot.Blocked{}, 1, "wants a tag", true},
	{"50001_missing_access", discordtest.Refused(403, 50001), bot.Blocked{}, 1, "View Channel", true},
	{"50006_empty_message", discordtest.Refused(400, 50006), bot.Refused{}, 1, "code 50006", false},
	{"50007_cannot_DM", discordtest.Refused(403, 50007), bot.Blocked{}, 1, "may not write to this person", true},
	{"50278_no_mutual_guild", discordtest.Refused(403, 50278), bot.Blocked{}, 1, "may not write to this person", true},
	{"50013_missing_permissions_for_components", discordtest.Refused(403, 50013), nil, 2, "", false},
	{"50013_missing_permissions", twice(discordtest.Refused(403, 50013)), bot.Blocked{}, 2, "Send Messages", true},
	{"50035_invalid_form", discordtest.Refused(400, 50035), nil, 2, "", false},
	{"50035_invalid_form_as_text_too", twice(discordtest.Refused(400, 50035)), bot.Refused{}, 2, "code 50035", false},
	{"160005_locked_thread", discordtest.Refused(400, 160005), bot.Blocked{}, 1, "locked", true},
	{"20016_slowmode", spoiled(429, 20016, 2.5), bot.Retry{After: 2500 * time.Millisecond}, 1, "", false},
	{"20028_channel_write_limit", spoiled(400, 20028, 2.5), bot.Retry{After: 2500 * time.Millisecond}, 1, "", false},
	{"20029_server_write_limit", spoiled(403, 20029, 2.5), bot.Retry{After: 2500 * time.Millisecond}, 1, "", false},
	{"30015_too_many_files", discordtest.Refused(400, 30015), bot.Refused{}, 1, "code 30015", false},
	{"30046_too_many_old_edits", discordtest.Refused(400, 30046), bot.Refused{}, 1, "code 30046", false},
	{"110001_overloaded", spoiled(400, 110001, 0), bot.Retry{}, 1, "", false},
	{"130000_unavailable", discordtest.Refused(503, 130000), bot.Retry{}, 1, "", false},
	{"5xx_by_Discord", discordtest.Refused(500, 0), bot.Retry{}, 1, "", false},
	{"5xx_by_a_proxy", discordtest.Fault{Status: 504, Body: "<html>"}, bot.Uncertain{}, 1, "", false},
	{"240000_harmful_link", discordtest.Refused(400, 240000), nil, 2, "", false},
	{"240000_harmful_link_without_links", twice(discordtest.Refused(400, 240000)), bot.Refused{}, 2, "code 240000", false},
	{"401_token", discordtest.Refused(401, 0), bot.Retry{}, 1, "", false},
	{"429_rate_limit", discordtest.RateLimited(1500 * time.Millisecond), bot.Retry{After: 1500 * time.Millisecond}, 1, "", false},
	{"a_code_of_tomorrow", discordtest.Refused(400, 999999), bot.Refused{}, 1, "code 999999", false},
	{"a_code_of_tomorrow_forbidden", discordtest.Refused(403, 999998), bot.Blocked{}, 1, "does not let me post", true},
}

func TestFault_Post(t *testing.T) {
	t.Parallel()
	for _, row := range postRows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			s := prepare(t, fake(t))
			s.Fail("POST /channels/"+s.Channel().ID+"/messages", row.fault)
			digest := someDigest()
			digest.Subscription = bot.Subscription{
				Channel: bot.ChannelID(s.Channel().ID), Server: bot.ServerID(s.Guild().ID), CreatedBy: bot.UserID(s.User().ID),
			}
			_, err := s.client.Post(s.ctx, digest.Subscription.Channel, "n", digest)
			row.check(t, err)
			sent := s.RequestsTo("POST /channels/" + s.Channel().ID + "/messages")
			if len(sent) != row.sends {
				t.Errorf("sent %d times, want %d", len(sent), row.sends)
			}
			if posted := len(s.Messages(s.Channel())) == 1; posted != (row.want == nil && row.fault.Code != 10008) {
				t.Errorf("posted: %v", posted)
			}
			if dms := s.Messages(s.DirectChannel(s.User())); (len(dms) == 1) != row.told {
				t.Errorf("told the moderator %d times", len(dms))
			}
		})
	}
}

// check checks what Post said.
func (row postRow) check(t *testing.T, err error) {
	t.Helper()
	if reflect.TypeOf(err) != reflect.TypeOf(row.want) {
		t.Fatalf("got %#v, want a %T", err, row.want)
	}
	if err == nil {
		return
	}
	if !contains(err.Error(), row.says) {
		t.Errorf("%v does not say %q", err, row.says)
	}
	var blocked, wantBlocked bot.Blocked
	if errors.As(err, &blocked) && errors.As(row.want, &wantBlocked) && blocked.Server != wantBlocked.Server {
		t.Errorf("blocks the server: %v", blocked.Server)
	}
	var retry, wantRetry bot.Retry
	if errors.As(err, &retry) && errors.As(row.want, &wantRetry) && retry.After != wantRetry.After {
		t.Errorf("to be tried again after %v, want %v", retry.After, wantRetry.After)
	}
}

func TestFault_Post_50083_archived_thread(t *testing.T) {
	t.Parallel()
	for name, locked := range map[string]bool{"is opened": false, "is locked as well": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := prepare(t, fake(t))
			thread := s.AddChannel(s.Guild(), discordtest.Channel{Kind: discordtest.Thread, Parent: s.Channel().ID, Archived: true, Locked: locked})
			s.Fail(toMessages, discordtest.Refused(400, 50083))
			_, err := s.client.Post(s.ctx, bot.ChannelID(thread.ID), "n", someDigest())
			if n := len(s.RequestsTo("PATCH /channels/*")); n != 1 {
				t.Errorf("opened %d times", n)
			}
			if blocked := errors.As(err, new(bot.Blocked)); blocked != locked || !blocked && err != nil {
				t.Errorf("got %#v", err)
			}
		})
	}
}

func TestFault_Post_240000_drops_the_link(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	s.Fail(toMessages, discordtest.Refused(400, 240000))
	if _, err := s.post("n"); err != nil {
		t.Fatal(err)
	}
	if m := s.Messages(s.Channel())[0]; contains(m.Content, "://") || !contains(m.Content, "1. Y") {
		t.Errorf("posted %q", m.Content)
	}
	s.logged("code 240000")
}

func TestFault_Post_10004_stops_every_digest_of_the_server(t *testing.T) {
	t.Parallel()
	s := perform(t)
	other := s.AddGuild("elsewhere")
	var channels []discordtest.Channel
	for _, g := range []discordtest.Guild{s.Guild(), s.Guild(), s.Guild(), other} {
		channels = append(channels, s.AddChannel(g, discordtest.Channel{Name: "papers"}))
	}
	s.Fail("POST /channels/"+channels[0].ID+"/messages", discordtest.Refused(404, 10004))
	s.deliver(channels...)
	for i, c := range channels {
		sub, err := s.store.Subscription(s.ctx, bot.ChannelID(c.ID))
		if err != nil {
			t.Fatal(err)
		}
		if blocked := sub.State == bot.SubscriptionBlocked; blocked != (i < 3) {
			t.Errorf("channel %d: %+v", i, sub)
		}
		if posts := len(s.Messages(c)); posts != map[bool]int{true: 0, false: 1}[i < 3] {
			t.Errorf("channel %d: %d posts", i, posts)
		}
	}
	s.wants(s.heard(s.DirectChannel(s.User()), 1).Text(), "have stopped: I am no longer in this server", "/digest set")
}

// noon is when the deliveries of these tests are due.
var noon = time.Date(2026, 11, 25, 12, 0, 30, 0, time.UTC)

// deliver subscribes channels to a digest, has it delivered, one by one, and
// waits until nothing is left to do.
func (s *stage) deliver(channels ...discordtest.Channel) {
	s.t.Helper()
	for _, c := range channels {
		sub := bot.Subscription{
			Channel: bot.ChannelID(c.ID), Server: bot.ServerID(c.GuildID), At: 12 * 60, Zone: "UTC", Count: 2,
			CreatedBy: bot.UserID(s.User().ID), CreatedAt: noon.AddDate(0, 0, -1),
		}
		if err := s.store.PutSubscription(s.ctx, sub); err != nil {
			s.t.Fatal(err)
		}
	}
	s.schedule(s.client)
	for _, c := range channels {
		s.logged("posted\" channel="+c.ID, "digest skipped\" channel="+c.ID)
	}
}

// schedule runs a scheduler until the test ends.
func (s *stage) schedule(poster bot.Poster) {
	s.t.Helper()
	scheduler, err := bot.NewScheduler(bot.SchedulerConfig{
		Store: s.store, Poster: poster, Papers: s.client.cfg.Bot, Logger: s.client.log, Parallel: 1,
		Now: func() time.Time { return noon },
	})
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = scheduler.Run(ctx) // returns nil
	}()
	s.t.Cleanup(func() { cancel(); <-ended })
}

// Discord's word that the bot cannot see a channel stops the digest at once: the
// next one would be an invalid request a day. The subscription stays, and goes on
// when it is resumed.
func TestFault_Post_50001_stops_at_once_and_keeps_the_subscription(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.Fail("POST /channels/"+s.Channel().ID+"/messages", discordtest.Refused(403, codeMissingAccess))
	s.deliver(s.Channel())
	s.sent(1, "POST /channels/"+s.Channel().ID+"/messages")
	if sub := s.subscription(s.Channel()); sub.State != bot.SubscriptionBlocked || !contains(sub.Reason, "View Channel") {
		t.Errorf("%+v", sub)
	}
	s.wants(s.answer(digest(s, "resume", nil)).Text(), "<#"+s.Channel().ID+">")
	if sub := s.subscription(s.Channel()); !sub.Active() {
		t.Errorf("resumed: %+v", sub)
	}
}

// In an outage the same word means nothing: the digest is posted once the server is
// back.
func TestFault_Post_50001_in_an_outage_is_tried_again(t *testing.T) {
	t.Parallel()
	for name, code := range map[string]int{"missing access": codeMissingAccess, "unknown channel": codeUnknownChannel, "unknown server": codeUnknownServer} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := perform(t)
			toChannel := "POST /channels/" + s.Channel().ID + "/messages"
			s.RemoveGuild(s.Guild(), true)
			s.stillAnswers() // it has heard of that
			s.Fail(toChannel, discordtest.Refused(403, code))
			_, err := s.postIn(s.Channel(), false)
			var retry bot.Retry
			if !errors.As(err, &retry) || retry.After != outagePause || errors.As(err, new(bot.Blocked)) {
				t.Errorf("got %v, want it tried again", err)
			}
			s.sent(0, toDMs)
			s.RestoreGuild(s.Guild())
			s.stillAnswers()
			s.Fail(toChannel, discordtest.Refused(403, code))
			if _, err := s.postIn(s.Channel(), false); !errors.As(err, new(bot.Blocked)) {
				t.Errorf("got %v, want it blocked", err)
			}
		})
	}
}

func TestFault_Post_stopped_digests_are_told_once(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.Fail(toMessages, discordtest.Refused(404, 10003))
	s.Fail(toMessages, discordtest.Fault{}) // the direct message
	s.Fail(toMessages, discordtest.Refused(404, 10003))
	first := s.AddChannel(s.Guild(), discordtest.Channel{Name: "a"})
	second := s.AddChannel(s.Guild(), discordtest.Channel{Name: "b"})
	s.deliver(first, second)
	if dms := s.Messages(s.DirectChannel(s.User())); len(dms) != 1 {
		t.Errorf("%d direct messages, want 1", len(dms))
	}
}

// An answerRow is an error that the first answer to an interaction meets once,
// or the edit of an announced one.
type answerRow struct {
	name      string
	fault     discordtest.Fault
	callbacks int    // requests to answer
	edits     int    // requests to edit
	reads     string // the member reads this; "" for nothing
	logs      string
}

const tooLate, refused = "answer came too late or twice", "message refused, sent more plainly"

var answerRows = []answerRow{
	{"10003_unknown_channel", discordtest.Refused(404, 10003), 1, 0, "", tooLate},
	{"10004_unknown_guild", discordtest.Refused(404, 10004), 1, 0, "", tooLate},
	{"10015_unknown_webhook", discordtest.Refused(404, 10015), 1, 0, "", tooLate},
	{"50027_bad_token", discordtest.Refused(401, 50027), 1, 0, "", tooLate},
	{"10062_unknown_interaction", discordtest.Refused(404, 10062), 1, 0, "", tooLate},
	{"40060_already_acknowledged", discordtest.Refused(400, 40060), 1, 1, "", tooLate},
	{"40005_too_large", discordtest.Refused(413, 40005), 2, 0, "LoRA", refused},
	{"50045_file_too_large", discordtest.Refused(400, 50045), 2, 0, "LoRA", refused},
	{"50001_missing_access", discordtest.Refused(403, 50001), 1, 0, "", tooLate},
	{"50006_empty_message", discordtest.Refused(400, 50006), 2, 0, "Something went wrong", "refused in every form"},
	{"50013_missing_permissions", discordtest.Refused(403, 50013), 2, 0, "LoRA", refused},
	{"50035_invalid_form", discordtest.Refused(400, 50035), 2, 0, "LoRA", refused},
	{"50035_invalid_form_as_text_too", twice(discordtest.Refused(400, 50035)), 3, 0, "Something went wrong", "refused in every form"},
	{"50083_archived_thread", discordtest.Refused(403, 50083), 1, 0, "", tooLate},
	{"160005_locked_thread", discordtest.Refused(400, 160005), 1, 0, "", tooLate},
	{"20028_write_limit", spoiled(429, 20028, 0.01), 2, 0, "LoRA", ""},
	{"30046_too_many_old_edits", discordtest.Refused(400, 30046), 1, 0, "", "answer not delivered"},
	{"110001_overloaded", spoiled(400, 110001, 0), 2, 0, "LoRA", ""},
	{"130000_unavailable", discordtest.Refused(503, 130000), 2, 0, "LoRA", ""},
	{"5xx_by_a_proxy", discordtest.Fault{Status: 502, Body: "<html>"}, 2, 0, "LoRA", ""},
	{"240000_harmful_link", discordtest.Refused(400, 240000), 2, 0, "LoRA", refused},
	{"a_code_of_tomorrow", discordtest.Refused(400, 999999), 1, 0, "", "answer not delivered"},
}

func TestFault_Interaction(t *testing.T) {
	t.Parallel()
	for _, row := range answerRows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			s := perform(t)
			s.Fail(toCallback, row.fault)
			in := s.Interact(ask(loraQuestion))
			if row.reads != "" {
				m, err := in.Message(s.ctx)
				if err != nil {
					t.Fatal(err)
				}
				s.wants(m.Text(), row.reads)
			}
			if row.logs != "" {
				s.logged(row.logs)
			}
			s.stillAnswers()
			s.sent(row.callbacks, "POST /interactions/"+in.ID+"/*/callback")
			s.sent(row.edits, "PATCH /webhooks/*/"+in.Token+"/messages/@original")
		})
	}
}

// sent checks how many requests went to a route.
func (s *stage) sent(want int, route string) {
	s.t.Helper()
	if n := len(s.RequestsTo(route)); n != want {
		s.t.Errorf("%d requests to %s, want %d\n%s", n, route, want, s.log)
	}
}

// announced asks for what takes long, waits for "thinking…", breaks the edit
// and lets the answer come.
func (s *stage) announced(fault discordtest.Fault) *discordtest.Interaction {
	s.t.Helper()
	in := s.Interact(digest(s, "list", nil))
	if _, err := in.Response(s.ctx); err != nil {
		s.t.Fatal(err)
	}
	s.Fail(toOriginal, fault)
	return in
}

func TestFault_Interaction_announced(t *testing.T) {
	t.Parallel()
	const answer = "No channel of this server has a digest yet"
	for _, row := range []answerRow{
		{"10008_unknown_message", discordtest.Refused(404, 10008), 1, 1, "", tooLate},
		{"10015_unknown_webhook", discordtest.Refused(404, 10015), 1, 1, "", tooLate},
		{"50027_token_expired", discordtest.Refused(401, 50027), 1, 1, "", tooLate},
		{"50083_thread_archived_meanwhile", discordtest.Refused(403, 50083), 1, 1, "", tooLate},
		{"50035_invalid_form", discordtest.Refused(400, 50035), 1, 2, answer, refused},
		{"240000_harmful_link", discordtest.Refused(400, 240000), 1, 2, answer, refused},
		{"130000_unavailable_for_long", discordtest.Fault{Times: 6, Status: 503, Code: 130000}, 1, 7, answer, ""},
		{"429_rate_limit", discordtest.RateLimited(20 * time.Millisecond), 1, 2, answer, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			slow := slowStore{release: make(chan struct{})}
			s := perform(t, func(cfg *Config) {
				slow.Subscriptions = cfg.Subscriptions
				cfg.Subscriptions, cfg.timings.think = slow, 10*time.Millisecond
			})
			in := s.announced(row.fault)
			close(slow.release)
			if row.reads != "" {
				m, err := in.Message(s.ctx)
				if err != nil {
					t.Fatal(err)
				}
				s.wants(m.Text(), row.reads)
			}
			if row.logs != "" {
				s.logged(row.logs)
			}
			s.sent(row.callbacks, "POST /interactions/"+in.ID+"/*/callback")
			s.sent(row.edits, "PATCH /webhooks/*/"+in.Token+"/messages/@original")
		})
	}
}

// Another process that has acknowledged does not keep a slow answer away.
func TestFault_Interaction_40060_while_announcing(t *testing.T) {
	t.Parallel()
	slow := slowStore{release: make(chan struct{})}
	s := perform(t, func(cfg *Config) {
		slow.Subscriptions = cfg.Subscriptions
		cfg.Subscriptions, cfg.timings.think = slow, 10*time.Millisecond
	})
	s.Fail(toCallback, discordtest.Refused(400, 40060))
	in := s.Interact(digest(s, "list", nil))
	s.requested(toCallback)
	close(slow.release)
	s.requested("PATCH /webhooks/*/" + in.Token + "/messages/@original")
}

func TestFault_10062_tells_how_late(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.Fail(toCallback, discordtest.Refused(404, 10062))
	s.Interact(ask(loraQuestion))
	s.logged(tooLate)
	for line := range strings.Lines(s.log.String()) {
		if contains(line, tooLate) && !contains(line, "after=") {
			t.Errorf("no latency in %s", line)
		}
	}
}

func TestFault_50035_logs_the_field(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.Fail(toCallback, discordtest.Fault{Status: 400, Body: `{"code":50035,"message":"Invalid Form Body","errors":{"data":{
		"components":{"0":{"components":{"3":{"content":{"_errors":[{"code":"BASE_TYPE_REQUIRED","message":"This field is required"}]}}}}}}}}`})
	s.answer(ask(loraQuestion))
	s.logged("data.components.0.components.3.content: BASE_TYPE_REQUIRED This field is required")
}

// The bot follows up only to say that alerts have stopped. Where that is refused,
// it is said after the next answer.
func TestFault_40094_too_many_follow_ups(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.answer(addAlert("MultiLoRA"))
	s.RefuseDMs(s.User())
	if err := s.announcer(time.Now).Announce(s.ctx, seedPapers("MultiLoRA")); err != nil {
		t.Fatal(err)
	}
	s.Fail("POST /webhooks/*/*", discordtest.Refused(400, 40094))
	s.answer(ask(loraQuestion))
	s.logged("not told that direct messages are refused")
	told, err := s.Interact(ask(loraQuestion)).Followups(s.ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	s.wants(told[0].Text(), "I have stopped your alerts")
}

func TestFault_40003_opening_DMs_too_fast(t *testing.T) {
	t.Parallel()
	now := time.Now()
	s := prepare(t, fake(t), func(cfg *Config) { cfg.Now = func() time.Time { return now } })
	s.Fail(toDMs, discordtest.Refused(400, 40003))
	hello := s.client.speaking("").notice("hello").body()
	known, other := s.AddUser("known"), s.AddUser("other")
	s.client.directs.channels.Add(known.ID, s.DirectChannel(known).ID)
	direct := func(u discordtest.User, want error, opens int) {
		t.Helper()
		if err := s.client.direct(s.ctx, u.ID, hello); want == nil && err != nil || want != nil && !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
		s.sent(opens, toDMs)
	}
	if err := s.client.direct(s.ctx, s.User().ID, hello); !hasCode(err, codeDMsTooFast) {
		t.Errorf("got %v", err)
	}
	direct(other, errDMsPaused, 1)
	direct(known, nil, 1) // its chat is open
	now = now.Add(tooFastPause + time.Second)
	direct(other, nil, 2)
	direct(other, nil, 2) // is not opened again
}

func TestFault_50007_who_takes_no_DMs_is_left_alone(t *testing.T) {
	t.Parallel()
	for _, code := range []int{50007, 50278} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			now := time.Now()
			s := prepare(t, fake(t), func(cfg *Config) { cfg.Now = func() time.Time { return now } })
			s.Fail(toMessages, discordtest.Refused(403, code))
			hello := s.client.speaking("").notice("hello").body()
			if err := s.client.direct(s.ctx, s.User().ID, hello); !hasCode(err, code) {
				t.Errorf("got %v", err)
			}
			if err := s.client.direct(s.ctx, s.User().ID, hello); !errors.Is(err, errNoDMs) {
				t.Errorf("got %v", err)
			}
			s.sent(1, toMessages)
			now = now.Add(closedFor + time.Second)
			if err := s.client.direct(s.ctx, s.User().ID, hello); err != nil {
				t.Error(err)
			}
		})
	}
}

// Interactions are answered in place, whether or not the asker takes DMs.
func TestFault_Interaction_50007_is_answered_in_place(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.RefuseDMs(s.User())
	s.wants(s.answer(ask(loraQuestion)).Text(), "LoRA")
	command := ask(loraQuestion)
	command.Channel = s.DirectChannel(s.User())
	s.wants(s.answer(command).Text(), "LoRA")
	s.sent(0, toDMs)
	s.DM(s.User(), loraQuestion)
	s.logged("message not answered")
}

// Missing access shows when a digest is set, and names the permission.
func TestFault_Interaction_50001_names_the_permission(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.Fail("GET /channels/*", discordtest.Refused(403, 50001))
	target := channel{ID: s.Channel().ID}
	s.wants(s.client.speaking("").cannotPost(s.ctx, target, false), "**View Channel**", "**Send Messages**")
	hidden := s.AddChannel(s.Guild(), discordtest.Channel{Name: "secret", Without: int64(permissionViewChannel)})
	set := digest(s, "set", discordtest.Options{"time": "9", "zone": "Berlin", "channel": hidden})
	s.wants(s.answer(set).Text(), "**View Channel**")
}

func TestFault_Interaction_50013_names_the_permission(t *testing.T) {
	t.Parallel()
	s := perform(t)
	mute := s.AddChannel(s.Guild(), discordtest.Channel{Name: "mute", Without: int64(permissionSendMessages)})
	set := digest(s, "set", discordtest.Options{"time": "9", "zone": "Berlin", "channel": mute})
	s.wants(s.answer(set).Text(), "**Send Messages**")
	in := ask(loraQuestion)
	in.Channel = mute
	s.wants(s.answer(in).Text(), "LoRA") // to answer needs no permission
}

// Limits of a day on commands are no reason to try again, or not to serve.
func TestFault_30034_too_many_command_creates(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ status, code int }{{400, 30032}, {429, 30033}, {429, 30034}, {400, 30034}} {
		t.Run(fmt.Sprint(row.status, "_", row.code), func(t *testing.T) {
			t.Parallel()
			s := prepare(t, fake(t))
			s.Fail("PUT /applications/*/commands", discordtest.Fault{Status: row.status, Code: row.code, Times: discordtest.Always})
			s.run()
			s.logged("commands not registered")
			s.stillAnswers()
			s.sent(1, "PUT /applications/*/commands")
		})
	}
}

func TestFault_401_stops_all_requests(t *testing.T) {
	t.Parallel()
	for name, provoke := range map[string]func(*stage){
		"answering": func(s *stage) {
			s.Fail(toCallback, discordtest.Refused(http.StatusUnauthorized, 0))
			s.Interact(ask(loraQuestion))
		},
		"posting": func(s *stage) {
			s.Fail(toMessages, discordtest.Refused(http.StatusUnauthorized, 0))
			if _, err := s.post("n"); !errors.As(err, new(bot.Retry)) {
				s.t.Errorf("got %#v: it may be posted once the token is mended", err)
			}
		},
		"talking": func(s *stage) {
			s.Fail(toMessages, discordtest.Refused(http.StatusUnauthorized, 0))
			s.DM(s.User(), loraQuestion)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := perform(t)
			provoke(s)
			s.endsWith(ErrToken)
			before := len(s.Requests())
			if _, err := s.post("another"); !errors.Is(err, ErrToken) {
				t.Errorf("got %v", err)
			}
			if n := len(s.Requests()); n != before {
				t.Errorf("%d requests after the token was refused", n-before)
			}
			s.wants(s.outcome().Error(), "DISCORD_TOKEN")
		})
	}
}

// TestFault_all_are_here checks that no error code of those that need an action has
// been forgotten: a test or a row is named for each, or has it with its like.
func TestFault_all_are_here(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("fault_test.go")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?:"|_|\d, )(\d{3,6})[_}]`).FindAllStringSubmatch(string(source), -1) {
		named[m[1]] = true
	}
	for _, code := range strings.Fields(`10003 10004 10008 10015 50027 10062 40060 40094 40003 40005 50045 40058 40067 50001 50006
		50007 50278 50013 50035 50083 160005 20016 20028 20029 30015 30032 30033 30034 30046 110001 130000 240000 401`) {
		if !named[code] {
			t.Errorf("no test or row is named for code %s", code)
		}
	}
}
