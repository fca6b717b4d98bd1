// Package picture draws how papers stand as an image for Discord: a bar for each
// paper's score under its title, and beside it, where it is known, a line of how
// the score went. It is made to be read on a phone, in the dark theme.
//
// It draws by itself, with golang.org/x/image for letters and curves: importing
// gonum.org/v1/plot for four shapes made the program half as large again and its
// every start seven milliseconds slower.
package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"sort"
	"strings"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
	"golang.org/x/text/unicode/norm"
)

// A Bar is a paper in the picture.
type Bar struct {
	Title   string
	Score   float64   // not negative
	History []float64 // scores of earlier days, oldest first, today's last; nil for none
}

// Sizes in pixels. Discord shows a picture some 360 points wide on a phone; two
// pixels make a point, for dense screens. 24 pixels are the size of its own small
// print there.
const (
	width      = 720
	margin     = 20
	row        = 80 // title and bar of a paper
	rowGap     = 16 // of which between papers
	barTop     = 36 // below the row's upper edge
	barHeight  = 24
	titleSize  = 24
	scoreSize  = 22
	scoreWidth = 76 // room for "12.3"
	sparkWidth = 168
	sparkGap   = 20
	sparkRise  = 8 // how much higher than a bar a line may go
	lineWidth  = 3
)

// Colours of Discord's dark theme: background of messages' containers, text, its
// quieter text, and the blue that it calls blurple. Text has a contrast of 10:1.
var (
	background = color.RGBA{0x2b, 0x2d, 0x31, 0xff}
	foreground = color.RGBA{0xdb, 0xde, 0xe1, 0xff}
	quiet      = color.RGBA{0xb5, 0xba, 0xc1, 0xff}
	track      = color.RGBA{0x3f, 0x41, 0x47, 0xff}
	accent     = color.RGBA{0x7d, 0x87, 0xf7, 0xff}
)

// Draw returns the picture as PNG.
func Draw(bars []Bar) ([]byte, error) {
	p, err := newPainter(bars)
	if err != nil {
		return nil, fmt.Errorf("draw a picture: %w", err)
	}
	for i, b := range bars {
		p.bar(margin+i*row, i+1, b)
	}
	var out bytes.Buffer
	if err := png.Encode(&out, p.img); err != nil {
		return nil, fmt.Errorf("draw a picture: %w", err)
	}
	return out.Bytes(), nil
}

// A painter draws bars one below the other, on one scale.
type painter struct {
	img          *image.RGBA
	letters      *opentype.Font
	title, score font.Face
	best         float64 // the longest bar's score
	peak         float64 // the highest point of all lines
	end          int     // where bars of that score end
}

func newPainter(bars []Bar) (*painter, error) {
	letters, err := opentype.Parse(goregular.TTF)
	if err != nil {
		return nil, err
	}
	p := &painter{letters: letters, img: image.NewRGBA(image.Rect(0, 0, width, 2*margin+len(bars)*row-rowGap)), end: width - margin - scoreWidth}
	if p.title, err = face(letters, titleSize); err != nil {
		return nil, err
	}
	if p.score, err = face(letters, scoreSize); err != nil {
		return nil, err
	}
	p.fill(p.img.Bounds(), background)
	lines := false
	for _, b := range bars {
		p.best = max(p.best, b.Score)
		lines = lines || len(b.History) > 1
		for _, h := range b.History {
			p.peak = max(p.peak, h)
		}
	}
	if lines {
		p.end -= sparkWidth + sparkGap
	}
	return p, nil
}

// face returns letters of a size in pixels.
func face(letters *opentype.Font, size float64) (font.Face, error) {
	const pixelIsPoint = 72 // dots an inch
	return opentype.NewFace(letters, &opentype.FaceOptions{Size: size, DPI: pixelIsPoint, Hinting: font.HintingFull})
}

