package discordtest_test

import (
	"flag"
	"os"
	"testing"
)

// TestMain lets 16 tests run side by side: they sleep rather than compute, as
// each session of discordgo takes a second to close.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "16"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}
