package discord

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"

	"paperbot/bot"
	"paperbot/bot/discordtest"
	"paperbot/corpus"
)

// A failure is one that users of a comparable bot, or of a library, reported in
// its public issue tracker, and the check that this bot does not have it.
type failure struct {
	tracker string // repository#number
	what    string
	check   func(*testing.T)
}

var failures = []failure{
	// Length.
	{"python-discord/sir-lancebot#486", "a long description makes the whole answer fail", longAbstract},
	{"Cog-Creators/Red-DiscordBot#6801", "a long error text keeps the error from being shown", longEcho},
	{"r-Techsupport/TechSupportBot#121", "the error message echoes input that is too long", longEcho},
	{"antoinelrnld/discord-rag#17", "answers above 2,000 characters are lost", longAsText},
	{"Mirasaki-Archive/dayz-leaderboard-bot#39", "each part fits, all together do not", manyPapers},
	{"harubaru/discord-stable-diffusion#16", "a long prompt, echoed, exceeds the message", longEcho},
	{"discordjs/discord.js#4010", "an empty part makes the message invalid", emptyParts},
	{"Statsify/statsify#830", "a query of blanks becomes a choice without a name", blankChoice},
	{"discord-net/Discord.Net#3182", "one choice with a long value voids all", longChoice},
	{"Rapptz/discord.py#9777", "more than 25 choices are refused", manyChoices},
	{"discord-tickets/bot#494", "what a button must remember does not fit its id", longQuestionButtons},
	{"openclaw/openclaw#25695", "ids grow beyond 100 characters with the data", longQuestionButtons},
	// Unicode.
	{"oftn-oswg/oftn-bot#41", "a cut splits a character in two", cutsAtGraphemes},
	{"kiwiirc/irc-framework#147", "a cut splits an emoji of several code points", cutsAtGraphemes},
	{"elizaOS/eliza#25652", "a cut leaves half a character, and the JSON is refused", invalidText},
	{"DiscordBot-PMMP/DiscordBot#133", "emoji are counted otherwise than Discord does", emojiAtTheLimit},
	{"discord/discord-api-docs#1193", "Discord drops overrides of direction, so lengths differ", overridesAreGone},
	// Markdown.
	{"PennyDreadfulMTG/Penny-Dreadful-Tools#5532", "an underscore in a name and one in an address make italics", underscores},
	{"discordjs/discord.js#9950", "escaping breaks addresses with underscores", underscores},
	{"DiscordSRV/DiscordSRV#1075", "bars, quotes and backticks are not escaped", allMarks},
	{"python-discord/bot#434", "quoted code opens formatting that swallows the rest", allMarks},
	{"discord/discord-api-docs#6185", "backslashes show inside masked links", linkTexts},
	{"discord/discord-api-docs#7721", "a masked link whose text looks like an address is printed as it is", linkTexts},
	{"discord/discord-api-docs#6116", "emoji break a masked link", linkTexts},
	{"discord/discord-api-docs#6565", "a masked link whose text begins with a number is none", linkTexts},
	{"discord/discord-api-docs#1906", "a bracket ends up in the address of a link", linkAddresses},
	// Mentions.
	{"NousResearch/hermes-agent#11339", "allowed_mentions is not set, so echoed text pings everyone", nobodyIsPinged},
	{"finlaysawyer/discord-uptime#25", "arguments that are mentions are echoed and ping", nobodyIsPinged},
	{"NousResearch/hermes-agent#29961", "bots that answer each other never end", botsAreNotAnswered},
	// Expiry.
	{"arespawn/WhatsAppToDiscord#205", "an answer that comes too late ends the process", expiredInteraction(404, 10062)},
	{"TripSit/TripBot#771", "an interaction that is acknowledged twice ends the handler", expiredInteraction(400, 40060)},
	{"Kord-Extensions/kord-extensions#262", "after 15 minutes an edit gets 401, which is no bad token", expiredInteraction(401, 50027)},
	{"discord/discord-api-docs#2788", "“thinking…” stays for ever when the command fails", thinkingEnds},
	{"avibe-bot/avibe#52", "buttons fail after a restart", buttonsAfterARestart},
	{"hfz1337/Eruditus#36", "buttons are forgotten with the process that made them", buttonsAfterARestart},
	// Permissions.
	{"LakeYS/Dishorde#45", "the process ends when it may not write in a channel", mayNotWrite},
	{"chiyadev/nhitomi#28", "that permission lacks is said where it lacks", stoppedDigestIsTold},
	{"botlabs-gg/yagpdb#52", "posts to deleted channels go on for ever", stoppedDigestIsTold},
	{"FRCDiscord/Dozer#277", "1,500 log lines about one deleted channel", stoppedDigestIsTold},
	{"kodycode/CoinMarketBot#17", "an outage wipes the list of subscribers", outageKeepsAll},
	{"u16-io/FindSenryu4Discord#109", "GUILD_DELETE in an outage deletes a server's data", outageKeepsAll},
	{"Dragory/modmailbot#67", "a user who takes no direct messages ends the process", closedDMs},
	{"kwsch/SysBot.NET#218", "a user who leaves meanwhile ends the process", closedDMs},
	{"discord/discord-api-docs#5517", "a command in a locked thread cannot be answered", expiredInteraction(403, 50083)},
	{"botlabs-gg/yagpdb#111", "retries in an outage post the same thing twenty times", onePostInAnOutage},
}

