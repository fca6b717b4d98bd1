//go:build unix

package discord

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"runtime"
	"runtime/metrics"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/samber/lo"

	"paperbot/bot/discordtest"
	"paperbot/corpus"
	"paperbot/corpus/seed"
)

var (
	pace      = flag.Int("pace", 2000, "interactions that BenchmarkInteractions sends in a second; 0: the next when one is answered")
	ballastMB = flag.Int("ballast", 64, "megabytes that are not touched, as paperbot serve has")
)

// underWay is how many interactions are unanswered at once where the answers set
// the pace.
const underWay = 8

// BenchmarkInteractions sends interactions at a steady pace, whether those before
// are answered or not, to a client that shares the machine with the Discord: half
// of them questions, hardly one of which comes twice, a quarter papers, a quarter
// titles being typed. "make load" lets it run for half a minute, and for 200,000
// interactions. Reported are percentiles of the time from the interaction to the arrival of its
// first response, how many were answered never or twice, by how much the live
// heap grew from the first tenth on, and the processor time that an interaction
// took both sides, of it the garbage collector's. That depends little on what else
// the machine does.
func BenchmarkInteractions(b *testing.B) {
	ballast := make([]byte, *ballastMB<<20)
	defer runtime.KeepAlive(ballast)
	l := newLoad(b)
	l.after = make([]time.Duration, 0, b.N)
	next := newMembers()
	start, worked, collected := time.Now(), processorTime(b), collectorTime()
	heap := uint64(0)
	for n := range b.N {
		if !l.await(start, n) {
			break
		}
		l.send(next.action(n))
		if n == b.N/10 {
			heap = liveHeap()
		}
	}
	l.waitFor(0)
	b.ReportMetric(float64(b.N)/time.Since(start).Seconds(), "answers/s")
	b.ReportMetric(float64((processorTime(b)-worked).Microseconds())/float64(b.N), "cpu-µs/op")
	b.ReportMetric((collectorTime()-collected)*1e6/float64(b.N), "gc-µs/op")
	b.ReportMetric(l.percentile(500), "p50-ms")
	b.ReportMetric(l.percentile(990), "p99-ms")
	b.ReportMetric(l.percentile(999), "p99.9-ms")
	b.ReportMetric(float64(l.lost()), "lost")
	b.ReportMetric(float64(l.doubled), "doubled")
	b.ReportMetric((float64(liveHeap())-float64(heap))/(1<<20), "grown-MB")
}

// processorTime is what this process has used, the kernel's work for it included.
func processorTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// collectorTime is what the garbage collector has used, in seconds.
func collectorTime() float64 {
	runtime.GC() // which brings the figure up to date
	used := []metrics.Sample{{Name: "/cpu/classes/gc/total:cpu-seconds"}}
	metrics.Read(used)
	return used[0].Value.Float64()
}

func liveHeap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// members do what members do, the same in every run.
type members struct {
	chance *rand.Rand
	titles []string
	words  [][]string // of the titles
}

func newMembers() *members {
	titles := lo.Map(seed.Papers(), func(p corpus.Paper, _ int) string { return p.Title })
	return &members{
		chance: rand.New(rand.NewPCG(1, 2)),
		titles: titles,
		words:  lo.Map(titles, func(title string, _ int) []string { return strings.Fields(title) }),
	}
}

// action is what they do as the nth.
func (m *members) action(n int) discordtest.Action {
	title := m.titles[m.chance.IntN(len(m.titles))]
	switch n % 4 {
	case 0:
		return discordtest.SlashCommand{Name: "paper", Options: discordtest.Options{"title": title}}
	case 1:
		typed := title[:min(len(title), 1+m.chance.IntN(12))]
		return discordtest.Autocomplete{Name: "paper", Options: discordtest.Options{"title": typed}, Focused: "title"}
	}
	return ask(m.question())
}

// asked are ways to ask about two subjects.
var asked = []string{
	"what is known about %s and %s?",
	"hey, do you know any papers on %s in %s",
	"how does %s compare with %s?",
	"%s for %s",
	"Can %s help with %s?",
	"is there anything about %s without %s, please",
	"why is %s better than %s",
	"papers about %s that use %s",
}

