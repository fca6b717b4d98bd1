package discord

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	"unsafe"

	"paperbot/bot"
	"paperbot/bot/discordtest"
	"paperbot/corpus/seed"
)

func privacy(subcommand string) discordtest.SlashCommand {
	return discordtest.SlashCommand{Name: "privacy " + subcommand}
}

// ownBot gives the client a bot whose memory no other test fills.
func ownBot(t *testing.T) func(*Config) {
	t.Helper()
	b, err := newSeedBot()
	if err != nil {
		t.Fatal(err)
	}
	return func(cfg *Config) { cfg.Bot = b }
}

// live does everything of which something is kept.
func (s *stage) live() {
	s.t.Helper()
	s.DM(s.User(), loraQuestion)
	said := s.heard(s.DirectChannel(s.User()), 1)
	s.pressVote(said, 1, discordtest.Scene{Channel: s.DirectChannel(s.User())})
	m := s.answer(ask(loraQuestion))
	s.pressVote(m, 0, discordtest.Scene{})
	s.answer(ask(loraQuestion + strings.Repeat(" and why", 30))) // its button's words do not fit an id
	s.answer(addAlert("MultiLoRA"))
	s.answer(addAlert("graph *transformers*"))
	s.answer(digest(s, "set", discordtest.Options{"time": "9:30", "zone": "berlin"}))
	if err := s.announcer(time.Now).Announce(s.ctx, seedPapers("MultiLoRA")); err != nil {
		s.t.Fatal(err)
	}
	if err := s.announcer(time.Now).Announce(s.ctx, seedPapers("SaLoRA")); err != nil {
		s.t.Fatal(err)
	}
}

func TestPrivacyShow(t *testing.T) {
	t.Parallel()
	s := perform(t, ownBot(t))
	s.wants(s.answer(privacy("show")).Text(), keptNothing)
	s.live()
	kept := s.answer(privacy("show"))
	if !kept.Ephemeral() {
		t.Error("others see what is kept")
	}
	s.wants(kept.Text(), "our last conversation, to go on from (places: 1)", "an alert: MultiLoRA", `an alert: graph \*transformers\*`,
		time.Now().UTC().Format("2006-01-02"), "the digest of <#"+s.Channel().ID+">", "up-votes: 2")
	votes := s.pressOn(kept, "Show up-votes")
	s.wants(read(votes.Text()).text(), shownText(paperAt(t, loraQuestion, 0).Title)+" · in this server",
		shownText(paperAt(t, loraQuestion, 1).Title)+" · in direct messages")
	// A press by somebody else shows theirs.
	theirs := discordtest.Press{
		Scene: discordtest.Scene{User: s.AddUser("bob")}, Message: kept, CustomID: s.control(kept, "Show up-votes").CustomID,
	}
	s.wants(s.answer(theirs).Text(), "no up-votes of yours")
}

func TestPrivacyShowsManyVotes(t *testing.T) {
	t.Parallel()
	s := perform(t)
	papers := seed.Papers()[:votesListed+3]
	for i, p := range papers {
		v := bot.Vote{Scope: "elsewhere", Paper: p.ID, Member: bot.UserID(s.User().ID), At: time.Now().Add(time.Duration(i) * time.Second)}
		if _, err := s.store.ToggleVote(s.ctx, v); err != nil {
			t.Fatal(err)
		}
	}
	first := s.pressOn(s.answer(privacy("show")), "Show up-votes")
	second := s.pressOn(first, "More")
	for text, want := range map[string]int{first.Text(): votesListed, second.Text(): 3} {
		if got := strings.Count(text, "· in another server, <t:"); got != want {
			t.Errorf("%d votes on a page, want %d:\n%s", got, want, text)
		}
	}
	if _, more := second.Control("More"); more {
		t.Error("the last page has another one")
	}
	for _, odd := range []string{"v1:votes:0:-1", "v1:votes:0:x"} {
		s.wants(s.answer(discordtest.Press{CustomID: odd}).Text(), expired)
	}
	s.wants(s.answer(discordtest.Press{CustomID: "v1:votes:0:99"}).Text(), "no up-votes of yours")
}