func TestTrackers(t *testing.T) {
	t.Parallel()
	for _, f := range failures {
		t.Run(f.tracker+"_"+f.what, func(t *testing.T) {
			t.Parallel()
			f.check(t)
		})
	}
}

// posted sends a response in all its forms to a Discord, which checks them, and
// returns the first form as Discord keeps it.
func posted(t *testing.T, response bot.Response) discordtest.Message {
	t.Helper()
	s := prepare(t, fake(t))
	m := s.client.renderer.message(response)
	for _, f := range []plainness{formRich, formText, formUnlinked} {
		if err := s.client.chat.say(s.ctx, s.Channel().ID, m.in(f)); err != nil {
			t.Errorf("form %d: %v", f, err)
		}
	}
	all := s.Messages(s.Channel())
	if len(all) != 3 {
		t.Fatalf("%d of 3 messages", len(all))
	}
	if all[1].Content == "" || strings.Contains(all[2].Content, "](") {
		t.Errorf("plainer forms %q, %q", all[1].Content, all[2].Content)
	}
	return all[0]
}

func longAbstract(t *testing.T) {
	paper := corpus.Paper{ID: "title:x", Title: strings.Repeat("long title ", 100), Abstract: strings.Repeat("It is long. ", 10_000)}
	m := posted(t, bot.Abstract{Paper: paper})
	if !contains(m.Text(), "It is long.") {
		t.Error("nothing of the abstract is shown")
	}
}

func longEcho(t *testing.T) {
	s := perform(t)
	for _, text := range []string{strings.Repeat("zqx ", 1500), strings.Repeat("9", 6000), strings.Repeat("*", 6000)} {
		unknown := discordtest.SlashCommand{Name: "paper", Options: discordtest.Options{"title": text}}
		s.wants(s.answer(unknown).Text(), "I have no paper")
		if m := s.answer(ask(text)); m.Text() == "" {
			t.Error("no answer")
		}
		s.wants(s.answer(digest(s, "set", discordtest.Options{"time": text, "zone": text})).Text(), "cannot read")
	}
}

func longAsText(t *testing.T) {
	m := testRenderer().message(bot.Abstract{Paper: corpus.Paper{Title: "T", Abstract: strings.Repeat("A sentence of some length.\n", 500)}})
	if n := length(m.plainBody().Content); n == 0 || n > maxContent {
		t.Errorf("%d code points", n)
	}
}

func manyPapers(t *testing.T) {
	reply := bot.Reply{Question: strings.Repeat("why ", 80), Outcome: bot.Closest, More: true}
	for i := range 14 {
		paper := corpus.Paper{ID: corpus.ID(fmt.Sprint("title:", i)), Title: strings.Repeat("t ", 150), Abstract: strings.Repeat("Words. ", 500), Venue: strings.Repeat("v", 400)}
		reply.Sources = append(reply.Sources, bot.Source{Rank: i + 1, Paper: paper})
	}
	posted(t, reply)
}

