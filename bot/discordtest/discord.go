package discordtest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// ErrClosed says that the Discord was closed while something was waited for.
var ErrClosed = errors.New("discordtest: closed")

// Config adapts a Discord. The zero Config is ready to use.
type Config struct {
	// Token is the bot's token; default "test-token".
	Token string
	// Now is the clock of deadlines, nonces and timestamps; default [time.Now].
	// [Discord.Advance] moves it on without waiting.
	Now func() time.Time
	// HeartbeatInterval is what HELLO asks for; default 41.25 s, as Discord's.
	HeartbeatInterval time.Duration
	// PrivilegedIntents are those enabled in the developer portal; default
	// none. Asking for another one closes the gateway with 4014.
	PrivilegedIntents int
	// AnyMentions switches off the check for allowed_mentions {"parse":[]}.
	AnyMentions bool
	// IgnoreNonces makes enforce_nonce have no effect.
	IgnoreNonces bool
	// Forget keeps no request, message or interaction once it is over, so that
	// memory does not grow, and checks one body in sampleEvery, as a check takes
	// longer than all the rest: for measurements under load. OnCallback tells what
	// arrives.
	Forget bool
	// OnCallback is told of every callback of an interaction; default: nothing.
	// It must not call the Discord.
	OnCallback func(Callback)
	// Spec is the path of Discord's openapi.json. Default: beside the
	// repository, at ../shared/discord/openapi.json.
	Spec string
	// Logf receives remarks, such as that Spec is not there; default: nowhere.
	Logf func(format string, args ...any)
}

// A Discord is a running fake. Its methods are safe for concurrent use.
type Discord struct {
	cfg  Config
	http *httptest.Server
	spec *spec // nil when the description is not there

	mu         sync.Mutex
	closed     chan struct{}
	changed    chan struct{} // closed and replaced at every change
	offset     time.Duration // added to the clock by Advance
	world      world
	gateway    gateway
	faults     []*fault
	unchecked  int // requests until one is checked; see Config.Forget
	requests   []*Request
	violations []Violation
	talks      map[string]*Interaction // by token
}

// New starts a Discord that is closed when the test ends. The test then fails
// if any request broke Discord's rules; see [Discord.TakeViolations].
func New(t testing.TB) *Discord {
	t.Helper()
	return NewWith(t, Config{})
}

// NewWith is New with a Config; remarks go to t.Logf unless cfg says otherwise.
func NewWith(t testing.TB, cfg Config) *Discord {
	t.Helper()
	if cfg.Logf == nil {
		cfg.Logf = t.Logf
	}
	d, err := Start(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		d.Close()
		for _, v := range d.TakeViolations() {
			t.Errorf("discordtest: %v", v)
		}
	})
	return d
}

// Start starts a Discord outside a test. The caller closes it. An error means
// that the OpenAPI description is there but cannot be read.
func Start(cfg Config) (*Discord, error) {
	if cfg.Token == "" {
		cfg.Token = "test-token"
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.HeartbeatInterval == 0 {
		cfg.HeartbeatInterval = 41250 * time.Millisecond
	}
	if cfg.Logf == nil {
		cfg.Logf = func(string, ...any) {}
	}
	if cfg.OnCallback == nil {
		cfg.OnCallback = func(Callback) {}
	}
	d := &Discord{
		cfg:     cfg,
		closed:  make(chan struct{}),
		changed: make(chan struct{}),
		world:   newWorld(),
		gateway: newGateway(),
		talks:   map[string]*Interaction{},
	}
	var err error
	if d.spec, err = openSpec(cfg.Spec, cfg.Logf); err != nil {
		return nil, fmt.Errorf("discordtest: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc(gatewayPath, d.serveGateway)
	mux.Handle("/api/", newREST(d))
	// Known before it serves: a client of an earlier Discord that had the same
	// port may call at once.
	d.http = httptest.NewUnstartedServer(mux)
	d.http.Start()
	return d, nil
}

// Close ends all connections, hanging requests included, and stops serving.
func (d *Discord) Close() {
	d.mu.Lock()
	select {
	case <-d.closed:
		d.mu.Unlock()
		return
	default:
	}
	close(d.closed)
	conns := slices.Collect(maps.Keys(d.gateway.conns))
	d.mu.Unlock()
	for _, c := range conns {
		c.cut()
		<-c.done
	}
	d.http.CloseClientConnections()
	d.http.Close()
}

// URL is the base URL of the REST API, without a slash at the end. Any other
// version number in it works as well.
func (d *Discord) URL() string { return d.http.URL + "/api/v10" }

// GatewayURL is the URL of the gateway, as GET /gateway tells it.
func (d *Discord) GatewayURL() string {
	return "ws" + strings.TrimPrefix(d.http.URL, "http") + gatewayPath
}

// Token is the bot's token, without the word "Bot".
func (d *Discord) Token() string { return d.cfg.Token }

// Described says whether Discord's OpenAPI description is there, so that bodies
// are validated against it. A test that needs this can skip itself.
func (d *Discord) Described() bool { return d.spec != nil }

// Advance moves Discord's clock on, so that deadlines pass at once.
func (d *Discord) Advance(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.offset += by
	d.change()
}

// WaitUntil waits until done holds. It looks again after every request, event
// and connection; done may call any method of d that does not wait.
func (d *Discord) WaitUntil(ctx context.Context, done func() bool) error {
	return d.await(ctx, "a condition", done)
}

// await waits until done holds; what names it in the error.
func (d *Discord) await(ctx context.Context, what string, done func() bool) error {
	for {
		d.mu.Lock()
		changed := d.changed
		d.mu.Unlock()
		if done() {
			return nil
		}
		select {
		case <-changed:
		case <-d.closed:
			return fmt.Errorf("waiting for %s: %w", what, ErrClosed)
		case <-ctx.Done():
			return fmt.Errorf("waiting for %s: %w", what, context.Cause(ctx))
		}
	}
}

// change wakes all who wait. The caller holds d.mu.
func (d *Discord) change() {
	close(d.changed)
	d.changed = make(chan struct{})
}

// now is Discord's time. The caller holds d.mu.
func (d *Discord) now() time.Time { return d.cfg.Now().Add(d.offset) }
