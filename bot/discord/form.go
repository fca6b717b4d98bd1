package discord

import (
	"regexp"
	"strings"
)

// Plainness is how little of what it could have a message is sent with. Where
// Discord refuses one for its form, a plainer one may still serve.
type plainness int

const (
	formRich       plainness = iota // components
	formUnpictured                  // components without a picture
	formText                        // text alone
	formUnlinked                    // text without links
)

// in returns the message in a form.
func (m message) in(f plainness) body {
	switch f {
	case formUnpictured:
		m.chart = nil
	case formText:
		return m.plainBody()
	case formUnlinked:
		b := m.plainBody()
		b.Content = unlinked(b.Content)
		return b
	}
	return m.body()
}

// plainer returns the form to try after Discord has refused f with err, and
// whether there is one.
func plainer(f plainness, err error) (plainness, bool) {
	switch {
	case f < formUnlinked && hasCode(err, codeHarmfulLink):
		return formUnlinked, true
	case f < formText && hasCode(err, codeInvalidForm, codeTooLarge, codeFileTooLarge, codeMissingPermissions):
		return formText, true
	}
	return f, false
}

// sendPlainer sends the message, as plainly as Discord wants it. It returns the
// error of the last attempt; refused hears of the ones before.
func (m message) sendPlainer(send func(body) error, refused func(error)) error {
	for f := formRich; ; {
		err := send(m.in(f))
		next, ok := plainer(f, err)
		if !ok {
			return err
		}
		if m.chart != nil && f == formRich && next == formText { // the permission to attach files is one of its own
			next = formUnpictured
		}
		refused(err)
		f = next
	}
}

// maskedLink matches [text](address) as link makes it: neither part holds what
// would end it. Escaped brackets are no link. Address matches <address>.
var (
	maskedLink  = regexp.MustCompile(`(^|[^\\])\[([^\[\]\\]*)\]\([^()\s]*\)`)
	bareAddress = regexp.MustCompile(`<https?://[^>\s]*>`)
)

// unlinked returns markdown of ours without its links.
func unlinked(markdown string) string {
	markdown = maskedLink.ReplaceAllString(markdown, "$1$2")
	return strings.TrimSpace(bareAddress.ReplaceAllString(markdown, ""))
}