func emptyParts(t *testing.T) {
	nothing := corpus.Paper{ID: "title:x", Title: "T"}
	for _, response := range []bot.Response{
		bot.Abstract{Paper: nothing}, bot.Card{Paper: nothing}, bot.Listing{Title: spoken("L")},
		bot.Listing{Title: spoken(" \u200e "), Items: []bot.Item{{Rank: 1, Paper: nothing, Reason: spoken("  ")}}, Note: spoken("\x00")},
		bot.Reply{Question: "\u202e", Outcome: bot.Closest, Sources: []bot.Source{{Rank: 1, Paper: nothing}}, Notices: []bot.Text{spoken(""), spoken(" ")}},
	} {
		posted(t, response)
	}
}

func blankChoice(t *testing.T) {
	s := perform(t)
	typed := discordtest.Autocomplete{Name: "paper", Options: discordtest.Options{"title": "     "}, Focused: "title"}
	r, err := s.Interact(typed).Response(s.ctx)
	if err != nil {
		t.Fatal(err)
	}
	s.checkChoices(string(r.Body))
	if all := appendChoice(nil, " \u200e ", "x"); len(all) != 0 {
		t.Errorf("got %+v", all)
	}
}

func longChoice(t *testing.T) {
	all := appendChoice(nil, strings.Repeat("👩‍🔬", 60), "title:"+strings.Repeat("x", 200))
	if len(all) != 1 || length(all[0].Name) > maxChoice || length(all[0].Value) > maxChoice || all[0].Value == "" {
		t.Errorf("got %+v", all)
	}
}

func manyChoices(t *testing.T) {
	var all []choice
	for i := range 100 {
		all = appendChoice(all, fmt.Sprint("name ", i), fmt.Sprint("value ", i))
	}
	if len(all) != maxChoices {
		t.Errorf("%d choices", len(all))
	}
}

func longQuestionButtons(t *testing.T) {
	s := perform(t)
	question := loraQuestion + strings.Repeat(" please", 60) + " 👩‍🔬"
	m := s.answer(ask(question)) // the fake refuses longer ids
	s.wants(s.pressOn(m, "More papers").Text(), "**4. [")
}

func cutsAtGraphemes(t *testing.T) {
	for _, unit := range []string{"👩‍🔬", "🏳️‍🌈", "é", "한", "🇩🇪", "नि", "e\u0301\u0302"} {
		text := strings.Repeat(unit, 200)
		for limit := 1; limit < 40; limit++ {
			cut := strings.TrimSuffix(fit(text, limit, escape), ellipsis)
			if n := strings.Count(cut, unit); cut != strings.Repeat(unit, n) || length(cut) > limit {
				t.Fatalf("%q cut to %d: %q", unit, limit, cut)
			}
		}
	}
	if g := graphemes.FromString("👩‍🔬"); !g.Next() || g.Next() {
		t.Error("the test's emoji is not one grapheme")
	}
}

func invalidText(t *testing.T) {
	for _, bad := range []string{"half \xf0\x9f", "lone \xed\xa0\x80 surrogate", "\xff\xfe", "zero \x00 byte"} {
		m := posted(t, bot.Reply{Question: bad, Outcome: bot.Nothing, Notices: []bot.Text{spoken(bad)}})
		if !utf8.ValidString(m.Text()) || strings.ContainsRune(m.Text(), 0) {
			t.Errorf("shown: %q", m.Text())
		}
	}
}

func emojiAtTheLimit(t *testing.T) {
	for _, unit := range []string{"😀", "👩‍🔬", "é"} {
		posted(t, bot.Abstract{Paper: corpus.Paper{Title: strings.Repeat(unit, 500), Abstract: strings.Repeat(unit, 5000)}})
	}
}

func overridesAreGone(t *testing.T) {
	m := posted(t, bot.Reply{Question: "a" + bidi + "b", Outcome: bot.Nothing})
	if !contains(m.Text(), "ab") {
		t.Errorf("shown: %q", m.Text())
	}
}

