package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/proverb-dev/proverb/reports"
)

// summarize appends the Markdown report to the summary of a step of GitHub
// Actions. Nobody asked for it, so not being able to is no fault of the run.
func (d *destinations) summarize(r *reports.Report) {
	file := d.getenv("GITHUB_STEP_SUMMARY")
	if file == "" || d.writes(file) {
		return
	}
	if err := appendMarkdown(file, r); err != nil {
		fmt.Fprintln(d.stderr, "proverb: the step's summary was not written:", oneLine(err.Error()))
	}
}

// writes reports whether a report was asked for at that file.
func (d *destinations) writes(file string) bool {
	for _, o := range d.outs {
		if filepath.Clean(o.Path) == filepath.Clean(file) {
			return true
		}
	}
	return false
}

// appendMarkdown keeps what other commands of the step have put there.
func appendMarkdown(file string, r *reports.Report) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return err
	}
	return errors.Join(reports.Markdown(f, r), f.Close())
}
