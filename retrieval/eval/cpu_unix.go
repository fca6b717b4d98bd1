//go:build unix

package eval

import (
	"syscall"
	"time"
)

// cpuTime returns how long this process has kept processors busy so far.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
