package discordtest_test

import (
	"flag"
	"os"
	"testing"

	"paperbot/bot/discordtest"
)

// TestMain lets 16 tests run side by side: they sleep rather than compute, as
// each session of discordgo takes a second to close. This package's tests send
// wrong bodies on purpose; the one that TestWrongBodyFailsTheSuite starts may not.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "16"); err != nil {
		panic(err)
	}
	os.Exit(discordtest.Suite{M: m, Wrong: os.Getenv(strictEnv) == ""}.Run())
}
