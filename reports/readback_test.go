package reports

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// strictly decodes JSON into a shape written from the published schema: a member
// that the shape does not have is an error.
func strictly[T any](t *testing.T, text string) T {
	t.Helper()
	var shape T
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&shape); err != nil {
		t.Fatal(err)
	}
	return shape
}

// scanned is what a code scanning service reads of SARIF 2.1.0; pointers and
// slices are nil where a member is missing.
type scanned struct {
	Schema  string `json:"$schema"`
	Version string
	Runs    []struct {
		Tool struct {
			Driver struct {
				Name, Version string
				Rules         []struct {
					ID                                      string
					ShortDescription, FullDescription, Help *struct{ Text string }
					HelpURI                                 *string
					DefaultConfiguration                    struct{ Level string }
					Properties                              map[string]any
				}
			}
		}
		AutomationDetails struct{ ID string }
		Invocations       []struct {
			ExecutionSuccessful      *bool
			StartTimeUtc, EndTimeUtc time.Time
		}
		Results []struct {
			RuleID    string
			RuleIndex int
			Level     string
			Message   struct{ Text string }
			Locations []struct {
				PhysicalLocation struct {
					ArtifactLocation struct{ URI string }
					Region           struct{ StartLine int }
				}
			}
			PartialFingerprints map[string]string
			Suppressions        []struct{ Kind, Justification string }
			Properties          map[string]any
		}
		Properties map[string]any
	}
}

func TestSARIFIsWhatCodeScanningTakes(t *testing.T) {
	t.Parallel()
	r := fixture()
	for i := range r.Findings {
		if r.Findings[i].Rule == "retry/syntax" {
			r.Findings[i].Suppressed = "until the rewrite"
		}
	}
	log := strictly[scanned](t, render(t, SARIF, r))
	if log.Version != "2.1.0" || len(log.Runs) != 1 {
		t.Fatalf("version %q, %d runs", log.Version, len(log.Runs))
	}
	run := log.Runs[0]
	for _, rule := range run.Tool.Driver.Rules {
		if rule.ShortDescription == nil || rule.FullDescription == nil || rule.Help == nil || rule.Help.Text == "" {
			t.Errorf("%s lacks a description", rule.ID)
		}
	}
	seen := map[string]bool{}
	for _, x := range run.Results {
		where := fmt.Sprint(x.RuleID, x.Properties["path"])
		if seen[where] {
			t.Errorf("%s is told twice", where)
		}
		seen[where] = true
		if run.Tool.Driver.Rules[x.RuleIndex].ID != x.RuleID || x.Message.Text == "" || x.PartialFingerprints["primaryLocationLineHash"] == "" {
			t.Errorf("%+v", x)
		}
		if len(x.Locations) != 1 || x.Locations[0].PhysicalLocation.Region.StartLine < 1 {
			t.Fatalf("%s is at no line", where)
		}
		if u, err := url.Parse(x.Locations[0].PhysicalLocation.ArtifactLocation.URI); err != nil || u.IsAbs() || u.Path != "api/openapi.yaml" {
			t.Errorf("%s is in %v", where, u)
		}
		if accepted := len(x.Suppressions) == 1 && x.Suppressions[0].Kind == "external"; accepted != (x.RuleID == "retry/syntax") {
			t.Errorf("%s is accepted: %t", where, accepted)
		}
	}
	for _, f := range r.Findings {
		if !seen[f.Rule+f.Path] {
			t.Errorf("%s at %s is not told", f.Rule, f.Path)
		}
	}
}

func TestSourcesAreRelative(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"api/openapi.yaml": "api/openapi.yaml", "./openapi.yaml": "openapi.yaml", `api\v1\openapi.yaml`: "api/v1/openapi.yaml",
		"../shop/open api.yaml": "../shop/open%20api.yaml", "": "openapi.yaml", "a:b.yaml": "./a:b.yaml",
		"/srv/api.yaml": "file:///srv/api.yaml", `C:\srv\api.yaml`: "file:///C:/srv/api.yaml",
	} {
		if got := relativeURI(file); got != want {
			t.Errorf("%q is %q, not %q", file, got, want)
		}
	}
}

