package discordtest

import (
	"strconv"
	"time"
)

// discordEpoch is the first millisecond of 2015, where snowflakes begin to count.
// Source: Discord's reference, section "Snowflakes".
const discordEpoch = 1420070400000

// worldEpoch dates whatever exists before a test acts. It is fixed, so that
// guilds, channels and users have the same ids in every run.
var worldEpoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// A mint gives out rising snowflakes. Ids of the world count from worldEpoch;
// ids of messages and interactions carry the time of Discord's clock, since
// clients read it from them.
type mint struct{ world, last uint64 }

// next returns the id of the next guild, channel, user or command.
func (m *mint) next() string {
	m.world++
	return strconv.FormatUint(snowflakeAt(worldEpoch)+m.world, 10)
}

// at returns the id of something that happens at t, greater than all before.
func (m *mint) at(t time.Time) string {
	m.last = max(m.last+1, snowflakeAt(t))
	return strconv.FormatUint(m.last, 10)
}

func snowflakeAt(t time.Time) uint64 {
	return uint64(t.UnixMilli()-discordEpoch) << 22
}

// compareIDs orders snowflakes: of two numbers the longer is the greater.
func compareIDs(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
