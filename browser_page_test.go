package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// startDemo runs `till demo` in this process until the test ends, and returns
// its page's address.
func startDemo(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	said, out := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- run(ctx, []string{"demo"}, func(string) string { return "" }, out, t.Output())
		_ = out.Close()
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the demo did not end well: %v", err)
		}
	})
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+\S*`)
	for lines := bufio.NewScanner(said); lines.Scan(); {
		if found := address.FindString(lines.Text()); found != "" {
			go func() { _, _ = io.Copy(io.Discard, said) }()
			return found
		}
	}
	t.Fatal("the demo told no address")
	return ""
}

// browser is a tab with the demo's page.
type browser struct {
	t      *testing.T
	ctx    context.Context //nolint:containedctx // chromedp keeps the tab in it
	folder string          // of the screenshots
}

// eyes finds what a person finds: by what it is called, in the place where it
// is looked for, and only if it can be seen. The newest comes last in a chat,
// so the last one of a name is meant.
const eyes = `window.eyes = {
	screen: (who) => document.querySelector('section[aria-label="' + who + "'s screen" + '"]'),
	log: (who) => eyes.screen(who)?.querySelector('[role=log]'),
	newest: (who) => [...eyes.log(who)?.querySelectorAll('article[data-id]') ?? []].at(-1),
	card: (who) => [...eyes.log(who)?.querySelectorAll('article[data-id]') ?? []].filter((e) => /Shipping.*Total/s.test(e.innerText)).at(-1),
	page: (who) => eyes.screen(who)?.querySelector('iframe')?.contentDocument?.body,
	form: () => document.querySelector('dialog[open]'),
	tabs: () => document.querySelector('[role=tablist]'),
	document: () => document.body,
	text: (root) => (root?.innerText ?? '').replace(/\s+/g, ' '),
	called: (e) => (e.getAttribute('aria-label') || [...e.labels ?? []].map((l) => l.innerText).join() || e.innerText || '').trim(),
	named: (root, name) => {
		const all = [...root?.querySelectorAll('button, a[href], input, textarea, select, [role=tab]') ?? []].filter((e) => e.getClientRects().length > 0);
		return all.filter((e) => eyes.called(e) === name).at(-1) ?? all.filter((e) => eyes.called(e).startsWith(name)).at(-1);
	},
	focus: (who) => eyes.screen(who)?.contains(document.activeElement) ? document.activeElement : null,
	active: (who) => document.getElementById(eyes.focus(who)?.getAttribute('aria-activedescendant')),
	// Where to click: the middle of what can take a click and was there already when looked at before.
	spot: (e) => {
		if (!e || e.disabled || e.getAttribute('aria-busy')) return null;
		e.scrollIntoView({block: 'nearest'});
		const r = e.getBoundingClientRect();
		let [x, y] = [r.x + r.width / 2, r.y + r.height / 2];
		const hit = e.ownerDocument.elementFromPoint(x, y);
		if (!hit || !e.contains(hit) && !hit.contains(e) && ![...e.labels ?? []].some((l) => l.contains(hit))) return null;
		const frame = e.ownerDocument.defaultView.frameElement;
		if (frame) {
			const f = frame.getBoundingClientRect();
			[x, y] = [x + f.x + frame.clientLeft, y + f.y + frame.clientTop];
			if (document.elementFromPoint(x, y) !== frame) return null;
		}
		const at = x + ' ' + y;
		if (e.eyesAt !== at) { e.eyesAt = at; return null; }
		eyes.took = false;
		e.addEventListener('click', () => { eyes.took = true; }, {once: true, capture: true});
		return {x, y};
	},
	box: (e) => {
		e?.scrollIntoView({block: 'nearest'});
		const r = e?.getBoundingClientRect();
		return r && {x: r.x, y: r.y, width: r.width, height: r.height, scale: 2};
	},
	// Whatever can be scrolled sideways.
	sideways: () => [document, ...[...document.querySelectorAll('iframe')].map((f) => f.contentDocument)].flatMap((d) =>
		[d.scrollingElement, ...d.querySelectorAll('main, section, dialog, [role=log]')]
			.filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0)
			.map((e) => e.tagName + '.' + e.className + ' ' + e.scrollWidth + ' > ' + e.clientWidth)).join('; '),
};`

// openBrowser opens the page at an address, in a browser with a profile of its
// own that chromedp removes. What must never happen there fails the test: an
// error in the console, a request that leaves the page's origin.
func openBrowser(t *testing.T, chromium, address string) *browser {
	t.Helper()
	folder := os.Getenv("TILL_SCREENSHOTS")
	if folder == "" {
		folder = t.TempDir()
	} else if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	bound, cancelBound := context.WithCancel(context.WithoutCancel(t.Context()))
	if end, limited := t.Deadline(); limited { // it ends in time to say what it waits for
		bound, cancelBound = context.WithDeadline(bound, end.Add(-20*time.Second))
	}
	allocator, cancelAllocator := chromedp.NewExecAllocator(bound, append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Env("TZ=UTC"))...)
	ctx, cancelTab := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		cancelTab()
		cancelAllocator()
		cancelBound()
	})
	b := &browser{t: t, ctx: ctx, folder: folder}
	if err := chromedp.Listen(ctx, func(event any) {
		if sent, ok := event.(*network.EventRequestWillBeSent); ok && !within(sent.Request.URL, address) {
			t.Errorf("a request left the page's origin: %s", sent.Request.URL)
		}
	}); err != nil {
		t.Fatalf("no browser: %v", err)
	}
	messages := chromedp.Console(ctx)
	read := make(chan struct{})
	go func() {
		defer close(read)
		for m, err := range messages {
			if err == nil && (m.Type == chromedp.ConsoleError || m.IsException()) {
				t.Errorf("the console says %s (%s:%d)", m, m.URL, m.Line)
			}
		}
	}()
	t.Cleanup(func() {
		cancelTab()
		<-read
	})
	if _, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: eyes}); err != nil {
		t.Fatal(err)
	}
	b.width(1400)
	b.light(false)
	b.do("open the page", chromedp.Navigate(address))
	return b
}

// within reports whether a request stays with the page's own origin.
func within(url, address string) bool {
	return strings.HasPrefix(url, strings.TrimRight(address, "/")+"/") ||
		strings.HasPrefix(url, "data:") || strings.HasPrefix(url, "blob:") || strings.HasPrefix(url, "about:")
}

// do does things.
func (b *browser) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.fail(what, err)
	}
}

// fail ends the test with what was wanted and what the page shows, and keeps a
// picture of it.
func (b *browser) fail(what string, err error) {
	b.t.Helper()
	picture, _ := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	_ = os.WriteFile(filepath.Join(b.folder, "failed.png"), picture, 0o600)
	seen, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string]("document.body.innerText"))
	b.t.Fatalf("%s: %v\nThe page shows:\n%s", what, err, seen)
}

// until waits for an expression to become true and returns its value.
func until[T any](b *browser, what, expression string) T {
	b.t.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Poll[T](expression))
	if err != nil {
		b.fail(what, err)
	}
	return value
}

// js is a value as JavaScript.
func js(value string) string {
	text, _ := json.Marshal(value)
	return string(text)
}

// press presses keys, as a person would who looks where the focus is.
func (b *browser) press(keys string) {
	b.t.Helper()
	b.do("press "+keys, chromedp.KeyEvent(keys))
}

// click clicks on what has a name in one of the places that belong to nobody.
func (b *browser) click(place, name string) {
	b.t.Helper()
	b.clickOn(fmt.Sprintf("eyes.%s()", place), name)
}

// clickOn clicks on what has a name; again, if it moved away under the mouse.
func (b *browser) clickOn(root, name string) {
	b.t.Helper()
	for took := false; !took; {
		at := until[struct{ X, Y float64 }](b, "find "+name, fmt.Sprintf("eyes.spot(eyes.named(%s, %s))", root, js(name)))
		b.do("click on "+name, chromedp.MouseClickXY(at.X, at.Y))
		var err error
		if took, err = chromedp.Run(b.ctx, chromedp.Evaluate[bool]("eyes.took")); err != nil {
			b.fail("click on "+name, err)
		}
	}
}

// fillIn types into a field of the open form.
func (b *browser) fillIn(field, text string) {
	b.t.Helper()
	b.click("form", field)
	until[bool](b, "write into "+field, fmt.Sprintf("document.activeElement === eyes.named(eyes.form(), %s)", js(field)))
	b.do("clear "+field, chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)), chromedp.KeyEvent(kb.Delete))
	b.press(text)
}

// light makes the person's system light or dark.
func (b *browser) light(on bool) {
	b.t.Helper()
	scheme := map[bool]string{true: "light", false: "dark"}[on]
	params := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, params); err != nil {
		b.fail("make it "+scheme, err)
	}
}

// width makes the window a desktop's, or a phone's if it is narrow.
func (b *browser) width(width int64) {
	b.t.Helper()
	if width > 600 {
		b.do("widen the window", chromedp.EmulateViewport(width, 900))
		return
	}
	b.do("take a phone", chromedp.EmulateViewport(width, 740, chromedp.EmulateScale(2)))
}

// phone looks at a person's screen on a phone, dark and light: nothing may be
// wider. An open form covers both screens, and nobody's is named.
func (b *browser) phone(name, who string) {
	b.t.Helper()
	b.width(360)
	until[bool](b, "see it on a phone", "innerWidth === 360 && document.body.clientWidth <= 360")
	if who != "" {
		b.click("tabs", who)
		until[bool](b, "see "+who, fmt.Sprintf("eyes.screen(%s).getClientRects().length > 0", js(who)))
	}
	wide, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("eyes.sideways()"))
	if err != nil {
		b.fail("look at the width", err)
	}
	if wide != "" {
		b.t.Errorf("%s scrolls sideways at 360 px: %s", name, wide)
	}
	b.shots(name)
	b.width(1400)
}

// shots keeps the window dark and light.
func (b *browser) shots(name string) {
	b.t.Helper()
	b.shot(name)
	b.light(true)
	b.shot(name + "-light")
	b.light(false)
}

// shot keeps what the window shows as NAME.png.
func (b *browser) shot(name string) {
	b.t.Helper()
	b.keep(name, chromedp.CaptureScreenshot())
}

// shotOf keeps what an element shows.
func (b *browser) shotOf(element, name string) {
	b.t.Helper()
	clip := until[page.Viewport](b, "see "+name, fmt.Sprintf("eyes.box(%s)", element))
	b.keep(name, func(ctx context.Context, t *chromedp.Target) ([]byte, error) {
		r, err := cdp.Call(ctx, t, page.CaptureScreenshot, page.CaptureScreenshotParams{Clip: &clip})
		return r.Data, err
	})
}

// keep takes the picture when nothing moves any more and the mouse is out of the way.
func (b *browser) keep(name string, take chromedp.Action[[]byte]) {
	b.t.Helper()
	b.do("move the mouse away", chromedp.MouseEvent(chromedp.MouseMoved, 1, 1))
	until[bool](b, "see the page at rest",
		"!document.querySelector('#toasts > *') && document.getAnimations().every((a) => a.playState !== 'running' || a.effect.getTiming().iterations === Infinity)")
	picture, err := chromedp.Run(b.ctx, take)
	if err == nil {
		err = os.WriteFile(filepath.Join(b.folder, name+".png"), picture, 0o600)
	}
	if err != nil {
		b.t.Fatalf("keep the picture %s: %v", name, err)
	}
}

// screen is one person's side of the page. Its places: log (the chat), newest
// (the last message in it) and page (Stripe's, opened over the chat).
type screen struct {
	*browser
	who string
}

func (s screen) element(place string) string { return fmt.Sprintf("eyes.%s(%s)", place, js(s.who)) }

// waitFor waits for words.
func (s screen) waitFor(place, words string) {
	s.t.Helper()
	until[bool](s.browser, fmt.Sprintf("%s sees %q (%s)", s.who, words, place),
		fmt.Sprintf("eyes.text(%s).includes(%s)", s.element(place), js(words)))
}

// click clicks on what has a name.
func (s screen) click(place, name string) {
	s.t.Helper()
	s.clickOn(s.element(place), name)
}

// say sends a message.
func (s screen) say(text string) {
	s.t.Helper()
	s.clickOn(s.element("screen"), "Message")
	s.ready("Message")
	s.press(text + kb.Enter)
}

// pick begins a slash command from the picker, by keyboard.
func (s screen) pick(command string) {
	s.t.Helper()
	s.clickOn(s.element("screen"), "Message")
	s.ready("Message")
	s.press(command)
	s.choose(command)
}

// option fills in the option that has the focus.
func (s screen) option(name, value string) {
	s.t.Helper()
	s.ready(name)
	s.press(value)
}

// more adds an option.
func (s screen) more(name string) {
	s.t.Helper()
	s.ready("More options")
	s.press(name)
	s.choose(name)
}

// ready waits until what has a name has the focus.
func (s screen) ready(name string) {
	s.t.Helper()
	until[bool](s.browser, fmt.Sprintf("%s is at %s", s.who, name),
		fmt.Sprintf("eyes.called(%s ?? document.body).startsWith(%s)", s.element("focus"), js(name)))
}

// choose takes the suggestion that is marked, once it is the wanted one.
func (s screen) choose(name string) {
	s.t.Helper()
	until[bool](s.browser, fmt.Sprintf("%s is offered %s", s.who, name),
		fmt.Sprintf("eyes.text(%s).includes(%s)", s.element("active"), js(name)))
	s.press(kb.Enter)
}
