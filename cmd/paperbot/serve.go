package main

import (
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"paperbot/bot"
	"paperbot/bot/discord"
	"paperbot/bot/store"
	"paperbot/corpus/feed"
)

type serveCmd struct {
	Database string   `default:"paperbot.db" placeholder:"FILE" help:"SQLite file for subscriptions, deliveries, votes and alerts, made if it is not there. Default: ${default}."`
	Corpus   string   `default:"papers.db" placeholder:"FILE" help:"SQLite file of papers, made with the 264 inside if it is not there. Default: ${default}."`
	Feed     []string `sep:"," placeholder:"SOURCE" help:"Where new papers come from, as often as it is due: arxiv:cs.LG, arxiv-search:QUERY, huggingface, an address or a folder, each with @1h or another interval; several with commas."`
	apiFlag
	Guild     string     `placeholder:"ID" help:"Register the commands in this server alone, for development. Default: everywhere."`
	LogLevel  slog.Level `default:"info" placeholder:"LEVEL" help:"Least level to log: debug, info, warn or error. Default: ${default}."`
	LogFormat string     `default:"text" enum:"text,json" placeholder:"FORMAT" help:"Format of the log: text or json. Default: ${default}."`
}

func (serveCmd) Help() string {
	return `The bot's token comes from the environment alone: DISCORD_TOKEN, or the path of a
file that holds it in DISCORD_TOKEN_FILE. Without one, serve says where to get it.

The links that install the bot go to standard output once Discord has said who the bot is; the
log goes to standard error. SIGTERM or Ctrl-C stops the bot cleanly.`
}

// Validate is called by kong.
func (c *serveCmd) Validate() error {
	if c.Guild != "" && !snowflake.MatchString(c.Guild) {
		return fmt.Errorf("--guild: %q is no server ID: that is a number, in Discord's developer mode under Copy Server ID", c.Guild)
	}
	return c.apiFlag.Validate()
}

func (c *serveCmd) Run(p *program) error {
	token, err := discordToken(p.getenv)
	if err != nil {
		return &exitError{statusUsage, err}
	}
	papers, err := createPapers(p.ctx, c.Corpus, true)
	if err != nil {
		return err
	}
	db, err := store.Open(p.ctx, c.Database)
	if err != nil {
		return errors.Join(err, papers.Close())
	}
	ballast := make([]byte, ballastSize)
	defer runtime.KeepAlive(ballast)
	log := c.logger(p)
	library, err := follow(p.ctx, papers, db, func(line string) { log.Info("index", "note", line) })
	if err == nil {
		err = errors.Join(c.serve(p, token, library, db), library.close())
	}
	return errors.Join(err, db.Close(), papers.Close())
}

// ballastSize is of memory that is never touched, so that the machine need not
// have it. The garbage collector counts it as in use, and starts when as much
// garbage has gathered again. Of a busy bot with few papers in memory it takes 54
// to 95 µs of an interaction so, without ballast 369 to 439, with four times as
// much 32 to 47 (BenchmarkInteractions -ballast). A higher GOGC would cost much memory where papers are many; GOMEMLIMIT is
// no floor.
const ballastSize = 64 << 20

// serve runs the Discord client and the scheduler until the program is told to
// stop, or Discord refuses the bot for good.
func (c *serveCmd) serve(p *program, token string, lib *follower, db *store.Store) error {
	var scheduler *bot.Scheduler
	log := c.logger(p)
	recorder := bot.NewRecorder(db, log)
	client, err := discord.New(discord.Config{
		Token:         token,
		API:           c.DiscordAPI,
		Bot:           lib.Bot,
		Subscriptions: db,
		Notes:         db,
		Guild:         c.Guild,
		Votes:         db,
		Activities:    recorder,
		Alerts:        bot.Alerts{Store: db, Parser: lib.search, Now: time.Now},
		Members:       db,
		Refusals:      db,
		Changed:       func() { scheduler.Changed() },
		Ready:         func(id discord.Identity) { p.invite(id) },
		Logger:        log,
	})
	if err != nil {
		return err
	}
	scheduler, err = bot.NewScheduler(bot.SchedulerConfig{Store: db, Poster: client, Papers: lib, Logger: log})
	if err != nil {
		return err
	}
	poller, err := c.poller(lib, log)
	if err != nil {
		return err
	}
	announcer, err := bot.NewAnnouncer(bot.AnnouncerConfig{Store: db, Search: lib.search, Papers: lib, Poster: client, Logger: log})
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(p.ctx)
	group.Go(func() error { return client.Run(ctx) })
	group.Go(func() error { return scheduler.Run(ctx) })
	group.Go(func() error { recorder.Run(ctx); return nil })
	group.Go(func() error { bot.AgeActors(ctx, db, log); return nil })
	group.Go(func() error { return lib.run(ctx, announcer, log) })
	group.Go(func() error { return teller{lib.store, db}.run(ctx, log) })
	group.Go(func() error { return poller.Run(ctx) })
	log.Info("serving", "papers", lib.Help().Papers, "database", c.Database)
	err = group.Wait()
	log.Info("stopped")
	return err
}

// poller returns what looks at the feeds.
func (c *serveCmd) poller(lib *follower, log *slog.Logger) (*feed.Poller, error) {
	cfg := feed.PollerConfig{Store: lib.store, Client: feed.NewClient(feed.Config{}), Logger: log, Baseline: lib.first}
	for _, text := range c.Feed {
		source, err := feed.ParseSource(text)
		if err != nil {
			return nil, &exitError{statusUsage, err}
		}
		cfg.Sources = append(cfg.Sources, source)
	}
	return feed.NewPoller(cfg)
}

// invite says that the bot is connected, and how to install it.
func (p *program) invite(id discord.Identity) {
	fmt.Fprintf(p.stdout, "%s is connected.\n", printable(id.Name))
	p.printLinks(id.AppID)
}

func (c *serveCmd) logger(p *program) *slog.Logger {
	opts := &slog.HandlerOptions{Level: c.LogLevel}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(p.stderr, opts))
	}
	return slog.New(slog.NewTextHandler(p.stderr, opts))
}