// question asks about two pieces of titles. In words and letters such questions
// are somewhat longer than those that people wrote for judging answers: 9 and 62
// against 8 and 51.
func (m *members) question() string {
	return fmt.Sprintf(asked[m.chance.IntN(len(asked))], m.subject(), m.subject())
}

// subject is two or three neighbouring words of a title.
func (m *members) subject() string {
	words := m.words[m.chance.IntN(len(m.words))]
	start := m.chance.IntN(max(1, len(words)-2))
	return strings.Join(words[start:min(len(words), start+2+m.chance.IntN(2))], " ")
}

// A load is interactions under way to a client.
type load struct {
	discord   *discordtest.Discord
	callbacks chan discordtest.Callback

	mu      sync.Mutex
	changed chan struct{}   // was sent a value since it was last looked at
	open    map[string]bool // the interactions sent and not answered, by ID
	after   []time.Duration // from each interaction to its first response
	doubled int             // callbacks of other interactions, and refused ones
}

// newLoad starts a Discord and a client, and waits until they are connected.
func newLoad(b *testing.B) *load {
	l := &load{
		callbacks: make(chan discordtest.Callback, queueSize),
		changed:   make(chan struct{}, 1),
		open:      map[string]bool{},
	}
	var err error
	l.discord, err = discordtest.Start(discordtest.Config{Forget: true, OnCallback: func(c discordtest.Callback) { l.callbacks <- c }})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		l.discord.Close()
		for _, v := range l.discord.TakeViolations() {
			b.Error(v)
		}
	})
	papers, err := seedBot()
	if err != nil {
		b.Fatal(err)
	}
	client, err := New(Config{Token: l.discord.Token(), API: l.discord.URL(), Bot: papers})
	if err != nil {
		b.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() { l.collect(b.Context()) })
	running.Go(func() {
		if err := client.Run(b.Context()); err != nil {
			b.Error(err)
		}
	})
	b.Cleanup(running.Wait)
	if err := l.discord.WaitReady(b.Context()); err != nil {
		b.Fatal(err)
	}
	return l
}

// await waits until it is the nth interaction's turn; false says that it never is.
func (l *load) await(start time.Time, n int) bool {
	if *pace == 0 {
		return l.waitFor(underWay - 1)
	}
	time.Sleep(time.Until(start.Add(time.Duration(n) * time.Second / time.Duration(*pace))))
	return true
}

// send sends an interaction, which is in open before its callback is counted.
func (l *load) send(a discordtest.Action) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open[l.discord.Interact(a).ID] = true
}

// collect counts callbacks until the context ends.
func (l *load) collect(ctx context.Context) {
	for {
		select {
		case c := <-l.callbacks:
			l.count(c)
		case <-ctx.Done():
			return
		}
	}
}

func (l *load) count(c discordtest.Callback) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open[c.InteractionID] && c.Status < http.StatusMultipleChoices {
		delete(l.open, c.InteractionID)
		l.after = append(l.after, c.After)
	} else {
		l.doubled++
	}
	select {
	case l.changed <- struct{}{}:
	default:
	}
}

// waitFor waits until no more interactions than that are unanswered. It gives up
// when no answer has come for long.
func (l *load) waitFor(most int) bool {
	for l.lost() > most {
		select {
		case <-l.changed:
		case <-time.After(2 * defaultTimings.window):
			return false
		}
	}
	return true
}

// lost is how many interactions have no answer yet.
func (l *load) lost() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.open)
}

// percentile returns the least time that so many in a thousand do not exceed, in
// milliseconds.
func (l *load) percentile(permille int) float64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.after) == 0 {
		return 0
	}
	slices.Sort(l.after)
	rank := (permille*len(l.after) + 999) / 1000
	return l.after[max(rank, 1)-1].Seconds() * 1000
}

func TestLoadAsksDifferentQuestions(t *testing.T) {
	t.Parallel()
	const asked = 30_000 // in half a minute
	m := newMembers()
	questions, words, letters := map[string]bool{}, 0, 0
	for range asked {
		q := m.question()
		questions[q] = true
		words += len(strings.Fields(q))
		letters += length(q)
	}
	t.Logf("%d different questions of %d, of %d words and %d letters", len(questions), asked, words/asked, letters/asked)
	if len(questions) < asked*99/100 {
		t.Errorf("only %d different questions of %d", len(questions), asked)
	}
}