func TestCodeQualityIsWhatGitLabTakes(t *testing.T) {
	t.Parallel()
	r := fixture()
	issues := strictly[[]struct {
		Description string
		CheckName   string `json:"check_name"`
		Fingerprint string
		Severity    string
		Location    struct {
			Path  string
			Lines struct{ Begin int }
		}
	}](t, render(t, CodeQuality, r))
	prints := map[string]bool{}
	for _, x := range issues {
		known := slices.Contains([]string{"info", "minor", "major", "critical", "blocker"}, x.Severity)
		if x.Description == "" || x.CheckName == "" || !known || x.Location.Path != "api/openapi.yaml" || x.Location.Lines.Begin < 1 {
			t.Errorf("%+v", x)
		}
		prints[x.Fingerprint] = true
	}
	if want := len(newView(r).spots()); len(prints) != want {
		t.Errorf("%d issues, not %d", len(prints), want)
	}
	for i := range r.Findings {
		r.Findings[i].Suppressed = "known"
	}
	if got := render(t, CodeQuality, r); got != "[]\n" {
		t.Errorf("what was accepted is told: %s", got)
	}
}

// archive is HAR 1.2. Custom members begin with an underscore.
type archive struct {
	Log struct {
		Version string
		Creator struct{ Name, Version string }
		Pages   []struct{}
		Comment string
		Entries []struct {
			StartedDateTime time.Time
			Time            *float64
			Request         struct {
				Method, URL, HTTPVersion      string
				Cookies, Headers, QueryString []struct{ Name, Value string }
				PostData                      *struct{ MimeType, Text, Encoding string }
				HeadersSize, BodySize         *int
				Raw                           string `json:"_raw"`
				RawEncoding                   string `json:"_rawEncoding"`
			}
			Response struct {
				Status                               *int
				StatusText, HTTPVersion, RedirectURL *string
				Cookies, Headers                     []struct{ Name, Value string }
				Content                              struct {
					Size                     *int64
					MimeType, Text, Encoding string
				}
				HeadersSize, BodySize *int64
				Error                 string `json:"_error"`
				Received              string `json:"_received"`
				ReceivedEncoding      string `json:"_receivedEncoding"`
				Interim               []struct {
					Status     int
					StatusText string
					Headers    []struct{ Name, Value string }
				} `json:"_interim"`
			}
			Cache   *struct{}
			Timings struct{ Send, Wait, Receive *float64 }
			Proverb map[string]any `json:"_proverb"`
		}
	}
}

func TestHARIsAnArchive(t *testing.T) {
	t.Parallel()
	r := fixture()
	har := strictly[archive](t, render(t, HAR, r)).Log
	if har.Version != "1.2" || len(har.Entries) != len(r.Exchanges) {
		t.Fatalf("version %q, %d entries for %d exchanges", har.Version, len(har.Entries), len(r.Exchanges))
	}
	for i, e := range har.Entries {
		x := r.Exchanges[i]
		q, a := e.Request, e.Response
		if u, err := url.Parse(q.URL); err != nil || u.Host != "127.0.0.1:8080" || q.Method != x.Method {
			t.Errorf("%d: %s %s: %v", x.ID, q.Method, q.URL, err)
		}
		for what, missing := range map[string]bool{
			"cookies": q.Cookies == nil || a.Cookies == nil, "headers": q.Headers == nil || a.Headers == nil, "queryString": q.QueryString == nil,
			"sizes":  q.HeadersSize == nil || q.BodySize == nil || a.HeadersSize == nil || a.BodySize == nil || a.Content.Size == nil,
			"status": a.Status == nil || a.StatusText == nil || a.HTTPVersion == nil || a.RedirectURL == nil,
			"times":  e.Time == nil || e.Timings.Send == nil || e.Timings.Wait == nil || e.Timings.Receive == nil, "cache": e.Cache == nil,
		} {
			if missing {
				t.Errorf("%d lacks %s", x.ID, what)
			}
		}
		if x.Response == nil && (*a.Status != 0 || a.Error == "") || x.Response != nil && *a.Status != x.Response.Status {
			t.Errorf("%d: status %d, %q", x.ID, *a.Status, a.Error)
		}
	}
}

