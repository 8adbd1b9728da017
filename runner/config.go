package runner

import (
	"crypto/tls"
	"net/http"
	"time"

	"github.com/proverb-dev/proverb/specs"
)

// Config says which server a plan is put to, and how.
type Config struct {
	// URL is the server's base URL: http or https. Without a path the document's
	// base path is kept; with one (also "/") it replaces it. User information in
	// it is taken as Auth.
	URL string
	// OriginURL is the base URL of the application itself, where a proxy is before
	// it: some of the probes are sent there as well, to tell whose answer is whose.
	// A host off loopback needs to be among ConfirmHost at every level. Without a
	// path the probes' own targets are kept.
	OriginURL string
	// UnixSocket is the file of a Unix socket to connect to; URL then says only
	// scheme, Host and base path.
	UnixSocket string
	// Proxy is the URL, http or https, of an HTTP proxy to go through. User
	// information in it is sent to the proxy alone. No proxy of the environment is
	// ever used.
	Proxy string
	// Handler is put to the test in process, behind a real http.Server on an
	// in-memory listener. URL may then give a base path only.
	Handler http.Handler

	// HTTP is the version to speak: HTTP1 (also when empty) or HTTP2. Over TLS it is
	// negotiated; without, the server must take HTTP/2 without asking first ("prior
	// knowledge", RFC 9113 section 3.3).
	HTTP string

	// Header fields are sent with every probe but TRACE and the auth control.
	// Values of fields that are not known to be harmless are secrets.
	Header http.Header
	// Auth is user:password for the Basic scheme.
	Auth string
	// Credentials are for the document's security schemes.
	Credentials []Credential
	// Account is a user of the API whose credentials are sent with every request;
	// nil is none.
	Account *Account
	// Secrets are further values to mask wherever they are recorded, by name.
	Secrets map[string]string

	// ConfirmHost names the hosts off loopback that the user has said may be
	// probed above read-only.
	ConfirmHost []string
	// MalformedBytes allows requests that are not HTTP off loopback.
	MalformedBytes bool

	// Transport puts the raw questions too: requests that are not right, to the HTTP
	// parser rather than to the application. It includes MalformedBytes.
	Transport bool

	Concurrency int           // connections at once; 0 is 8 on loopback and in process, else 4
	Rate        float64       // requests a second; 0 is unlimited on loopback and in process, else 10
	Timeout     time.Duration // for one exchange; 0 is 10 s
	TLS         *tls.Config   // nil is the default; ServerName is filled in
	TLSFiles    TLSFiles      // what TLS was read from, to tell
	UserAgent   string        // "" is proverb

	// NoQuestions leaves out the further questions: see Questions.
	NoQuestions bool

	// Shard is the part of the paths whose probes are sent. The controls are those
	// of the whole document, so that every shard judges by the same.
	Shard specs.Shard

	// RunID names the run to the server: every request says it in the field
	// Proverb-Run, and has a traceparent (W3C Trace Context) that is drawn from it.
	// Empty sends neither. It is a token of at most 64 letters.
	RunID string
	// MaxFailures ends the run when so many exchanges have failed: no whole answer
	// came, or a 5xx other than 501, or a 2xx to a method that is not declared. 0 is
	// no end.
	MaxFailures int

	identity *identity // of the run, shared by its clients
	keys     *keyring  // of the run, shared by its clients

	// Heard, when set, is called with every exchange as it ends, one call at a time.
	// Its ID is not settled yet.
	Heard func(*Exchange)

	// Progress, when set, is called after every exchange, one call at a time.
	Progress func(Progress)
}

// Connection is how a server is reached where its URL alone does not say it: what
// a command line has to be told. It has no credentials.
type Connection struct {
	UnixSocket string
	Proxy      string // a URL
	ProxyUser  bool   // whether the proxy is told a user and a password
	HTTP       string // the version asked for; "" is none
	// Insecure says that any certificate was taken.
	Insecure bool
	// CACert, Cert and Key are PEM files, each with a placeholder, as for a secret,
	// where it is not known: a program may have made what a file would hold.
	CACert, Cert, Key string
}

// The versions of HTTP that can be spoken, as --http names them.
const (
	HTTP1 = "1.1"
	HTTP2 = "2"
)

// Failures are the exchanges of a run that failed in themselves, as Config.MaxFailures
// counts them: each once, by what went wrong. They are known while the run goes on.
// Findings are not: a rule reads the whole record, as the same answer is a mistake on
// a path that exists and none on one that does not.
type Failures struct {
	Unanswered int // no whole answer came
	Broken     int // a 5xx other than 501
	Obeyed     int // a 2xx to a method that is not declared
}

// Sum is how many there are.
func (f Failures) Sum() int { return f.Unanswered + f.Broken + f.Obeyed }

// Progress is how far a run is.
type Progress struct {
	Phase  string // connecting, controls, probing, finishing, asking, transport, origin, changing
	Done   int    // probes and questions sent or known not to be sent
	Total  int
	Failed Failures
	Method string
	Path   string // the template, or the target of a control
}