func underscores(t *testing.T) {
	r := read(sentence("gimmick_: see https://a.org/gimmick_/IMG_1000.png and x_i_j"))
	if r.has("emphasis") || r.has("underline") || len(r.of("link")) != 1 || r.of("link")[0] != "https://a.org/gimmick_/IMG_1000.png" {
		t.Errorf("marks %v", r.marks)
	}
}

func allMarks(t *testing.T) {
	text := "a|b||c|| > d `e` ```go\nf``` __init__ *g* ~~h~~ # i - j 1. k [l](m) <@1> \\*"
	r := read(sentence(text))
	if len(r.marks) != 0 || withoutParting(r.text()) != plain(text) {
		t.Errorf("marks %v, text %q", r.marks, r.text())
	}
	// A line of a quote stays inside it.
	m := posted(t, bot.Reply{Question: "```\n# x\n>>> y", Outcome: bot.Nothing})
	if read(m.Text()).has("heading") || read(m.Text()).has("code") {
		t.Errorf("shown: %q", m.Text())
	}
}

func linkTexts(t *testing.T) {
	for _, text := range []string{
		`*Test* _a_ \b`, "hello https://discord.gg ", "an 😀 emoji and a :smile:", "1. Introduction to Lists", "[nested](https://evil.org)",
	} {
		shown := renderer{}.title(3, corpus.Paper{Title: text, URL: "https://a.org/x"}, 1000)
		r := read(shown)
		if links := r.of("link"); len(links) != 1 || links[0] != "https://a.org/x" {
			t.Errorf("%q: links %v in %s", text, links, shown)
		}
		inside := shown[strings.IndexByte(shown, '[')+1 : strings.IndexByte(shown, ']')]
		if strings.ContainsAny(inside, `\*_`) || strings.Contains(inside, "https://d") || strings.Contains(inside, ":smile:") {
			t.Errorf("inside: %q", inside)
		}
		if !strings.HasPrefix(shown, "**3. [") {
			t.Errorf("the number is not outside the link: %s", shown)
		}
	}
}

func linkAddresses(t *testing.T) {
	shown := link("text", "https://a.org/wiki/A_(b)_*c*?q=[d]&e=<f>|g")
	links := read(shown).of("link")
	if len(links) != 1 || strings.ContainsAny(links[0], "()<>[]*|") || !strings.HasSuffix(links[0], "g") {
		t.Errorf("%s: links %v", shown, links)
	}
}

func nobodyIsPinged(t *testing.T) {
	s := perform(t)
	text := "@everyone @here <@1> <@!1> <@&1> " + s.User().Mention() + " LoRA?"
	for _, m := range []discordtest.Message{
		s.answer(ask(text)),
		s.answer(discordtest.SlashCommand{Name: "paper", Options: discordtest.Options{"title": text + " zqx"}}),
		s.answer(digest(s, "set", discordtest.Options{"time": "9", "zone": "Berlin", "topic": "LoRA @everyone <@&1>"})),
	} {
		for _, l := range strings.Split(m.Text(), "\n") {
			for _, of := range read(l).of("mention") {
				if of != "#"+s.Channel().ID {
					t.Errorf("a mention %q in %q", of, l)
				}
			}
		}
	}
	s.DM(s.User(), text)
	s.heard(s.DirectChannel(s.User()), 1) // the fake takes no message without allowed_mentions
}

func botsAreNotAnswered(t *testing.T) {
	s := perform(t)
	crow := s.AddBot("crow")
	for range 5 {
		s.Say(s.Channel(), crow, s.Bot().Mention()+" what is LoRA?")
		s.DM(crow, "what is LoRA?")
	}
	hook := fmt.Sprintf(`{"id":"88","channel_id":%q,"webhook_id":"9","content":"%s LoRA?","author":{"id":"9"},"mentions":[{"id":%q}]}`,
		s.Channel().ID, s.Bot().Mention(), s.Bot().ID)
	if err := s.Dispatch("MESSAGE_CREATE", []byte(hook)); err != nil {
		t.Fatal(err)
	}
	s.stillAnswers()
	s.sent(0, toMessages)
}

