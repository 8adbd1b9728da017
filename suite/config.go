package suite

import (
	"crypto/tls"
	"net/http"
	"time"

	"github.com/proverb-dev/proverb/suite/rules"
)

// Config says which server is put to the test of which document, and how. Only
// Document and one of Handler, URL and Start are needed.
type Config struct {
	// Document is the file of the OpenAPI document, 3.0 to 3.2 or Swagger 2.0, YAML
	// or JSON. A relative path starts from the directory of the package under test.
	Document string

	// Handler is put to the test in process, behind a real http.Server on an
	// in-memory listener.
	Handler http.Handler
	// URL is the base URL of a server that runs already. Without a path the
	// document's base path is kept; with one (also "/") it replaces it.
	URL string
	// OriginURL is the base URL of the application itself where URL is that of a
	// proxy before it: some of the probes are sent there as well, to tell whose
	// answer is whose. Off this machine it needs to be among ConfirmHost.
	OriginURL string
	// Start starts a server and returns its base URL. It is called once the
	// configuration has been checked; stop, if it is not nil, is called when
	// everything has been asked.
	Start func() (url string, stop func(), err error)

	// Header fields are sent with every request, those that must carry no
	// credentials aside. Credentials in them appear in no report and no message.
	Header http.Header
	// Auth is user:password for the Basic scheme.
	Auth string
	// Credentials are for the document's security schemes, by their names: a key, a
	// token, or user:password. Each is sent to the operations that ask for it.
	Credentials map[string]string
	// OAuth2 are clients, client-id:secret, for schemes with a clientCredentials
	// flow. A token endpoint off this machine needs to be among ConfirmHost.
	OAuth2 map[string]string
	// AuthFile is a Web Fuzzing Commons authentication file; AuthUser the user of it
	// to take, empty for the first.
	AuthFile, AuthUser string
	// TLS is used for https URLs; nil trusts what the system trusts.
	TLS *tls.Config
	// UnixSocket is the file of a Unix socket to connect to; URL then says only
	// scheme, Host and base path, and may be empty.
	UnixSocket string
	// Proxy is the URL, http or https, of an HTTP proxy to go through. No proxy of
	// the environment is ever used.
	Proxy string
	// HTTP is the version to speak, "1.1" or "2"; empty is 1.1. Without TLS, HTTP/2
	// is spoken without asking first; a Handler is spoken to in either.
	HTTP string
	// Timeout is for one exchange; 0 is 10 s.
	Timeout time.Duration
	// Rate is how many requests are sent a second; 0 is as many as can be for a
	// Handler and on loopback, 10 anywhere else.
	Rate float64

	// Params are values for path parameters, tried before those of the document.
	// A key is a parameter's name, and may say for which path and method:
	// "bookId", "/books/{bookId}:bookId", "GET /books/{bookId}:bookId". The most
	// specific wins.
	Params map[string]string
	// ParamFiles are YAML or JSON files of values for parameters, names as in Params;
	// Params come before them.
	ParamFiles []string
	// AllowRemoteRefs fetches what the document refers to on other hosts; without it
	// that is left out, and told.
	AllowRemoteRefs bool
	// BasePath goes before every path in place of the document's base path; "/"
	// is none at all.
	BasePath string

	// MaxFailures ends the run when so many exchanges have failed: no whole answer
	// came, or a 5xx other than 501, or a 2xx to a method that is not declared. 0 is
	// no end.
	MaxFailures int
	// RunID names the run to the server: every request says it in the field
	// Proverb-Run, and has a traceparent drawn from it. Empty sends neither.
	RunID string

	// Safety is how much may be risked: "read-only", "guarded" or "full". Empty is
	// guarded for a Handler and on loopback, read-only anywhere else.
	Safety string
	// Questions is "none" to leave out what is asked beside the probes, such as CORS
	// preflights; empty and "default" ask it.
	Questions string
	// Packs are questions that are off by default: "transport" sends malformed
	// requests to the HTTP parser.
	Packs []string
	// ConfirmHost names the hosts off this machine that may be probed above
	// read-only.
	ConfirmHost []string

	// Profile says how bad breaking each rule is: the name of a profile that ships
	// with Proverb ("rfc", "strict", "lenient", "owasp-api", "zalando"; proverb rules
	// lists them), several joined by "+", or the file of your own ("my.yaml",
	// relative to the package under test). Empty is rfc.
	Profile string
	// FailOn is the severity from which a finding is a failure: "error", "warning",
	// "info" or "never". Empty is error.
	FailOn string
	// MinJudged is the share of the sent probes, 0 to 1, under which a run is
	// undecided; 0 is one half, and below 0 is none.
	MinJudged float64
	// ErrorSchema is the schema, of the document's components, that errors to
	// methods that a path does not declare must have. Empty takes the path's
	// errors, else the document's most common.
	ErrorSchema string
	// MaxPaths is how many paths a document may have to be planned for; 0 is 25,000.
	// Each takes some 20 kB of memory.
	MaxPaths int
	// Rules are rules of your own, judged by beside the catalogue.
	Rules []rules.Rule

	// Shard is the part of the paths to ask, as i/n: "2/4"; "auto" is what the
	// variables of CI say, of Bazel, Kubernetes, GitLab, CircleCI or Buildkite. Empty
	// is what Bazel says (TEST_TOTAL_SHARDS, TEST_SHARD_INDEX), else all of them.
	Shard string

	// Baseline is the file of accepted findings: they are told, and skip their
	// subtest instead of failing it. PROVERB_UPDATE=1 writes it of what is found.
	Baseline string
	// Stale is what an accepted finding does that no longer occurs: "error" fails
	// the run, "warn" tells it, "off" says nothing. Empty is warn.
	Stale string

	// Reports are files to write, by format ("text", "json", "junit", "html"):
	// {"html": "conformance.html"}. A path of "-" is the log of the test.
	Reports map[string]string

	// File is a .proverb.yaml, which fills what is left empty here.
	File string

	filed filed // what File says that there is no field for
}
