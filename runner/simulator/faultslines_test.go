package simulator_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// showsLines are the faults whose bytes a library would not read, each with some of
// them.
var showsLines = map[string]string{
	"transport-answer-status-line":        "HTTP/1.1  405 Method Not Allowed\r\n",
	"transport-answer-line-ends":          "HTTP/1.1 405 Method Not Allowed\nAllow: GET, HEAD, OPTIONS\n",
	"transport-answer-field-names":        "\r\nRate Limit: 100\r\n",
	"transport-answer-folded-fields":      "\r\nX-Note: see\r\n /books\r\n",
	"transport-answer-control-characters": "\r\nX-Note: see\rX-Next: /books\r\n",
	"transport-answer-chunk-lines":        "\r\n\r\n70      \r\n{",
	"transport-answer-trailers":           "\n\r\n0\r\nContent-Length: 5\r\n\r\n",
	"transport-answer-transfer-coding":    "HTTP/1.1 405 Method Not Allowed\r\nTransfer-Encoding: chunked\r\n",
}

func TestFaultsOfLinesShow(t *testing.T) {
	t.Parallel()
	for fault, want := range showsLines {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			if got := open(t, fault).bytes(t, "PUT", "/authors"); !strings.Contains(got, want) {
				t.Errorf("there is no %q in\n%q", want, got)
			}
			if got := open(t).bytes(t, "PUT", "/authors"); strings.Contains(got, want) {
				t.Errorf("without the fault, too, there is %q in\n%q", want, got)
			}
		})
	}
}

// bytes is an answer as it came.
func (s shop) bytes(t *testing.T, method, target string) string {
	t.Helper()
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: shop\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", method, target)
	b, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
