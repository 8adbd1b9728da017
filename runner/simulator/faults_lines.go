package simulator

import (
	"bytes"
	"fmt"
)

// lineFaults write lines that are out of the grammar of HTTP/1.1.
func lineFaults() []Fault {
	return []Fault{
		onPut("answer-status-line", "The answer to PUT /authors has two spaces before its status.", replaced("HTTP/1.1 ", "HTTP/1.1  ")),
		onPut("answer-line-ends", "The lines of the answer to PUT /authors end with LF alone.", replaced("\r\n", "\n")),
		onPut("answer-field-names", "The answer to PUT /authors has a field whose name has a space in it.", withLine("Rate Limit: 100")),
		onPut("answer-folded-fields", "The answer to PUT /authors has a field of two lines.", withLine("X-Note: see\r\n /books")),
		onPut("answer-control-characters", "The answer to PUT /authors has a carriage return within a field.", withLine("X-Note: see\rX-Next: /books")),
		onPut("answer-chunk-lines", "The chunks of the answer to PUT /authors have their sizes padded.", inChunks("%-8x\r\n%s\r\n0       \r\n\r\n")),
		onPut("answer-trailers", "The answer to PUT /authors has a length behind its content.", inChunks("%x\r\n%s\r\n0\r\nContent-Length: 5\r\n\r\n")),
		onPut("answer-transfer-coding", "The answer to PUT /authors says twice that it is in chunks.", twiceChunked),
	}
}

// onPut is a fault of a rule on what is written for PUT /authors.
func onPut(rule, title string, alter func(*answer)) Fault {
	return Fault{
		Name: "transport-" + rule, Rule: "transport/" + rule, Path: "/authors", Title: title,
		answer: where(toPut, alter),
	}
}

// replaced writes an answer with one text in place of another. Its content has neither.
func replaced(old, now string) func(*answer) {
	return func(a *answer) { a.wire = bytes.ReplaceAll(a.message(), []byte(old), []byte(now)) }
}

// withLine writes an answer with a line behind its status line.
func withLine(line string) func(*answer) {
	return func(a *answer) { a.wire = bytes.Replace(a.message(), []byte("\r\n"), []byte("\r\n"+line+"\r\n"), 1) }
}

// inChunks writes the content of an answer as one chunk, in a form of its own.
func inChunks(form string) func(*answer) {
	return func(a *answer) {
		a.with("Transfer-Encoding", "chunked")
		a.body = fmt.Appendf(nil, form, len(a.body), a.body)
		a.wire = a.message()
	}
}

func twiceChunked(a *answer) {
	inChunks("%x\r\n%s\r\n0\r\n\r\n")(a)
	a.wire = bytes.Replace(a.wire, []byte("\r\n"), []byte("\r\nTransfer-Encoding: chunked\r\n"), 1)
}
