package store

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// asNobody runs f with the file permissions of a user who owns nothing, where
// the tests run as root, whom no permission stops.
func asNobody(t *testing.T, f func()) {
	t.Helper()
	if os.Getuid() != 0 {
		f()
		return
	}
	const nobody = 65534
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	must(t, syscall.Setfsuid(nobody)) // for this thread alone
	defer func() { must(t, syscall.Setfsuid(0)) }()
	f()
}

// reachable returns an empty folder that every user may enter.
func reachable(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	must(t, os.Chmod(filepath.Dir(folder), 0o755))
	must(t, os.Chmod(folder, 0o755))
	return folder
}

func TestPermissions(t *testing.T) {
	for _, tt := range []struct {
		name         string
		exists       bool
		folder, file os.FileMode
		want         string // of opening or, failing that, of writing
	}{
		{"new file in a folder of others", false, 0o555, 0, "may not be opened"},
		{"file of others", true, 0o777, 0o444, "may not be written to"},
		{"file and folder of others", true, 0o555, 0o444, "may not be"},
		{"unreadable file", true, 0o777, 0o000, "may not be opened"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			folder := reachable(t)
			path := filepath.Join(folder, "bot.db")
			if tt.exists {
				s := openTest(t, path)
				must(t, s.PutSubscription(t.Context(), testSubscription("kept")))
				must(t, s.Close())
				must(t, os.Chmod(path, tt.file))
			}
			must(t, os.Chmod(folder, tt.folder))
			asNobody(t, func() {
				s, err := Open(t.Context(), path)
				if err == nil {
					err = s.PutSubscription(t.Context(), testSubscription("new"))
					defer func() { must(t, s.Close()) }()
				}
				if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), path) {
					t.Errorf("error %v, want one about %s that says %q", err, path, tt.want)
				}
			})
			if !tt.exists {
				return
			}
			must(t, os.Chmod(folder, 0o777))
			must(t, os.Chmod(path, 0o666))
			subs, err := openTest(t, path).ActiveSubscriptions(t.Context())
			must(t, err)
			if len(subs) != 1 || subs[0].Channel != "kept" {
				t.Errorf("afterwards there are %v", subs)
			}
		})
	}
}
