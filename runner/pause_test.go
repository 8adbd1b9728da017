package runner

import (
	"testing"
	"time"

	"golang.org/x/net/http2"
)

// A wait that is longer than can be counted is long, and not none.
func TestWaitsThatNobodyCanCount(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]time.Duration{
		"2":                        2 * time.Second,
		"-2":                       0,
		"10000000000":              1<<31*time.Second - time.Second,
		"9223372036854775807":      1<<31*time.Second - time.Second,
		"99999999999999999999999":  1<<31*time.Second - time.Second,
		"-99999999999999999999999": 0,
		"soon":                     time.Second,
	} {
		x := &Exchange{Status: 429, Header: []Field{{"Retry-After", value}}}
		if wait, ok := retryAfter(x); !ok || wait != want {
			t.Errorf("%s: %v, %v; want %v", value, wait, ok, want)
		}
	}
}

// What is too much over HTTP/2 is said by the end of a stream or of the connection, and
// gives the server a moment, as a 429 does. Other ends do not.
func TestACallForCalmPausesTheRun(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		say  func(*frames)
		calm bool
	}{
		"stream":     {func(f *frames) { f.WriteRSTStream(1, http2.ErrCodeEnhanceYourCalm) }, true},
		"connection": {func(f *frames) { f.WriteGoAway(0, http2.ErrCodeEnhanceYourCalm, nil) }, true},
		"429":        {func(f *frames) { f.header(true, ":status", "429") }, true},
		"refused":    {func(f *frames) { f.WriteRSTStream(1, http2.ErrCodeRefusedStream) }, false},
		"reset":      {func(f *frames) { f.WriteRSTStream(1, http2.ErrCodeInternal) }, false},
		"503":        {func(f *frames) { f.header(true, ":status", "503") }, false},
		"long header": {func(f *frames) {
			f.WriteSettings(http2.Setting{ID: http2.SettingMaxHeaderListSize, Val: 64})
			f.WriteRSTStream(1, http2.ErrCodeEnhanceYourCalm)
		}, false},
	} {
		x := clientOf(t, Config{URL: framesServer(t, c.say), HTTP: HTTP2, Timeout: long}).do(t.Context(), get("/"))
		r := &run{patience: time.Minute}
		r.pause(x)
		if paused := r.resume.After(time.Now()); paused != c.calm {
			t.Errorf("%s: paused %v after %s %q", name, paused, x.Outcome, x.Trouble)
		}
		r.patience, r.resume = 0, time.Time{}
		if r.pause(x); r.worthIt(x) == c.calm || r.resume.After(time.Now()) {
			t.Errorf("%s: without patience it is worth asking again %v", name, c.calm)
		}
	}
}
