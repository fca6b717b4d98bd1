package main

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"paperbot/bot/discordtest"
)

// patience is how long a test waits for what must happen; only tests that fail
// spend it.
const patience = time.Minute

// shipped returns the path of the program as it is shipped:
// $PAPERBOT_TEST_BINARY, or one that is built for this test.
func shipped(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("PAPERBOT_TEST_BINARY"); path != "" {
		return path
	}
	path := filepath.Join(t.TempDir(), "paperbot")
	if out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}

// TestServe runs the shipped program against a Discord.
func TestServe(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no SIGTERM on Windows")
	}
	binary := shipped(t)
	for _, tt := range []struct {
		name string
		test func(t *testing.T, binary string)
	}{
		{"answers until terminated", testServeAnswers},
		{"takes the token from a file", testServeTokenFile},
		{"says why Discord refuses it", testServeRefused},
		{"registers its commands once", testServeRegisters},
		{"sees new papers and tells of them", testServeImports},
		{"reads its feeds", testServeFeeds},
		{"tells of votes gained", testServeTells},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.test(t, binary)
		})
	}
}

// A server is the program, serving a Discord.
type server struct {
	t      *testing.T
	cmd    *exec.Cmd
	out    watched // stdout
	log    watched // stderr
	exited chan struct{}
}

// serve starts the program against d.
func serve(t *testing.T, binary string, d *discordtest.Discord, env ...string) *server {
	t.Helper()
	s := &server{t: t, exited: make(chan struct{})}
	s.cmd = exec.Command(binary, "serve")
	s.cmd.Dir, s.cmd.Stdout, s.cmd.Stderr = t.TempDir(), &s.out, &s.log
	s.cmd.Env = append([]string{"PAPERBOT_DISCORD_API=" + d.URL(), "DISCORD_TOKEN=" + d.Token()}, env...)
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = s.cmd.Wait() // the exit status is read from ProcessState
		close(s.exited)
	}()
	t.Cleanup(func() {
		_ = s.cmd.Process.Kill() // an error means that it has exited
		<-s.exited
		if text := s.out.String() + s.log.String(); strings.Contains(text, d.Token()) {
			t.Errorf("the token is shown:\n%s", text)
		}
	})
	return s
}

// status waits for the end of the program and returns its exit status.
func (s *server) status() int {
	s.t.Helper()
	select {
	case <-s.exited:
		return s.cmd.ProcessState.ExitCode()
	case <-time.After(patience):
		s.t.Fatalf("serve goes on:\n%s", s.log.String())
		return 0
	}
}

// terminate asks the program to stop, as a service manager does.
func (s *server) terminate() {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
}

// watched is a stream of the program's that may be read while it is written.
type watched struct {
	mu      sync.Mutex
	buf     bytes.Buffer
	written chan struct{} // closed at the next write; nil while nobody waits
}

func (w *watched) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.written != nil {
		close(w.written)
		w.written = nil
	}
	return w.buf.Write(p)
}

// contains waits until the stream has those words, and reports whether it came to that.
func (w *watched) contains(ctx context.Context, words string) bool {
	for {
		w.mu.Lock()
		if strings.Contains(w.buf.String(), words) {
			w.mu.Unlock()
			return true
		}
		if w.written == nil {
			w.written = make(chan struct{})
		}
		written := w.written
		w.mu.Unlock()
		select {
		case <-written:
		case <-ctx.Done():
			return false
		}
	}
}

func (w *watched) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.String()
}

