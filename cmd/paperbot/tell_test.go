package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"paperbot/bot/discordtest"
	"paperbot/bot/store"
)

// dailyPapers is Hugging Face's own answer, with other votes for some of its papers.
func dailyPapers(t *testing.T, votes map[string]int) []byte {
	t.Helper()
	raw, err := os.ReadFile("../../../shared/feeds/hf-daily/daily_papers.json")
	if os.IsNotExist(err) {
		t.Skip("../shared/feeds is not there")
	}
	if err != nil {
		t.Fatal(err)
	}
	var list []map[string]any
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatal(err)
	}
	for _, one := range list {
		paper, ok := one["paper"].(map[string]any)
		if !ok {
			continue
		}
		if n, ok := votes[paper["id"].(string)]; ok {
			paper["upvotes"] = n
		}
	}
	if raw, err = json.Marshal(list); err != nil {
		t.Fatal(err)
	}
	return raw
}

// The paper of the file with 14 votes, and that with most, 74.
const (
	votedPaper = "2606.12243"
	votedTitle = "VIA-SD: Verification via Intra-Model Routing"
	mostVoted  = "Robust-U1"
)

// TestTrendingFromImports imports a day's file twice, with other votes, and once
// more: votes gained make a paper trending, those that were there do not. Neither
// needs the bot's database to be there.
func TestTrendingFromImports(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file, corpus, database := filepath.Join(folder, "daily.json"), filepath.Join(folder, "papers.db"), filepath.Join(folder, "paperbot.db")
	imported := func(votes map[string]int) {
		t.Helper()
		if err := os.WriteFile(file, dailyPapers(t, votes), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, status := runPlain(t, "", "import", "--no-seed", "--corpus", corpus, file); status != 0 {
			t.Fatalf("import: status %d\n%s", status, out)
		}
	}
	trending := func(args ...string) string {
		t.Helper()
		out, status := runPlain(t, "", append([]string{"trending", "--corpus", corpus, "--database", database}, args...)...)
		if status != 0 {
			t.Errorf("trending: status %d\n%s", status, out)
		}
		return out
	}
	imported(nil)
	first := trending("--explain")
	// All 74 votes, dated two half-lives back: log₂ 75 · 2^−2 and a minute.
	if !strings.HasPrefix(first, "1. "+mostVoted) || !strings.Contains(first, "=  6.2288 · 2^(−2.00)") || strings.Contains(first, votedTitle) {
		t.Errorf("at first sight:\n%s", first)
	}
	imported(map[string]int{votedPaper: 59})
	for range 2 { // from nothing each time, and again to the same
		got := trending("--explain")
		// log₂ 60 − log₂ 15 just now, and log₂ 15 two half-lives ago.
		if !strings.HasPrefix(got, "1. "+votedTitle) || !strings.Contains(got, "=  2.0000 · 2^(−0.00)") || strings.Count(got, "votes +45 daily.json") != 1 {
			t.Errorf("votes gained:\n%s", got)
		}
		if list := trending(); !strings.Contains(list, "new votes since yesterday: 45") {
			t.Errorf("no reason:\n%s", list)
		}
		imported(map[string]int{votedPaper: 59})
	}
}

// testServeTells imports a day's file before the program serves and another one
// meanwhile, under another name: /trending has the votes gained, with the reason.
func testServeTells(t *testing.T, binary string) {
	d := discordtest.New(t)
	folder := t.TempDir()
	imported := func(name string, votes map[string]int) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), dailyPapers(t, votes), 0o600); err != nil {
			t.Fatal(err)
		}
		taken := exec.Command(binary, "import", name)
		taken.Dir = folder
		if out, err := taken.CombinedOutput(); err != nil {
			t.Fatalf("import: %v\n%s", err, out)
		}
	}
	imported("monday.json", nil)
	s := serve(t, binary, d, "PAPERBOT_CORPUS="+filepath.Join(folder, "papers.db"))
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := d.WaitReady(ctx); err != nil {
		t.Fatalf("%v\n%s", err, s.log.String())
	}
	if !s.log.contains(ctx, "votes and ranks") {
		t.Fatalf("nothing was told at the start:\n%s", s.log.String())
	}
	imported("tuesday.json", map[string]int{votedPaper: 59})
	look := time.NewTicker(time.Second)
	defer look.Stop()
	for {
		said, err := d.Interact(discordtest.SlashCommand{Name: "trending"}).Message(ctx)
		if err != nil {
			t.Fatalf("%v\n%s", err, s.log.String())
		}
		if text := said.Text(); strings.Contains(text, votedTitle) {
			if !strings.Contains(text, "new votes since yesterday: 45") {
				t.Errorf("no reason: %s", text)
			}
			return
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			t.Fatalf("the votes gained are not seen\n%s", s.log.String())
		}
	}
}

// TestTellerFollowsIdentifiers lets a paper get a better identifier after it had
// votes: they count for it.
func TestTellerFollowsIdentifiers(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	corpus := filepath.Join(folder, "papers.db")
	database := filepath.Join(folder, "paperbot.db")
	db, err := store.Open(t.Context(), database)
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for _, text := range []string{
		"title,abstract,votes\nThe frobnicated quokka transformer,It frobnicates.,40\n",
		"title,abstract,doi\nThe frobnicated quokka transformer,It frobnicates.,10.1/quokka\n",
		"title,abstract,doi,votes\nThe frobnicated quokka transformer,It frobnicates.,10.1/quokka,83\n",
	} {
		if got, status := runPlain(t, text, "import", "--no-seed", "--corpus", corpus, "-"); status != 0 {
			t.Fatalf("import: status %d\n%s", status, got)
		}
		got, status := runPlain(t, "", "trending", "--corpus", corpus, "--database", database, "--explain")
		if status != 0 {
			t.Fatal(got)
		}
		out.Reset()
		out.WriteString(got)
	}
	if text := out.String(); !strings.Contains(text, "votes +40 ") || !strings.Contains(text, "votes +43 ") {
		t.Errorf("explained as:\n%s", text)
	}
}
