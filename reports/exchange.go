package reports

import "time"

// Exchange is one request and what came back.
type Exchange struct {
	ID       int       `json:"id"`
	Kind     string    `json:"kind"`
	Control  string    `json:"control"` // the control it belongs to; "" for a probe
	Form     string    `json:"form"`
	Method   string    `json:"method"` // the token as sent
	Name     string    `json:"name"`   // the method as people key on it: UNKNOWN for the unregistered token
	Path     string    `json:"path"`
	Target   string    `json:"target"`
	Outcome  string    `json:"outcome"`
	Trouble  string    `json:"trouble"`
	Again    bool      `json:"again"`
	First    int       `json:"first"`            // with again, the exchange that was asked again
	Resent   bool      `json:"resent,omitempty"` // it was sent before over a connection that turned out to be dead
	Request  Request   `json:"request"`
	Response *Response `json:"response"` // null when nothing came back
	// InterimResponses are what came before an answer that did not come: with one they
	// are the response's.
	InterimResponses []Interim `json:"interim_responses,omitempty"`
	// Received is what came of the answer beside its content, where the answer as it
	// is told here would be written down otherwise: see docs/reports.md. ReceivedLength
	// is how many octets that was in all.
	Received       string    `json:"received,omitempty"`
	ReceivedBase64 string    `json:"received_base64,omitempty"`
	ReceivedLength int       `json:"received_length,omitempty"`
	Sent           time.Time `json:"sent,omitzero"` // when the request began
	ElapsedUS      int64     `json:"elapsed_us"`
	Verdict        string    `json:"verdict"` // pass, fail, inconclusive; "" for a control
	Reason         string    `json:"reason"`  // why it is inconclusive, a slug
	Layer          string    `json:"layer"`
}

// Request is what was sent, secrets masked.
type Request struct {
	Headers    [][2]string `json:"headers"`
	Body       string      `json:"body,omitempty"`
	BodyBase64 string      `json:"body_base64,omitempty"` // in place of body where that is not UTF-8 text
	// RawBase64 is the whole request where it was sent as no field list tells: its
	// first 2 KiB, of RawLength octets.
	RawBase64 string `json:"raw_base64,omitempty"`
	RawLength int    `json:"raw_length,omitempty"`
}

// Response is what was received, secrets masked.
type Response struct {
	Proto      string      `json:"proto"`
	Status     int         `json:"status"`
	Reason     string      `json:"reason"`
	Headers    [][2]string `json:"headers"`
	Body       string      `json:"body,omitempty"`
	BodyBase64 string      `json:"body_base64,omitempty"`
	BodyLength int64       `json:"body_length"`
	Truncated  bool        `json:"truncated"`
	Framing    string      `json:"framing"`
	Chunks     []int64     `json:"chunks,omitempty"`  // sizes, where there was not one chunk with all of the content
	Interim    []int       `json:"interim,omitempty"` // statuses of 1xx responses before it
	// InterimResponses are the same with all that they said.
	InterimResponses []Interim `json:"interim_responses,omitempty"`

	Trailers [][2]string `json:"trailers,omitempty"`
	Closed   bool        `json:"closed"`            // the server closed the connection after it
	Residue  string      `json:"residue,omitempty"` // base64 of bytes after the message
}

// Interim is a 1xx response that came before the response.
type Interim struct {
	Proto   string      `json:"proto"`
	Status  int         `json:"status"`
	Reason  string      `json:"reason"`
	Headers [][2]string `json:"headers"`
}
