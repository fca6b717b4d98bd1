package eval

import (
	"bytes"
	"os"
	"strconv"
)

// peakRSS returns the largest resident set of this process so far, in bytes, or
// 0 where the system does not say.
func peakRSS() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	return parseVmHWM(status)
}

// parseVmHWM returns the peak of the resident set that a proc(5) status file
// states, in bytes: the line "VmHWM:	   12345 kB", where kB are 1,024 bytes.
func parseVmHWM(status []byte) int64 {
	for field := range bytes.Lines(status) {
		value, ok := bytes.CutPrefix(field, []byte("VmHWM:"))
		if !ok {
			continue
		}
		value = bytes.TrimSuffix(bytes.TrimSpace(value), []byte(" kB"))
		kib, err := strconv.ParseInt(string(value), 10, 64)
		if err != nil {
			return 0
		}
		return kib << 10
	}
	return 0
}
