package simulator

import (
	"bytes"
	"net/http"
)

// wireFaults write on the connection what an HTTP library would mend.
func wireFaults() []Fault {
	return []Fault{
		{
			Name: "head-no-content", Rule: "method/head-no-content",
			Title:  "HEAD is answered with the content of GET.",
			answer: where(shownToHead, func(a *answer) { a.wire = a.message() }),
		},
		{
			Name: "dropped", Rule: "method/no-server-error", Path: "/authors",
			Title:  "PUT /authors gets no answer: the connection is closed.",
			answer: instead(isMethod("PUT"), always(func() *answer { return &answer{wire: []byte{}} })),
		},
		{
			Name: "cut-off", Rule: "body/framing", Path: "/authors",
			Title:  "The answer to PUT /authors ends before its length.",
			answer: where(toPut, func(a *answer) { a.wire = bytes.TrimSuffix(a.message(), a.body[len(a.body)/2:]) }),
		},
		{
			Name: "transport-single-field-lines", Rule: "transport/single-field-lines",
			Title:  "An error has two Server fields: a proxy adds its own.",
			answer: where(anError, func(a *answer) { a.header["Server"] = []string{"bookshop", "proxy"} }),
		},
		{
			Name: "bad-chunk", Rule: "body/framing", Path: "/authors",
			Title:  "The answer to PUT /authors has a chunk whose size is no number.",
			answer: where(toPut, badChunk),
		},
		{
			Name: "body-framing", Rule: "body/framing", Path: "/authors",
			Title:  "The answer to PUT /authors is followed by a line of text.",
			answer: where(toPut, func(a *answer) { a.wire = append(a.message(), "<!-- 3 ms -->\n"...) }),
		},
		{
			Name: "body-forbidden-content", Rule: "body/forbidden-content",
			Title:  "204 has a Content-Length.",
			answer: where(a204, func(a *answer) { a.wire = a.with("Content-Length", "17").message() }),
		},
	}
}

// oneByte says of an answer that its content has one byte, and sends none.
func oneByte(a *answer) {
	a.with("Content-Length", "1")
	a.body = nil
	a.wire = a.message()
}

func toPut(q *request, _ *answer) bool { return q.Method == http.MethodPut }

func a204(_ *request, a *answer) bool { return a.status == http.StatusNoContent }

func badChunk(a *answer) {
	a.with("Transfer-Encoding", "chunked")
	a.body = append([]byte("size\r\n"), a.body...)
	a.wire = a.message()
}

// requestText is a request as it came, for TRACE, with these of its fields.
func requestText(q *request, header http.Header) []byte {
	var b bytes.Buffer
	b.WriteString(q.Method + " " + q.RequestURI + " " + q.Proto + "\r\n")
	b.WriteString("Host: " + q.Host + "\r\n")
	header.Write(&b)
	b.WriteString("\r\n")
	return b.Bytes()
}
