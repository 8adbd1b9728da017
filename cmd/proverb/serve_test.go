package main

import (
	"bytes"
	"context"
	"io"
	"regexp"
	"strings"
	"testing"
)

// served is what proverb serve says, and the URL that it serves at.
func served(t *testing.T) (url, said string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	a := &app{stdin: strings.NewReader(""), stdout: in, stderr: io.Discard, getenv: func(string) string { return "" }}
	ended := make(chan error, 1)
	go func() { ended <- a.serve(ctx, "127.0.0.1:0", nil) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("serve ended with %v", err)
		}
	})
	buffer := make([]byte, 4096)
	n, err := out.Read(buffer)
	if err != nil {
		t.Fatal(err)
	}
	said = string(buffer[:n])
	url = regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(said)
	if url == "" {
		t.Fatalf("serve does not say where it is: %s", said)
	}
	return url, said
}

// proverb runs the command.
func proverb(args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = run(args, strings.NewReader(""), &out, &errs, func(string) string { return "" })
	return code, out.String(), errs.String()
}

// TestWhatIsServedConforms: where no fault is asked for, an audit by either document
// finds nothing, whatever it sends.
func TestWhatIsServedConforms(t *testing.T) {
	t.Parallel()
	url, said := served(t)
	for _, document := range []string{"/openapi.yaml", "/status.yaml"} {
		if !strings.Contains(said, url+document) {
			t.Errorf("serve does not name %s: %s", document, said)
		}
		for _, level := range []string{"read-only", "full"} {
			code, out, errs := proverb("audit", url+document, "--url", url, "--safety", level, "-q", "--strict", "--exclude-rules", "spec")
			if code != exitConforms || !strings.Contains(out, "Nothing to mend") {
				t.Errorf("%s at %s: exit code %d\n%s%s", document, level, code, out, errs)
			}
		}
	}
}

// TestTheOnesThatAnswerInPlaceAreKnown: what the simulator sends as a product's own is
// taken for it.
func TestTheOnesThatAnswerInPlaceAreKnown(t *testing.T) {
	t.Parallel()
	url, _ := served(t)
	for target, who := range map[string]string{
		"502?layer=proxy":     "a proxy before the application (nginx)",
		"405?layer=proxy":     "a proxy before the application (nginx)",
		"503?product=haproxy": "a proxy before the application (HAProxy)",
		"504?product=envoy":   "a proxy before the application (Envoy)",
		"500?product=varnish": "a proxy before the application (Varnish)",
		"400?layer=parser":    "the HTTP parser before the application (Go net/http)",
		"400?product=node":    "the HTTP parser before the application (Node.js)",
		"404":                 "the application, as far as it shows",
	} {
		_, out, _ := proverb("inspect", url+"/status/"+target, "--method", "GET", "--color", "never")
		if !strings.Contains(out, "Here by         "+who+"\n") {
			t.Errorf("%s is not told as %s:\n%s", target, who, out)
		}
	}
}