// A request that was written byte for byte is told so: nothing else says which it was.
func TestHARHasWhatWasWritten(t *testing.T) {
	t.Parallel()
	r := fixture()
	for i, raw := range []string{"GET / HTTP/9.9\r\nHost : a\r\n\r\n", "GET / HTTP/1.1\r\nHost: \xff\r\n\r\n"} {
		r.Exchanges[i].Request.RawBase64 = base64.StdEncoding.EncodeToString([]byte(raw))
	}
	entries := strictly[archive](t, render(t, HAR, r)).Log.Entries
	if q := entries[0].Request; q.Raw != "GET / HTTP/9.9\r\nHost : a\r\n\r\n" || q.RawEncoding != "" {
		t.Errorf("written %q (%s)", q.Raw, q.RawEncoding)
	}
	if q := entries[1].Request; q.Raw != r.Exchanges[1].Request.RawBase64 || q.RawEncoding != "base64" {
		t.Errorf("written %q (%s)", q.Raw, q.RawEncoding)
	}
	if entries[2].Request.Raw != "" {
		t.Errorf("a request that a library could have sent was written %q", entries[2].Request.Raw)
	}
}

func TestHARHidesCookies(t *testing.T) {
	t.Parallel()
	r := fixture()
	r.Exchanges[1].Response.Headers = append(r.Exchanges[1].Response.Headers,
		[2]string{"set-cookie", "session=s3cr3t; HttpOnly"}, [2]string{"Location", "/v2/next?a=1"})
	r.Exchanges[1].Target = "/v2/books?a=b%20c&d&=e"
	r.Exchanges[1].Received = "HTTP/1.1 103 Early\r\nSet-Cookie : a=\"s3cr3t\"\r\n\r\nHTTP/1.1 200 OK\r\nset-cookie:session=\r\n\ts3cr3t,\n s3cr3t\rs3cr3t; HttpOnly\nX-A: set-cookie:b=c\r\n\r\n"
	r.Exchanges[2].ReceivedBase64 = base64.StdEncoding.EncodeToString([]byte("HTTP/1.1 200 OK\xff\r\nSet-Cookie:a=s3cr3t\xff\r\n\r\n"))
	r.Exchanges[1].Response.InterimResponses = []Interim{{Status: 103, Headers: [][2]string{{"Set-Cookie", "a=s3cr3t"}}}}
	text := render(t, HAR, r)
	if strings.Contains(text, "s3cr3t") || !strings.Contains(text, "session=[secret:cookie]; HttpOnly") {
		t.Error("the value of a cookie is told, or its attributes are not")
	}
	entries := strictly[archive](t, text).Log.Entries
	const want = "HTTP/1.1 103 Early\r\nSet-Cookie : a=[secret:cookie]\r\n\r\nHTTP/1.1 200 OK\r\nset-cookie:session=[secret:cookie]; HttpOnly\nX-A: set-cookie:b=c\r\n\r\n"
	if got := entries[1].Response.Received; got != want {
		t.Errorf("received %q\n    not  %q", got, want)
	}
	binary := entries[2].Response
	if got, _ := base64.StdEncoding.DecodeString(binary.Received); string(got) != "HTTP/1.1 200 OK\xff\r\nSet-Cookie:a=[secret:cookie]\r\n\r\n" || binary.ReceivedEncoding != "base64" {
		t.Errorf("received %q (%s)", got, binary.ReceivedEncoding)
	}
	e := strictly[archive](t, text).Log.Entries[1]
	if got := fmt.Sprint(e.Request.QueryString); got != "[{a b c} {d } { e}]" || *e.Response.RedirectURL != "/v2/next?a=1" {
		t.Errorf("query %s, redirect %s", got, *e.Response.RedirectURL)
	}
}
