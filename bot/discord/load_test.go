//go:build unix

package discord

import (
	"context"
	"flag"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"paperbot/bot/discordtest"
	"paperbot/corpus/seed"
)

var pace = flag.Int("pace", 2000, "interactions that BenchmarkInteractions sends in a second; 0: the next when one is answered")

// underWay is how many interactions are unanswered at once where the answers set
// the pace.
const underWay = 8

// BenchmarkInteractions sends interactions at a steady pace, whether those before
// are answered or not, to a client that shares the machine with the Discord.
// Half a minute of it: go test -run='^$' -bench=Interactions -benchtime=60000x.
// Reported are percentiles of the time from the interaction to the arrival of its
// first response, how many were answered never or twice, by how much the live
// heap grew from the first tenth on, and the processor time that an interaction
// took both sides, which does not depend on what else the machine does.
func BenchmarkInteractions(b *testing.B) {
	ballast := make([]byte, 64<<20) // as much as paperbot serve has
	defer runtime.KeepAlive(ballast)
	l := newLoad(b)
	actions := loadActions()
	start, worked := time.Now(), processorTime(b)
	heap := uint64(0)
	for n := range b.N {
		if !l.await(start, n) {
			break
		}
		l.send(actions[n%len(actions)])
		if n == b.N/10 {
			heap = liveHeap()
		}
	}
	l.waitFor(0)
	b.ReportMetric(float64(b.N)/time.Since(start).Seconds(), "answers/s")
	b.ReportMetric(float64((processorTime(b)-worked).Microseconds())/float64(b.N), "cpu-µs/op")
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

func liveHeap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// loadActions is what members do, in turn: mostly they ask.
func loadActions() []discordtest.Action {
	var all []discordtest.Action
	for i, p := range seed.Papers() {
		title := discordtest.Options{"title": p.Title}
		all = append(all,
			ask("What is known about "+p.Title+"?"),
			ask(p.Abstract[:min(len(p.Abstract), 80)]),
			discordtest.SlashCommand{Name: "paper", Options: title},
			discordtest.Autocomplete{Name: "paper", Options: discordtest.Options{"title": p.Title[:min(len(p.Title), 1+i%12)]}, Focused: "title"},
		)
	}
	return all
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
	b.Cleanup(l.discord.Close)
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
