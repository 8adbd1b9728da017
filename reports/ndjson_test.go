package reports

import (
	"reflect"
	"strings"
	"testing"
)

func TestNDJSONIsTheReport(t *testing.T) {
	t.Parallel()
	r := fixture()
	Compare(r, fixture())
	text := render(t, NDJSON, r)
	back, err := Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(back, r) {
		t.Error("what is read is not what was written")
	}
	if render(t, HTML, back) != render(t, HTML, r) {
		t.Error("the report that is read is told otherwise")
	}
}

func TestNDJSONThatIsNotWholeIsRefused(t *testing.T) {
	t.Parallel()
	all := strings.SplitAfter(strings.TrimSuffix(render(t, NDJSON, fixture()), "\n"), "\n")
	last := len(all) - 1
	for name, broken := range map[string][]string{
		"cut short":         all[:last],
		"lines, and its":    append(append([]string{}, all[:5]...), all[6:]...),
		"something follows": append(append([]string{}, all...), "\n{}\n"),
		"line 3":            append(append([]string{}, all[:2]...), "{]\n"),
		"its lines are":     {`{"schema":"proverb.report/1","lines":"proverb.report.lines/9"}`},
	} {
		if _, err := Read(strings.NewReader(strings.Join(broken, ""))); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	half := all[4][:len(all[4])/2]
	if _, err := Read(strings.NewReader(strings.Join(all[:4], "") + half)); err == nil || !strings.Contains(err.Error(), "cut short") {
		t.Errorf("a line that breaks off: %v", err)
	}
}
