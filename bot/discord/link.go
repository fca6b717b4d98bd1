package discord

import (
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"
)

// maxLinkURL is the longest address put behind a title: addresses count into
// the text of the message, and a link button takes no more than 512.
const maxLinkURL = 512

// linkLookalikes replaces what is active inside the text of a masked link,
// where a backslash would be shown instead of obeyed.
var linkLookalikes = strings.NewReplacer(
	`\`, "∖", "*", "∗", "_", "＿", "~", "∼", "`", "ˋ", "|", "ǀ",
	"[", "(", "]", ")", "<", "‹", ">", "›", "@", "＠", "#", "＃",
)

// linkText returns text for the inside of [ ]. Text that looks like an address
// makes Discord print the link as it is written, and :names: may become emoji,
// which break it: such colons are parted from what follows.
func linkText(text string) string {
	text = linkLookalikes.Replace(plain(text))
	var b strings.Builder
	b.Grow(len(text))
	for i := range len(text) {
		b.WriteByte(text[i])
		if text[i] == ':' && i+1 < len(text) && continuesColon(text[i+1]) {
			b.WriteString(zeroWidthSpace)
		}
	}
	return b.String()
}

// link returns a masked link, or the text alone, escaped, where the address
// cannot be linked.
func link(text, address string) string {
	target, ok := linkURL(address)
	if !ok || linkText(text) == "" {
		return escape(plain(text))
	}
	return "[" + linkText(text) + "](" + target + ")"
}

// linkURL returns an http or https address with everything percent-encoded
// that could end the ( ) of a link or act as markdown around it, and whether
// there is one that is short enough.
func linkURL(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", false
	}
	var b strings.Builder
	b.Grow(len(address))
	for _, c := range []byte(address) {
		if c <= ' ' || c >= utf8.RuneSelf || c == 0x7f || strings.IndexByte("()<>\"\\^`{|}*[]@", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String(), b.Len() <= maxLinkURL
}
