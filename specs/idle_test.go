package specs

import (
	"slices"
	"testing"
)

// TestIdleWords: only what is of nothing in the document is told, in whatever case a
// method is written and though a shard or another filter leaves the path out.
func TestIdleWords(t *testing.T) {
	t.Parallel()
	plan, err := Load("samples/bookshop.yaml", Options{Exclude: Filter{Paths: []string{"/books*"}}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, i := range plan.Idle(Filter{
		Paths: []string{"/bo*s", "/boks"}, Methods: []string{"get", "DELTE"}, Tags: []string{"inner"}, OperationIDs: []string{"noSuchThing"},
	}) {
		got = append(got, i.By+" "+i.String())
	}
	want := []string{
		"path /boks matches no path of the document", "method DELTE matches no probe of the document",
		"tag inner matches no operation of the document", "operation-id noSuchThing matches no operation of the document",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
