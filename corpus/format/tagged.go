package format

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// What RIS, nbib, ISI and refer have in common: records of lines, each a tag and
// a value, that go on in lines without a tag.

// A tagged is one record: the values of each tag in their order.
type tagged map[string][]string

// first returns the first value of the first of the tags that has one.
func (t tagged) first(tags ...string) string {
	for _, tag := range tags {
		for _, value := range t[tag] {
			if value != "" {
				return value
			}
		}
	}
	return ""
}

// all returns the values of all the tags.
func (t tagged) all(tags ...string) []string {
	var values []string
	for _, tag := range tags {
		values = append(values, t[tag]...)
	}
	return values
}

// A dialect is one of the formats.
type dialect struct {
	tag     func(line string) (tag, value string, ok bool)
	begins  string // tag that begins a record; "" if any does after its end
	ends    string // tag that ends one; "" if a blank line does
	joins   string // what stands between a value's lines
	read    func(tagged) (draft, error)
	ignored map[string]bool // tags that stand outside of records
}

// split cuts a text into records and yields them.
func (d *dialect) split(s *source, yield func(found) bool) error {
	c := &tagCutter{dialect: d, yield: yield}
	var buf []byte
	for !c.stopped {
		text, number, long, err := s.readLine(buf)
		if err != nil {
			c.flush()
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		if buf = text; long {
			c.fault(number, ErrLongLine)
			continue
		}
		c.line(strings.ToValidUTF8(string(bytes.TrimRight(text, " \t")), ""), number)
	}
	return nil
}

// A tagCutter collects the lines of a record.
type tagCutter struct {
	*dialect
	yield   func(found) bool
	stopped bool
	record  tagged // nil outside of one
	start   int    // its line
	size    int    // bytes of it
	err     error  // what is wrong with it
	last    string // tag of the line before
}

func (c *tagCutter) line(text string, number int) {
	tag, value, ok := c.tag(text)
	switch {
	case !ok && c.ends == "" && strings.TrimSpace(text) == "":
		c.flush()
	case !ok:
		c.goOn(text)
	case c.ends != "" && tag == c.ends:
		c.flush()
	case c.record == nil && c.ignored[tag]:
	case tag == c.begins, c.record == nil:
		c.flush()
		c.record, c.start = tagged{}, number
		c.add(tag, value)
	default:
		c.add(tag, value)
	}
}

func (c *tagCutter) add(tag, value string) {
	if c.size += len(value); c.size > maxRecord {
		c.err = ErrLongRecord
		return
	}
	c.record[tag] = append(c.record[tag], value)
	c.last = tag
}

// goOn adds a line without a tag to the value before it.
func (c *tagCutter) goOn(text string) {
	if c.record == nil || c.last == "" || strings.TrimSpace(text) == "" {
		return
	}
	if c.size += len(text); c.size > maxRecord {
		c.err = ErrLongRecord
		return
	}
	values := c.record[c.last]
	values[len(values)-1] += c.joins + strings.TrimSpace(text)
}

// fault marks the record as lost; outside of one it is a fault of its own.
func (c *tagCutter) fault(line int, err error) {
	if c.record != nil {
		c.err = err
		return
	}
	c.stopped = !c.yield(bad(line, 0, err))
}

// flush yields the record, if there is one.
func (c *tagCutter) flush() {
	record, err, read := c.record, c.err, c.read
	start := c.start
	c.record, c.err, c.size, c.last = nil, nil, 0, ""
	if record == nil || c.stopped {
		return
	}
	f := found{line: start, read: func() (draft, error) { return read(record) }}
	if err != nil {
		f = bad(start, 0, err)
	}
	c.stopped = !c.yield(f)
}

// anyLine tells whether one of the first lines fits.
func anyLine(head []byte, fits func(string) bool) bool {
	for line := range strings.Lines(string(head[:min(len(head), 16<<10)])) {
		if fits(strings.TrimRight(line, " \t\r\n")) {
			return true
		}
	}
	return false
}