func expiredInteraction(status, code int) func(*testing.T) {
	return func(t *testing.T) {
		s := perform(t)
		s.Fail(toCallback, discordtest.Refused(status, code))
		s.Interact(ask(loraQuestion))
		s.logged(tooLate)
		s.stillAnswers()
	}
}

func thinkingEnds(t *testing.T) {
	for name, subs := range map[string]Subscriptions{"hangs": deadStore{}, "fails": failing{}, "panics": faulty{}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := perform(t, func(cfg *Config) {
				cfg.Subscriptions = subs
				cfg.timings.think, cfg.timings.answer = 10*time.Millisecond, 300*time.Millisecond
			})
			if m := s.answer(digest(s, "list", nil)); m.Pending() || !contains(m.Text(), "went wrong") {
				t.Errorf("reads %q", m.Text())
			}
		})
	}
}

// failing lists nothing, after a while.
type failing struct{ Subscriptions }

func (failing) ServerSubscriptions(ctx context.Context, _ bot.ServerID) ([]bot.Subscription, error) {
	if err := sleep(ctx, 50*time.Millisecond); err != nil {
		return nil, err
	}
	return nil, bot.ErrNoSubscription
}

func buttonsAfterARestart(t *testing.T) {
	s := perform(t)
	m := s.answer(ask(loraQuestion))
	s.stop()
	s.Advance(time.Hour)
	again := prepare(t, s.Discord)
	again.run()
	if err := again.WaitIdentifies(again.ctx, 2); err != nil {
		t.Fatal(err)
	}
	for _, label := range []string{"Abstract", "Similar", "More papers"} {
		if text := again.pressOn(m, label).Text(); text == "" || contains(text, expired) {
			t.Errorf("%s reads %q", label, text)
		}
	}
}

func mayNotWrite(t *testing.T) {
	s := perform(t)
	mute := s.AddChannel(s.Guild(), discordtest.Channel{Name: "mute", Without: int64(permissionSendMessages)})
	s.Say(mute, s.User(), s.Bot().Mention()+" what is LoRA?")
	s.logged("message not answered")
	s.stillAnswers()
}

func stoppedDigestIsTold(t *testing.T) {
	s := perform(t)
	gone := s.AddChannel(s.Guild(), discordtest.Channel{Name: "gone"})
	s.RemoveChannel(gone)
	s.deliver(gone)
	s.wants(s.heard(s.DirectChannel(s.User()), 1).Text(), "no longer exists", "/digest set")
	active, err := s.store.ActiveSubscriptions(s.ctx)
	if err != nil || len(active) != 0 {
		t.Errorf("%v, %v: it would be tried every day", active, err)
	}
	s.sent(1, "POST /channels/"+gone.ID+"/messages")
}

func outageKeepsAll(t *testing.T) {
	s := perform(t)
	s.answer(digest(s, "set", discordtest.Options{"time": "9", "zone": "Berlin"}))
	s.RemoveGuild(s.Guild(), true)
	s.stillAnswers()
	active, err := s.store.ActiveSubscriptions(s.ctx)
	if err != nil || len(active) != 1 {
		t.Errorf("%v, %v", active, err)
	}
}

func closedDMs(t *testing.T) {
	s := perform(t)
	s.RefuseDMs(s.User())
	s.DM(s.User(), loraQuestion)
	s.logged("message not answered")
	gone := s.AddChannel(s.Guild(), discordtest.Channel{Name: "gone"})
	s.RemoveChannel(gone)
	s.deliver(gone)
	s.logged("moderator not told")
	s.stillAnswers()
}

func onePostInAnOutage(t *testing.T) {
	s := perform(t)
	for range 3 {
		s.Fail(toMessages, discordtest.Fault{Drop: discordtest.DropAfter}) // posted, but nobody learns of it
		if _, err := s.post("one-nonce"); err == nil {
			t.Error("no error")
		}
	}
	if _, err := s.post("one-nonce"); err != nil {
		t.Error(err)
	}
	if n := len(s.Messages(s.Channel())); n != 1 {
		t.Errorf("%d posts", n)
	}
}
