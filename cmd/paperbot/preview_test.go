package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/png" // decodes screenshots
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestPreviewWritesAPage(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "messages.html")
	written := readPage(t, file)
	for _, want := range []string{"<!doctype html>", "how should LoRA adapters be initialised?", "digest of 10 papers", "strange papers"} {
		if !strings.Contains(written, want) {
			t.Errorf("no %q in the page", want)
		}
	}
	if strings.Contains(written, "a component of type") {
		t.Error("a component that the preview cannot draw")
	}
}

func readPage(t *testing.T, file string) string {
	t.Helper()
	var stderr bytes.Buffer
	p := &program{stdin: strings.NewReader(""), stdout: &bytes.Buffer{}, stderr: &stderr, getenv: func(string) string { return "" }}
	if status := run(t.Context(), []string{"preview", "--html", file}, p); status != 0 {
		t.Fatalf("status %d: %s", status, &stderr)
	}
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// measure is what a browser is asked about the page: its height, and what sticks
// out of the frame of a phone or desktop.
const measure = `<script>
const out = [];
for (const frame of document.querySelectorAll(".frame")) {
	const edge = frame.getBoundingClientRect().right;
	for (const e of frame.querySelectorAll("*"))
		if (e.getBoundingClientRect().right > edge) out.push(frame.className + ": " + e.className + " " + e.textContent.slice(0, 60));
}
document.body.innerHTML = "<p id=height>" + document.documentElement.scrollHeight + "</p>";
for (const words of out) { const p = document.createElement("p"); p.textContent = words; p.className = "out"; document.body.append(p); }
</script>`

const pageWidth = 1240 // both frames side by side

// TestScreenshot looks at the messages in a browser: at the width of a phone
// nothing sticks out, and the picture is one of messages. PAPERBOT_SCREENSHOT names
// the file for the picture; without it the test, which takes seconds, is skipped.
func TestScreenshot(t *testing.T) {
	t.Parallel()
	picture := os.Getenv("PAPERBOT_SCREENSHOT")
	if picture == "" {
		t.Skip("PAPERBOT_SCREENSHOT is not set: appearance is not looked at")
	}
	browser := chromium(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "messages.html")
	page := readPage(t, file)
	measured := filepath.Join(dir, "measured.html")
	if err := os.WriteFile(measured, []byte(strings.Replace(page, "</html>", measure+"</html>", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	answer := browse(t, browser, dir, fmt.Sprintf("--window-size=%d,1000", pageWidth), "--dump-dom", "file://"+measured)
	for _, found := range regexp.MustCompile(`class="out">([^<]*)`).FindAllStringSubmatch(answer, -1) {
		t.Errorf("out of its frame: %s", found[1])
	}
	height := regexp.MustCompile(`id="height">(\d+)`).FindStringSubmatch(answer)
	if height == nil {
		t.Fatalf("no height in %.300s", answer)
	}
	browse(t, browser, dir, fmt.Sprintf("--window-size=%d,%s", pageWidth, height[1]), "--screenshot="+picture, "file://"+file)
	checkPicture(t, picture)
}

// checkPicture checks that a picture has the bot's colour all along its height.
func checkPicture(t *testing.T, file string) {
	t.Helper()
	opened, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	picture, _, err := image.Decode(opened)
	if err != nil {
		t.Fatal(err)
	}
	size := picture.Bounds()
	if size.Dx() != pageWidth {
		t.Errorf("the picture is %d wide, want %d", size.Dx(), pageWidth)
	}
	const strips = 10
	for strip := range strips {
		found := false
		for y := strip * size.Dy() / strips; y < (strip+1)*size.Dy()/strips && !found; y++ {
			for x := range pageWidth {
				found = found || color.RGBAModel.Convert(picture.At(x, y)) == color.RGBA{0xb3, 0x31, 0x2c, 0xff}
			}
		}
		if !found {
			t.Errorf("no message in part %d of %d of the picture", strip+1, strips)
		}
	}
}

// chromium returns the path of a browser.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("PAPERBOT_SCREENSHOT is set, but there is no chromium")
	return ""
}

// browse runs the browser without a window and returns what it prints.
func browse(t *testing.T, browser, dir string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	fixed := []string{"--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--user-data-dir=" + filepath.Join(dir, "profile")}
	out, err := exec.CommandContext(ctx, browser, append(fixed, args...)...).Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("%v: %s", err, exit.Stderr)
		}
		t.Fatal(err)
	}
	return string(out)
}
