// Package discordtest is a Discord that runs inside a test: the REST API and
// the gateway on a loopback port, with faults on demand, everything recorded
// and every request checked.
//
//	d := discordtest.New(t)            // serves until the test ends
//	startBot(d.URL(), d.Token())       // the client under test
//	d.WaitReady(ctx)                   // it has identified
//	i := d.Interact(discordtest.SlashCommand{Name: "ask", Options: discordtest.Options{"question": "LoRA?"}})
//	reply, err := i.Message(ctx)       // what the member reads
//	reply.Text()                       // content, text displays and embeds
//
// A [Discord] has a world (guilds, channels, users: [Discord.AddGuild] and its
// neighbours), members who act ([Discord.Interact], [Discord.Say],
// [Discord.DM]), messages of the bot ([Discord.WaitMessages]), a record of all
// requests ([Discord.Requests]) and switches that break things
// ([Discord.Fail], [Discord.DropConnection], [Discord.CloseGateway] …).
// Nothing sleeps: every Wait returns as soon as its condition holds.
//
// # What is checked
//
// Each request body is validated against Discord's own OpenAPI description,
// where that file is found, and against documented limits which the
// description does not state. A body that Discord would refuse is answered as
// Discord answers, with status 400 and code 50035, and changes nothing. It is
// also a [Violation], as are unknown routes, a User-Agent of the wrong form and
// a message without allowed_mentions {"parse":[]}. [New] fails the test for each
// violation that [Discord.TakeViolations] has not taken. A [Suite] counts the
// bodies of a whole package's tests, those that a fault met included, and fails
// if any was wrong.
//
// # What is tolerated
//
// The schemas of the description are open, so additional properties pass: the
// null options, choices and channel_types which discordgo adds to every command
// option among them. Optional fields are nullable there, so the null components
// and embeds of discordgo's interaction responses pass too. Three things are
// read more generously than the description says:
//
//   - default_member_permissions may be a string of digits. The description
//     says integer; the documentation says string, and it wins.
//   - "anyOf" marked x-discord-union "oneOf" is read as anyOf: an empty choices
//     array fits all three of its branches, and a follow-up fits both of its.
//   - A component without custom_id passes the description's ButtonComponent;
//     the limits here then refuse it, as Discord does.
//
// # What is not here
//
// Sharding, voice, compression, OAuth2, permission overwrites of members, and
// real rate-limit accounting: the headers are sent, but only [Discord.Fail] says 429.
package discordtest