// bar draws a paper whose upper edge is y.
func (p *painter) bar(y, rank int, b Bar) {
	p.write(margin, y+titleSize, p.title, foreground, p.fitted(strings.TrimSpace(fmt.Sprintf("%d. %s", rank, p.drawable(b.Title)))))
	top, bottom := y+barTop, y+barTop+barHeight
	p.fill(image.Rect(margin, top, p.end, bottom), track)
	if p.best > 0 {
		length := int(math.Round(b.Score / p.best * float64(p.end-margin)))
		p.fill(image.Rect(margin, top, margin+length, bottom), accent)
	}
	p.write(p.end+12, bottom-4, p.score, quiet, fmt.Sprintf("%.1f", b.Score))
	if len(b.History) > 1 && p.peak > 0 {
		p.line(bottom, b.History)
	}
}

func (p *painter) fill(r image.Rectangle, c color.Color) {
	draw.Draw(p.img, r, image.NewUniform(c), image.Point{}, draw.Src)
}

func (p *painter) write(x, y int, f font.Face, c color.Color, text string) {
	d := font.Drawer{Dst: p.img, Src: image.NewUniform(c), Face: f, Dot: fixed.P(x, y)}
	d.DrawString(text)
}

// line draws a history at the right, all on one scale.
func (p *painter) line(bottom int, history []float64) {
	left := width - margin - sparkWidth
	p.fill(image.Rect(left, bottom-1, left+sparkWidth, bottom+1), track)
	at := func(i int) (x, y float64) {
		return float64(left) + float64(sparkWidth*i)/float64(len(history)-1),
			float64(bottom) - history[i]/p.peak*(barHeight+sparkRise)
	}
	strokes := vector.NewRasterizer(width, p.img.Bounds().Dy())
	for i := range history[1:] {
		x0, y0 := at(i)
		x1, y1 := at(i + 1)
		stroke(strokes, x0, y0, x1, y1)
	}
	strokes.Draw(p.img, p.img.Bounds(), image.NewUniform(accent), image.Point{})
}

// stroke adds a straight line with square ends, which hide the bends.
func stroke(r *vector.Rasterizer, x0, y0, x1, y1 float64) {
	scale := lineWidth / 2.0 / math.Hypot(x1-x0, y1-y0)
	dx, dy := (x1-x0)*scale, (y1-y0)*scale
	x0, y0, x1, y1 = x0-dx, y0-dy, x1+dx, y1+dy
	r.MoveTo(float32(x0-dy), float32(y0+dx))
	r.LineTo(float32(x1-dy), float32(y1+dx))
	r.LineTo(float32(x1+dy), float32(y1-dx))
	r.LineTo(float32(x0+dy), float32(y0-dx))
	r.ClosePath()
}

// drawable returns a title as it can be drawn. The font has Latin, Greek and
// Cyrillic letters; one for the tens of thousands of Chinese and Japanese ones
// would be as large as the program, and half a title says something else than the
// whole. So a title with other letters is left to the text above the picture,
// where it has the same number. Emoji and the like are left out of a title.
func (p *painter) drawable(title string) string {
	var drawn strings.Builder
	for _, r := range norm.NFC.String(title) {
		as := string(r)
		if !p.hasAll(as) {
			as = norm.NFKC.String(as) // of ligatures and mathematical letters, plain ones
		}
		switch {
		case p.hasAll(as):
			drawn.WriteString(as)
		case unicode.In(r, unicode.L, unicode.N):
			return ""
		}
	}
	return strings.Join(strings.Fields(drawn.String()), " ")
}

// hasAll tells whether the font has all characters of a text.
func (p *painter) hasAll(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		glyph, err := p.letters.GlyphIndex(nil, r)
		return !unicode.IsSpace(r) && (err != nil || glyph == 0 || unicode.IsControl(r))
	})
}

// fitted cuts a title to the width of the picture.
func (p *painter) fitted(title string) string {
	room := fixed.I(width - 2*margin)
	if font.MeasureString(p.title, title) <= room {
		return title
	}
	letters := []rune(title)
	n := sort.Search(len(letters), func(n int) bool {
		return font.MeasureString(p.title, string(letters[:n+1])+"…") > room
	})
	return strings.TrimSpace(string(letters[:n])) + "…"
}