func testServeAnswers(t *testing.T, binary string) {
	d := discordtest.New(t)
	s := serve(t, binary, d)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := d.WaitReady(ctx); err != nil {
		t.Fatalf("%v\n%s", err, s.log.String())
	}

	const want = "MultiLoRA: Democratizing LoRA"
	asked := d.Interact(discordtest.SlashCommand{Name: "ask", Options: discordtest.Options{"question": "what is MultiLoRA?"}})
	reply, err := asked.Message(ctx)
	if err != nil {
		t.Fatalf("%v\n%s", err, s.log.String())
	}
	if !strings.Contains(reply.Text(), want) {
		t.Errorf("/ask: %s", reply.Text())
	}

	d.DM(d.User(), "what is MultiLoRA?")
	said, err := d.WaitMessages(ctx, d.DirectChannel(d.User()), 1)
	if err != nil {
		t.Fatalf("%v\n%s", err, s.log.String())
	}
	if !strings.Contains(said[0].Text(), want) {
		t.Errorf("direct message: %s", said[0].Text())
	}

	s.terminate()
	started := time.Now()
	if status := s.status(); status != 0 {
		t.Errorf("exit status %d\n%s", status, s.log.String())
	}
	t.Logf("stopped in %v", time.Since(started))
	for _, install := range []string{"0", "1"} {
		link := "https://discord.com/oauth2/authorize?client_id=" + d.ApplicationID() + "&integration_type=" + install + "&"
		if !strings.Contains(s.out.String(), link) {
			t.Errorf("no link %s on stdout: %s", link, s.out.String())
		}
	}
	if _, err := os.Stat(filepath.Join(s.cmd.Dir, "paperbot.db")); err != nil {
		t.Error(err)
	}
}

// testServeRefused checks what the operator reads when Discord refuses the bot.
func testServeRefused(t *testing.T, binary string) {
	for _, tt := range []struct {
		name   string
		refuse func(*discordtest.Discord)
		says   string
	}{
		{"token unknown to the API", func(d *discordtest.Discord) {
			d.Fail("GET /gateway/bot", discordtest.Fault{Status: http.StatusUnauthorized, Times: discordtest.Always})
			d.Fail("GET /gateway", discordtest.Fault{Status: http.StatusUnauthorized, Times: discordtest.Always})
		}, "the bot token is not accepted"},
		{"token unknown to the gateway", func(d *discordtest.Discord) { d.RefuseIdentify(4004) }, "the bot token is not accepted"},
		{"intents", func(d *discordtest.Discord) { d.RefuseIdentify(4014) }, "the bot may not receive the events"},
		{"too many servers", func(d *discordtest.Discord) { d.RefuseIdentify(4011) }, "it has to be sharded"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := discordtest.New(t)
			tt.refuse(d)
			s := serve(t, binary, d)
			if status := s.status(); status != statusFailure {
				t.Errorf("exit status %d, want %d", status, statusFailure)
			}
			lines := strings.Split(strings.TrimSpace(s.log.String()), "\n")
			if last := lines[len(lines)-1]; !strings.HasPrefix(last, "paperbot: ") || !strings.Contains(last, tt.says) {
				t.Errorf("the last words are %q, want %q", last, tt.says)
			}
		})
	}
}

