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
	// Handler is put to the test in process, behind a real http.Server on an
	// in-memory listener. URL may then give a base path only.
	Handler http.Handler

	// Header fields are sent with every probe but TRACE and the auth control.
	// Values of fields that are not known to be harmless are secrets.
	Header http.Header
	// Auth is user:password for the Basic scheme.
	Auth string
	// Secrets are further values to mask wherever they are recorded, by name.
	Secrets map[string]string

	// ConfirmHost names the hosts off loopback that the user has said may be
	// probed above read-only.
	ConfirmHost []string
	// MalformedBytes allows requests that are not HTTP off loopback.
	MalformedBytes bool

	Concurrency int           // connections at once; 0 is 8 on loopback and in process, else 4
	Rate        float64       // requests a second; 0 is unlimited on loopback and in process, else 10
	Timeout     time.Duration // for one exchange; 0 is 10 s
	TLS         *tls.Config   // nil is the default; ServerName is filled in
	UserAgent   string        // "" is proverb

	// Shard is the part of the paths whose probes are sent. The controls are those
	// of the whole document, so that every shard judges by the same.
	Shard specs.Shard

	// Progress, when set, is called after every exchange, one call at a time.
	Progress func(Progress)
}

// Progress is how far a run is.
type Progress struct {
	Phase  string // connecting, controls, probing, finishing
	Done   int    // probes sent or known not to be sent
	Total  int
	Method string
	Path   string // the template, or the target of a control
}
