package discordtest

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"
)

// A Suite is a package's tests, run so that no wrong request body goes
// unnoticed, not even one whose violation a test took:
//
//	func TestMain(m *testing.M) { os.Exit(discordtest.Suite{M: m}.Run()) }
//
// It also prints how many bodies all Discords of the process were sent.
type Suite struct {
	M interface{ Run() int } // the *testing.M
	// Wrong says that some tests send wrong bodies on purpose.
	Wrong bool
	// Out is where the count goes; default: standard output, which go test shows
	// with -v.
	Out io.Writer
}

// Run runs the tests and returns the exit status.
func (s Suite) Run() int {
	status := s.M.Run()
	out := s.Out
	if out == nil {
		out = os.Stdout
	}
	bodies, described, wrong := suite.bodies.Load(), suite.described.Load(), suite.wrong.Load()
	fmt.Fprintf(out, "request bodies: %d, %d of them checked against Discord's description, %d wrong\n", bodies, described, wrong)
	if wrong > 0 && !s.Wrong && status == 0 {
		fmt.Fprintln(out, "FAIL: no test of this package may send a wrong body")
		return 1
	}
	return status
}

// suite counts over all Discords of the process, since only the end of all
// tests can tell that none was sent a wrong body.
var suite tally

type tally struct{ bodies, described, wrong atomic.Int64 }

func (t *tally) count(c *call, described bool) {
	if len(c.rec.Body) == 0 && len(c.wrong) == 0 {
		return
	}
	t.bodies.Add(1)
	if described {
		t.described.Add(1)
	}
	if len(c.wrong) > 0 {
		t.wrong.Add(1)
	}
}
