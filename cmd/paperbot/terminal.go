package main

import (
	"cmp"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/term"
)

const (
	// maxWidth is the longest line, in columns: longer ones tire the eye.
	maxWidth = 100
	// minWidth leaves room for a word or two beside the bar of a quote.
	minWidth = 20
	// pipedWidth is the width where there is no terminal to ask.
	pipedWidth = 80
)

// look is what a person may choose about the output for people.
type look struct {
	Width int `placeholder:"COLUMNS" help:"Wrap text at this width, 20 to 1000. Default: the terminal's, at most 100; 80 in a pipe."`
}

// A terminal is what the output for people may rely upon.
type terminal struct {
	width int  // columns
	style bool // it shows bold and faint text
	links bool // it takes OSC 8 links
}

// terminal tells what stdout can show. Only a terminal is sent control
// sequences; NO_COLOR (no-color.org) switches bold and faint text off.
func (p *program) terminal(l look) terminal {
	t := terminal{width: pipedWidth}
	if fd, ok := terminalFD(p.stdout); ok {
		smart := p.getenv("TERM") != "dumb"
		t.style, t.links = smart && p.getenv("NO_COLOR") == "", smart
		if width, _, err := term.GetSize(fd); err == nil && width > 0 {
			t.width = min(width, maxWidth)
		}
	} else if width, err := strconv.Atoi(p.getenv("COLUMNS")); err == nil && width > 0 {
		t.width = min(width, maxWidth)
	}
	t.width = min(max(cmp.Or(l.Width, t.width), minWidth), 1000)
	return t
}

// terminalFD returns the descriptor of a stream that is a terminal.
func terminalFD(stream any) (fd int, ok bool) {
	f, isFile := stream.(*os.File)
	if !isFile {
		return 0, false
	}
	fd = int(f.Fd())
	return fd, term.IsTerminal(fd)
}

// Select Graphic Rendition. Source: ECMA-48, 8.3.117.
const (
	boldOn  = "\x1b[1m"
	faintOn = "\x1b[2m"
	plainOn = "\x1b[22m" // neither bold nor faint
)

func (t terminal) bold(s string) string  { return t.styled(boldOn, s) }
func (t terminal) faint(s string) string { return t.styled(faintOn, s) }

func (t terminal) styled(on, s string) string {
	if !t.style || s == "" {
		return s
	}
	return on + s + plainOn
}

// link makes s lead to an address, where the terminal takes links. Lines of one
// title share an id, so that they light up together.
func (t terminal) link(s, address string) string {
	if !t.links || s == "" {
		return s
	}
	address = printableURL(address)
	return ansi.SetHyperlink(address, "id="+linkID(address)) + s + ansi.ResetHyperlink()
}

// wrap breaks styled text into lines of at most width columns, at blanks and
// hyphens, and within words that are longer. Where bold text goes over the end
// of a line it ends there and begins again on the next, so that what stands
// between the lines stays plain.
func wrap(s string, width int) []string {
	width = max(width, 1)
	// Wrap lets a hyphen stand one column over the end; Hardwrap catches it.
	lines := strings.Split(ansi.Hardwrap(ansi.Wrap(s, width, ""), width, true), "\n")
	open := ""
	for i, line := range lines {
		lines[i] = open + strings.TrimRight(line, " ")
		if at := strings.LastIndex(line, "\x1b["); at >= 0 {
			open = ""
			if sequence := line[at:]; !strings.HasPrefix(sequence, plainOn) {
				open = sequence[:strings.IndexByte(sequence, 'm')+1]
			}
		}
		if open != "" {
			lines[i] += plainOn
		}
	}
	return lines
}

// write writes all of s.
func write(w io.Writer, s string) error {
	_, err := io.WriteString(w, s)
	return err
}
