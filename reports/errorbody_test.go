package reports

import (
	"bytes"
	"strings"
	"testing"
)

func TestTextSaysWhatErrorSchemaWasTakenFor(t *testing.T) {
	t.Parallel()
	for from, want := range map[string]bool{"option": true, "path": false} {
		r := &Report{ErrorBodies: []ErrorBody{{From: from, Schema: "/components/schemas/Oops", MediaTypes: []string{"application/json"}, Paths: 2}}}
		var b bytes.Buffer
		if err := Text(false)(&b, r); err != nil {
			t.Fatal(err)
		}
		said := strings.Join(strings.Fields(b.String()), " ")
		if got := strings.Contains(said, "are held to /components/schemas/Oops (application/json), as --error-schema says."); got != want {
			t.Errorf("from %s: it is said: %t\n%s", from, got, b.String())
		}
	}
}
