package main

import (
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/samber/lo"

	"paperbot/bot"
	"paperbot/bot/store"
)

type digestsCmd struct {
	JSON     bool   `help:"Print JSON."`
	Database string `default:"paperbot.db" placeholder:"FILE" help:"SQLite file of the bot. Default: ${default}."`
}

func (digestsCmd) Help() string {
	return `One line for each channel with a digest, and since when feeds have told nothing new, so that
a stale source is seen on its first day. The database may be in use by a running bot.`
}

func (c *digestsCmd) Run(p *program) error {
	db, err := openIfThere(p.ctx, c.Database)
	if err != nil {
		return err
	}
	if db == nil {
		return fmt.Errorf("there is no database %s: --database names that of the bot", c.Database)
	}
	return errors.Join(c.show(p, db), db.Close())
}

func (c *digestsCmd) show(p *program, db *store.Store) error {
	now := time.Now()
	all, err := bot.Standings(p.ctx, db, now)
	if err != nil {
		return err
	}
	news, err := db.LastNews(p.ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return writeJSON(p.stdout, digests{lo.Map(all, func(s bot.Standing, _ int) digestLine { return newDigestLine(s) }), orNil(news), bot.Stale(news, now)})
	}
	if err := printStandings(p.stdout, all); err != nil {
		return err
	}
	_, err = fmt.Fprintln(p.stdout, newsLine(news, now))
	return err
}

// digests is what digests --json prints.
type digests struct {
	Digests []digestLine `json:"digests"`
	News    *time.Time   `json:"last_news,omitempty"` // when a feed last told anything new
	Stale   bool         `json:"stale"`
}

type digestLine struct {
	Channel   bot.ChannelID     `json:"channel"`
	Server    bot.ServerID      `json:"server,omitempty"`
	At        string            `json:"at"`
	Zone      string            `json:"zone"`
	Days      string            `json:"days"`
	Next      *time.Time        `json:"next_due,omitempty"`
	Problem   string            `json:"problem,omitempty"` // why nothing is due
	LastDate  string            `json:"last_date,omitempty"`
	LastState bot.DeliveryState `json:"last_state,omitempty"`
	LastError string            `json:"last_error,omitempty"`
}

func newDigestLine(s bot.Standing) digestLine {
	return digestLine{
		Channel: s.Subscription.Channel, Server: s.Subscription.Server, At: s.Subscription.At.String(), Zone: s.Subscription.Zone, Days: s.Subscription.Days.Text().String(),
		Next: orNil(s.Next), Problem: s.Problem, LastDate: s.Last.Date, LastState: s.Last.State, LastError: s.Last.Error,
	}
}

func orNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// printStandings prints a table, times in each digest's own zone.
func printStandings(w io.Writer, all []bot.Standing) error {
	if len(all) == 0 {
		_, err := fmt.Fprintln(w, "No channel has a digest.")
		return err
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "CHANNEL\tDUE\tNEXT\tLAST\tSTATE\tERROR")
	for _, s := range all {
		fmt.Fprintf(table, "%s\t%s %s\t%s\t%s\t%s\t%s\n", printable(string(s.Subscription.Channel)), s.Subscription.At, printable(s.Subscription.Zone),
			nextOf(s), dash(s.Last.Date), dash(string(s.Last.State)), dash(printable(s.Last.Error)))
	}
	return table.Flush()
}

func nextOf(s bot.Standing) string {
	schedule, err := s.Subscription.Schedule()
	if err != nil || s.Next.IsZero() {
		return printable(s.Problem)
	}
	return s.Next.In(schedule.Location).Format("2006-01-02 15:04 MST")
}

func dash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

func newsLine(news, now time.Time) string {
	switch {
	case news.IsZero():
		return "No feed has told of papers yet."
	case bot.Stale(news, now):
		return fmt.Sprintf("No new papers since %s (%.0f hours): look at the feeds.", news.UTC().Format("2006-01-02 15:04 UTC"), now.Sub(news).Hours())
	}
	return fmt.Sprintf("Feeds last told something new at %s.", news.UTC().Format("2006-01-02 15:04 UTC"))
}
