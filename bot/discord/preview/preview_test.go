package preview

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

// draw returns the page for one body.
func draw(t *testing.T, body string) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, []Message{{Name: "A message", Body: json.RawMessage(body)}}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWrite(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body string
		want       []string
	}{
		{"content", `{"content":"**a** <@1>"}`, []string{`<strong>a</strong> <span class="mention">@1</span>`}},
		{"nothing is executed", `{"content":"<script>x</script> [a](javascript:x)"}`, []string{
			`&lt;script&gt;x&lt;/script&gt;`, `<a href="#ZgotmplZ">a</a>`,
		}},
		{"private", `{"flags":32832,"components":[]}`, []string{"Only you can see this"}},
		{"container", `{"components":[{"type":17,"accent_color":255,"components":[{"type":10,"content":"a\n-# b"}]}]}`, []string{
			`style="border-left-color: #0000ff"`, `<div class="text">a` + "\n" + `<div class="subtext">b</div></div>`,
		}},
		{"section", `{"components":[{"type":9,"components":[{"type":10,"content":"a"}],"accessory":{"type":2,"style":5,"label":"Open","url":"https://a.org"}}]}`,
			[]string{`<div class="section">`, `<a class="button secondary" href="https://a.org"><span>Open</span> <span>↗</span></a>`}},
		{"row", `{"components":[{"type":1,"components":[{"type":2,"style":1,"label":"<b>","custom_id":"x"},{"type":2,"style":2,"emoji":{"name":"👍"},"disabled":true}]}]}`,
			[]string{`<span class="button primary"><span>&lt;b&gt;</span></span>`, `<span class="button secondary disabled"><span>👍</span></span>`}},
		{"menu", `{"components":[{"type":1,"components":[{"type":3,"placeholder":"Choose","options":[{"label":"a","description":"b"}]}]}]}`,
			[]string{`<summary>Choose</summary><div class="option">a<small>b</small></div>`}},
		{"separator", `{"components":[{"type":14},{"type":14,"divider":false,"spacing":2}]}`,
			[]string{`<div class="separator"></div>`, `<div class="separator blank large"></div>`}},
		{"unknown", `{"components":[{"type":99}]}`, []string{`a component of type 99`}},
		{"blocks", `{"content":"# a\n> b\n- c\n` + "```d```" + `"}`, []string{
			`<div class="h1">a</div>`, `<div class="quote"><div>b</div></div>`, `<div class="item"><span>•</span><div>c</div></div>`, `<pre>d</pre>`,
		}},
		{"inline", `{"content":"*a* __b__ ~~c~~ ||d|| ` + "`e`" + ` https://f.org <https://g.org> :h: <t:0:f> <t:0:t>"}`, []string{
			`<em>a</em> <u>b</u> <s>c</s> <span class="spoiler">d</span> <code>e</code> <a href="https://f.org">https://f.org</a> ` +
				`<a href="https://g.org">https://g.org</a> :h: <span class="time">1 January 1970 00:00</span> <span class="time">00:00</span>`,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			page := draw(t, tt.body)
			for _, want := range tt.want {
				if strings.Count(page, want) != 2 { // for a phone and a desktop
					t.Errorf("not twice %q in:\n%s", want, page[strings.Index(page, "<h2"):])
				}
			}
		})
	}
}

func TestWriteNamesTheMessageThatIsNoJSON(t *testing.T) {
	t.Parallel()
	err := Write(&strings.Builder{}, []Message{{Name: "broken", Body: json.RawMessage(`{`)}})
	var syntax *json.SyntaxError
	if err == nil || !errors.As(err, &syntax) || !strings.Contains(err.Error(), "broken") {
		t.Errorf("error %v", err)
	}
}

func TestPageNeedsNothingElse(t *testing.T) {
	t.Parallel()
	page := draw(t, `{"content":"a"}`)
	for _, part := range []string{"<script", "<img", "<link", "url(", "@import", "src="} {
		if strings.Contains(page, part) {
			t.Errorf("%q in the page", part)
		}
	}
}
