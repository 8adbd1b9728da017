package specs

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
)

const codeRemoteRef = "spec/remote-ref"

// readRemote fetches a file, or stands in for it where nothing is fetched: what
// is referred to is then empty, and what depends on it is left out.
func (f *files) readRemote(location *url.URL) ([]byte, error) {
	name := location.String()
	if f.fetch == nil || location.Scheme != "https" && location.Scheme != "http" {
		f.leaveOut(name)
		return withNextLine(standIn(f.references[name])), nil
	}
	data, err := f.fetch(name)
	if err == nil {
		err = f.count(data)
	}
	if err != nil {
		return nil, f.refuse(name, oneLine(err.Error()))
	}
	return f.scanned(data, name, location)
}

func (f *files) leaveOut(name string) {
	at := Position{File: f.document.Path}
	text := "the $ref to " + name + " is remote and is not fetched"
	if uses := f.references[name]; len(uses) > 0 {
		at = uses[0].at
		if len(uses) > 1 {
			text += " (nor are " + strconv.Itoa(len(uses)-1) + " others to the same file)"
		}
	}
	text += ": what depends on it is left out; --allow-remote-refs fetches it"
	f.findings = append(f.findings, DocumentFinding{Code: codeRemoteRef, Text: text, At: at})
}

// standIn is a file in which there is something empty wherever anybody refers
// to.
func standIn(uses []placed) []byte {
	root := map[string]any{}
	for _, use := range uses {
		here := root
		for token := range strings.SplitSeq(strings.Trim(use.fragment, "/"), "/") {
			token = strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
			next, ok := here[token].(map[string]any)
			if !ok && token != "" {
				next = map[string]any{}
				here[token] = next
			}
			if token != "" {
				here = next
			}
		}
	}
	text, err := json.Marshal(root)
	if err != nil {
		return []byte("{}")
	}
	return text
}
