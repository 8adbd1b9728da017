package settings

import (
	"slices"
	"testing"
)

func TestMisspelt(t *testing.T) {
	t.Parallel()
	got := Misspelt([]string{
		"PROVERB_TIMOUT=s3cret", "PROVERB_TIMEOUT=1s", "PROVERB_HEADRES=x", "PROVERB_TOKEN=x", "PROVERB_RAET=", "PATH=x",
		"PROVERB_METHOD=GET", "PROVERB_SUITE_FILE=x", "PROVERB_=x", "PROVERB_UR=x", "ROVERB_URL=x",
	}, Known(), []string{"PROVERB_METHOD"})
	want := []string{
		"nothing reads the variable PROVERB_HEADRES; did you mean PROVERB_HEADER?",
		"nothing reads the variable PROVERB_TIMOUT; did you mean PROVERB_TIMEOUT?",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0}, {"abc", "abd", 1}, {"abc", "bc", 1}, {"kitten", "sitting", 3}} {
		if got := Distance(c.a, c.b); got != c.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
