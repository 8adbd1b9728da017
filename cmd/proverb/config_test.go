package main

import (
	"bytes"
	"os"
	"slices"
	"testing"

	"github.com/spf13/pflag"

	"github.com/proverb-dev/proverb/reports/settings"
)

func TestTheFileHasEveryFlagOfAudit(t *testing.T) {
	t.Parallel()
	a := &app{}
	var want, got []string
	mark := func(name string, many bool) string {
		if many {
			return name + ", many"
		}
		return name
	}
	for _, f := range auditFlagList(a.auditCommand()) {
		_, many := f.Value.(pflag.SliceValue)
		want = append(want, mark(f.Name, many))
	}
	for _, k := range settings.Keys() {
		got = append(got, mark(k.Name, k.Many))
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("settings.Keys are\n%v\nthe flags of audit\n%v", got, want)
	}
}

func TestThePublishedSchemaIsThatOfTheFlags(t *testing.T) {
	t.Parallel()
	const file = "../../docs/proverb.schema.json"
	var out, errs bytes.Buffer
	if code := run([]string{"config", "schema"}, nil, &out, &errs, func(string) string { return "" }); code != 0 {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	if os.Getenv("PROVERB_UPDATE") != "" {
		if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	published, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(published, out.Bytes()) {
		t.Errorf("%s is not what proverb config schema prints; PROVERB_UPDATE=1 rewrites it", file)
	}
}
