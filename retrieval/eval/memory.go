package eval

import (
	"bytes"
	"os"
	"strconv"
)

// processStatus returns what /proc/self/status says of this process in a line, in
// bytes, or 0 where the system does not say.
func processStatus(line string) int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	return parseStatus(status, line)
}

// parseStatus returns what a proc(5) status file states in a line, such as "VmHWM:	   12345 kB",
// in bytes; kB are 1,024 of them.
func parseStatus(status []byte, line string) int64 {
	for field := range bytes.Lines(status) {
		value, ok := bytes.CutPrefix(field, []byte(line))
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
