package store

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"paperbot/bot"
)

// TestConnection checks what the promise about power loss rests on.
func TestConnection(t *testing.T) {
	s := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1", "busy_timeout": "5000",
		"application_id": "1885433970", "user_version": fmt.Sprint(schema(t)), // "papr"
	} {
		var got string
		must(t, s.db.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got))
		if got != want {
			t.Errorf("%s is %s, want %s", pragma, got, want)
		}
	}
}

// schema is the number of migrations.
func schema(t *testing.T) int {
	t.Helper()
	steps, err := readMigrations(migrations)
	must(t, err)
	return len(steps)
}

func TestOpenAwkwardNames(t *testing.T) {
	for _, name := range []string{"a b.db", "what?.db", "50%.db", "#1.db", "ü.db"} {
		path := filepath.Join(t.TempDir(), name)
		openTest(t, path)
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	garbage := []byte("title: my papers\n" + strings.Repeat("not a database ", 100))
	for _, tt := range []struct {
		name    string
		prepare func(t *testing.T, path string)
		want    string
	}{
		{"missing folder", func(t *testing.T, path string) { must(t, os.Remove(filepath.Dir(path))) }, "the folder"},
		{"a folder", func(t *testing.T, path string) { must(t, os.Mkdir(path, 0o755)) }, "it is a folder, not a file"},
		{"garbage", func(t *testing.T, path string) { must(t, os.WriteFile(path, garbage, 0o644)) }, "the file is not a database"},
		{"another program's", func(t *testing.T, path string) { execute(t, path, "CREATE TABLE notes (text)") }, "a database of another program"},
		{"another program's, marked", func(t *testing.T, path string) { execute(t, path, "PRAGMA application_id = 7") }, "a database of another program"},
		{"newer", func(t *testing.T, path string) {
			must(t, openTest(t, path).Close())
			execute(t, path, "PRAGMA user_version = 9")
		}, fmt.Sprintf("it was written by a newer paperbot (schema 9, this one knows %d)", schema(t))},
		{"damaged", func(t *testing.T, path string) {
			must(t, openTest(t, path).Close())
			damage(t, path)
		}, "the database is damaged"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x", "bot.db")
			must(t, os.Mkdir(filepath.Dir(path), 0o755))
			tt.prepare(t, path)
			before, _ := os.ReadFile(path)
			s, err := Open(t.Context(), path)
			if err == nil {
				must(t, s.Close())
				t.Fatal("opened")
			}
			if !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), path) {
				t.Errorf("error %q, want one about %s that says %q", err, path, tt.want)
			}
			if after, _ := os.ReadFile(path); string(after) != string(before) {
				t.Error("the file was changed")
			}
		})
	}
}

// execute runs a statement on the file as any other program might.
func execute(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	must(t, err)
	defer func() { must(t, db.Close()) }()
	_, err = db.ExecContext(t.Context(), statement)
	must(t, err)
}

// damage overwrites the page of the schema, but for the file's header.
func damage(t *testing.T, path string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	must(t, err)
	defer func() { must(t, f.Close()) }()
	_, err = f.WriteAt([]byte(strings.Repeat("\xff", 3000)), 100)
	must(t, err)
}

func TestReadOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bot.db")
	must(t, openTest(t, path).Close())
	s, err := open(t.Context(), path, time.Second, url.Values{"mode": {"ro"}})
	must(t, err) // nothing needs writing yet
	defer func() { must(t, s.Close()) }()
	err = s.PutSubscription(t.Context(), testSubscription("c1"))
	if err == nil || !strings.Contains(err.Error(), "may not be written to") {
		t.Errorf("error %v", err)
	}
}

func TestDiskFull(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bot.db")
	s := openTest(t, path)
	_, err := s.db.ExecContext(t.Context(), "PRAGMA max_page_count = 1") // no more than there are now
	must(t, err)
	var last error
	claimed := 0
	for i := 0; last == nil && i < 1000; i++ {
		var n int
		n, last = s.Claim(t.Context(), []bot.Delivery{testDelivery(bot.ChannelID(fmt.Sprint("c", i)), "2026-11-23")})
		claimed += n
	}
	if last == nil || !strings.Contains(last.Error(), "the disk is full") {
		t.Fatalf("error %v", last)
	}
	must(t, s.Close())
	s = openTest(t, path)
	keys, err := s.DeliveryKeys(t.Context(), "")
	must(t, err)
	if len(keys) != claimed || claimed == 0 {
		t.Errorf("%d acknowledged, %d kept", claimed, len(keys))
	}
	if _, err := s.Claim(t.Context(), []bot.Delivery{testDelivery("later", "2026-11-23")}); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

func TestInUse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bot.db")
	must(t, openTest(t, path).Close())
	release := holdLock(t, path)
	s, err := open(t.Context(), path, 50*time.Millisecond, nil)
	must(t, err) // an up-to-date database is opened without a lock
	defer func() { must(t, s.Close()) }()
	_, err = s.Claim(t.Context(), []bot.Delivery{testDelivery("c1", "2026-11-23")})
	if err == nil || !strings.Contains(err.Error(), "in use by another process") {
		t.Errorf("error %v", err)
	}
	release()
	if n, err := s.Claim(t.Context(), []bot.Delivery{testDelivery("c1", "2026-11-23")}); n != 1 || err != nil {
		t.Errorf("after the lock was released: %d, %v", n, err)
	}
}

// lockedPath tells the test binary to hold a lock instead of running tests.
const lockedPath = "STORE_TEST_LOCKED_PATH"

func TestMain(m *testing.M) {
	if path := os.Getenv(lockedPath); path != "" {
		if err := lockUntilStdinCloses(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// lockUntilStdinCloses holds the write lock of the database and says so on
// standard output.
func lockUntilStdinCloses(path string) error {
	db, err := sql.Open("sqlite", path+"?_txlock=immediate")
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	tx, err := db.BeginTx(context.Background(), nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	fmt.Print("l")
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// holdLock has another process hold the write lock until release is called.
func holdLock(t *testing.T, path string) (release func()) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), lockedPath+"="+path)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	must(t, err)
	stdout, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	if _, err := stdout.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	return sync.OnceFunc(func() {
		must(t, stdin.Close())
		must(t, cmd.Wait())
	})
}

func TestManyOpenAtOnce(t *testing.T) {
	for range 10 {
		path := filepath.Join(t.TempDir(), "bot.db")
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() {
				s, err := Open(t.Context(), path)
				if err != nil {
					t.Error(err)
					return
				}
				defer func() { must(t, s.Close()) }()
				if _, err := s.Claim(t.Context(), []bot.Delivery{testDelivery(bot.ChannelID(fmt.Sprint(i)), "2026-11-23")}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
}

// A database in memory would lose every subscription with the process.
func TestOpenInMemory(t *testing.T) {
	for _, path := range []string{"", ":memory:"} {
		if s, err := Open(t.Context(), path); err == nil {
			t.Errorf("Open(%q) gave %v", path, s)
		}
	}
}