// TestPrivacyDelete looks for the member in the file's bytes, in every table
// (bot/store's tests do that too) and in all that the client and the bot hold.
func TestPrivacyDelete(t *testing.T) {
	t.Parallel()
	s := perform(t, ownBot(t))
	s.live()
	other := bot.Vote{Scope: "1", Paper: "p", Member: "99887766554433", At: time.Now()}
	if _, err := s.store.ToggleVote(s.ctx, other); err != nil {
		t.Fatal(err)
	}
	member := s.User().ID
	if where := reach(s.client.cfg.Bot, member); len(where) == 0 {
		t.Error("the search of the memory finds nothing where a conversation is kept")
	}
	done := s.answer(privacy("delete"))
	s.wants(done.Text(), "I keep nothing about you any more")
	if !done.Ephemeral() {
		t.Error("others are told")
	}
	s.wants(s.answer(privacy("show")).Text(), keptNothing)
	sub, err := s.store.Subscription(s.ctx, bot.ChannelID(s.Channel().ID))
	if err != nil || sub.CreatedBy != "" || !sub.Active() {
		t.Errorf("the digest: %+v, %v", sub, err)
	}
	s.wants(s.answer(digest(s, "list", nil)).Text(), "09:30")
	s.DM(s.User(), "more")
	s.wants(s.heard(s.DirectChannel(s.User()), 3).Text(), "Ask me a question first")

	s.stop()
	for _, held := range []any{s.client.cfg.Bot, s.client} {
		if where := reach(held, member); len(where) > 0 {
			t.Errorf("%T holds the member: %s", held, strings.Join(where, "\n"))
		}
	}
	s.wantNotInFile(member)
	if strings.Contains(s.log.String(), member) {
		t.Error("the log tells of the member")
	}
}

// wantNotInFile checks that texts are not in the database's files, nor are the
// keyed hashes of the first of them.
func (s *stage) wantNotInFile(unwanted ...string) {
	s.t.Helper()
	if err := s.store.Close(); err != nil {
		s.t.Fatal(err)
	}
	files, err := filepath.Glob(s.database + "*")
	if err != nil || len(files) == 0 {
		s.t.Fatalf("files %v, %v", files, err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			s.t.Fatal(err)
		}
		for _, text := range unwanted {
			if bytes.Contains(bytes.ToLower(content), []byte(strings.ToLower(text))) {
				s.t.Errorf("%s holds %q", file, text)
			}
		}
	}
}

// reach looks for a text in everything of ours that can be reached from v, and
// in the caches, and tells where it is. Functions and channels are left out, and
// what others keep behind pointers: the connections to Discord, the database.
func reach(v any, text string) []string {
	r := reacher{text: text, seen: map[unsafe.Pointer]bool{}}
	r.walk(reflect.ValueOf(v), fmt.Sprintf("%T", v))
	return r.found
}

type reacher struct {
	text  string
	seen  map[unsafe.Pointer]bool
	found []string
}

func (r *reacher) walk(v reflect.Value, path string) {
	switch v.Kind() {
	case reflect.String:
		if strings.Contains(v.String(), r.text) {
			r.found = append(r.found, path)
		}
	case reflect.Pointer:
		home := v.Type().Elem().PkgPath()
		ours := strings.HasPrefix(home, "paperbot/") || strings.Contains(home, "/golang-lru/")
		if v.IsNil() || r.seen[v.UnsafePointer()] || !ours {
			return
		}
		r.seen[v.UnsafePointer()] = true
		r.walk(v.Elem(), path)
	case reflect.Interface:
		r.walk(v.Elem(), path)
	case reflect.Struct:
		for i := range v.NumField() {
			r.walk(v.Field(i), path+"."+v.Type().Field(i).Name)
		}
	case reflect.Slice, reflect.Array:
		if v.Len() > 0 && v.Type().Elem().Kind() == reflect.Uint8 {
			if v.Kind() == reflect.Slice && bytes.Contains(v.Bytes(), []byte(r.text)) {
				r.found = append(r.found, path)
			}
			return
		}
		for i := range v.Len() {
			r.walk(v.Index(i), path+"[]")
		}
	case reflect.Map:
		for key, value := range v.Seq2() {
			r.walk(key, path+"{key}")
			r.walk(value, path+"{}")
		}
	}
}
