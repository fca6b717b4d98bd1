package index

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"paperbot/retrieval/analysis"
)

// killedFolder is the environment variable that makes the test binary the victim of
// TestKilled: it updates the index in that folder until it is killed.
const killedFolder = "PAPERBOT_TEST_KILLED_FOLDER"

// updateOf returns the update of a mark: new documents, revised ones, some gone.
func updateOf(mark int64) Update {
	u := put(mark, doc(fmt.Sprint(mark), "LoRA", fmt.Sprint("adapters ", mark)), doc(fmt.Sprint("revised", mark%5), "revised", fmt.Sprint(mark)))
	if mark%3 == 0 {
		u.Gone = []string{fmt.Sprint(mark / 2)}
	}
	return u
}

// documentsAt returns what the updates up to a mark leave.
func documentsAt(mark int64) map[string]Document {
	docs := make(map[string]Document)
	for m := int64(1); m <= mark; m++ {
		u := updateOf(m)
		for _, id := range u.Gone {
			delete(docs, id)
		}
		for d := range u.Put {
			docs[d.ID] = d
		}
	}
	return docs
}

// TestKilled kills a process that updates an index and merges, at random, again and
// again: the index has what was acknowledged, and no part of an update.
func TestKilled(t *testing.T) {
	if path := os.Getenv(killedFolder); path != "" {
		updateForever(path)
	}
	t.Parallel()
	kills := 8
	if n, err := strconv.Atoi(os.Getenv("PAPERBOT_KILLS")); err == nil {
		kills = n
	}
	path := t.TempDir()
	create(t, path).Close()
	updates := int64(0)
	for i := range kills {
		told := killUpdating(t, path)
		d, err := OpenDirectory(path, analysis.New(), DirectoryConfig{})
		if err != nil {
			t.Fatalf("kill %d: %v", i, err)
		}
		if d.Mark() != told && d.Mark() != told+1 {
			t.Fatalf("kill %d: the index is that of update %d, acknowledged is %d", i, d.Mark(), told)
		}
		updates = d.Mark()
		if diff := cmp.Diff(stateOf(documentsAt(d.Mark()), d.Mark()), state(d.Snapshot(), d.Mark())); diff != "" {
			t.Fatalf("kill %d: %s", i, diff)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d kills in the middle of %d updates", kills, updates)
}

// killUpdating lets a process update the index for a while, kills it, and returns
// the last update that it acknowledged.
func killUpdating(t *testing.T, path string) (told int64) {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^TestKilled$")
	c.Env = append(os.Environ(), killedFolder+"="+path)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for first := true; lines.Scan(); first = false {
		if told, err = strconv.ParseInt(lines.Text(), 10, 64); err != nil {
			break // the victim failed, and says so
		}
		if first {
			time.AfterFunc(time.Duration(rand.IntN(250))*time.Millisecond, func() { c.Process.Kill() })
		}
	}
	if err != nil {
		c.Process.Kill()
		t.Fatalf("the process says %q", lines.Text())
	}
	c.Wait()
	return told
}

// updateForever updates an index and acknowledges each update in a line.
func updateForever(path string) {
	d, err := OpenDirectory(path, analysis.New(), DirectoryConfig{})
	for mark := int64(0); err == nil; {
		mark = max(mark, d.Mark())
		fmt.Println(mark)
		mark++
		err = d.Update(context.Background(), updateOf(mark))
	}
	fmt.Println(err)
	os.Exit(1)
}