func testServeTokenFile(t *testing.T, binary string) {
	d := discordtest.New(t)
	path := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(path, []byte("Bot "+d.Token()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := serve(t, binary, d, "DISCORD_TOKEN=", "DISCORD_TOKEN_FILE="+path, "PAPERBOT_LOG_FORMAT=json")
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := d.WaitReady(ctx); err != nil {
		t.Fatalf("%v\n%s", err, s.log.String())
	}
	s.terminate()
	if status := s.status(); status != 0 {
		t.Errorf("exit status %d\n%s", status, s.log.String())
	}
	if !strings.HasPrefix(s.log.String(), "{") {
		t.Errorf("not JSON: %s", s.log.String())
	}
}

// testServeRegisters starts the program twice over one database, and once for
// development in one server.
func testServeRegisters(t *testing.T, binary string) {
	d := discordtest.New(t)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	database := "PAPERBOT_DATABASE=" + filepath.Join(t.TempDir(), "paperbot.db")
	for _, tt := range []struct {
		env, log string
	}{
		{"PAPERBOT_GUILD=", "commands registered\""},
		{"PAPERBOT_GUILD=", "commands registered before"},
		{"PAPERBOT_GUILD=" + d.Guild().ID, "commands registered\""},
	} {
		s := serve(t, binary, d, database, tt.env)
		if !s.log.contains(ctx, tt.log) {
			t.Fatalf("no %q in the log:\n%s", tt.log, s.log.String())
		}
		s.terminate()
		s.status()
	}
	if all, one := d.RequestsTo("PUT /applications/*/commands"), d.RequestsTo("PUT /applications/*/guilds/*/commands"); len(all) != 1 || len(one) != 1 {
		t.Errorf("registered %d times for all and %d times for one server, want once each", len(all), len(one))
	}
}

// testServeImports takes a paper in while the program serves: it can be asked
// about, and whoever has an alert for it is told.
func testServeImports(t *testing.T, binary string) {
	d := discordtest.New(t)
	s := serve(t, binary, d)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := d.WaitReady(ctx); err != nil {
		t.Fatalf("%v\n%s", err, s.log.String())
	}
	added := d.Interact(discordtest.SlashCommand{Name: "alert add", Options: discordtest.Options{"query": "frobnicated quokka"}})
	if _, err := added.Message(ctx); err != nil {
		t.Fatalf("%v\n%s", err, s.log.String())
	}
	file := filepath.Join(s.cmd.Dir, "new.csv")
	row := "title,abstract\nThe frobnicated quokka transformer,A frobnicated quokka is a quokka that somebody has frobnicated.\n"
	if err := os.WriteFile(file, []byte(row), 0o600); err != nil {
		t.Fatal(err)
	}
	taken := exec.Command(binary, "import", file)
	taken.Dir = s.cmd.Dir
	if out, err := taken.CombinedOutput(); err != nil {
		t.Fatalf("import: %v\n%s", err, out)
	}
	said, err := d.WaitMessages(ctx, d.DirectChannel(d.User()), 1)
	if err != nil {
		t.Fatalf("%v\n%s", err, s.log.String())
	}
	if !strings.Contains(said[0].Text(), "frobnicated quokka transformer") {
		t.Errorf("alert: %s", said[0].Text())
	}
	asked := d.Interact(discordtest.SlashCommand{Name: "ask", Options: discordtest.Options{"question": "what is a frobnicated quokka?"}})
	reply, err := asked.Message(ctx)
	if err != nil {
		t.Fatalf("%v\n%s", err, s.log.String())
	}
	if !strings.Contains(reply.Text(), "that somebody has") {
		t.Errorf("/ask: %s", reply.Text())
	}
	s.terminate()
	if status := s.status(); status != 0 {
		t.Errorf("exit status %d\n%s", status, s.log.String())
	}
}

// testServeFeeds serves with a watched folder, whose papers can be asked about.
func testServeFeeds(t *testing.T, binary string) {
	d := discordtest.New(t)
	folder := t.TempDir()
	row := "title,abstract\nThe frobnicated quokka transformer,A frobnicated quokka is a quokka that somebody has frobnicated.\n"
	if err := os.WriteFile(filepath.Join(folder, "new.csv"), []byte(row), 0o600); err != nil {
		t.Fatal(err)
	}
	s := serve(t, binary, d, "PAPERBOT_FEED="+folder+"@1m")
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if !s.log.contains(ctx, "msg=papers changed=1") {
		t.Fatalf("no new paper:\n%s", s.log.String())
	}
	d.DM(d.User(), "what is a frobnicated quokka?")
	said, err := d.WaitMessages(ctx, d.DirectChannel(d.User()), 1)
	if err != nil {
		t.Fatalf("%v\n%s", err, s.log.String())
	}
	if !strings.Contains(said[0].Text(), "that somebody has") {
		t.Errorf("direct message: %s", said[0].Text())
	}
}
