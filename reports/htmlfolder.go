package reports

import (
	"bufio"
	"cmp"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"strings"
)

var folderLayout = template.Must(template.New("folder.tmpl.html").Funcs(phrases).ParseFS(assets, "html/folder.tmpl.html"))

// folderPolicy lets the pages of a folder take their own style and nothing else.
const folderPolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"

// pathPages is how many pages of paths there are at the most.
const pathPages = 500

// causeEvidence is how many findings of a cause are shown with their exchange,
// and causeListed how many are listed.
const (
	causeEvidence = 20
	causeListed   = 1000
)

// HTMLFolder writes a report as a folder of pages without a script, for servers
// that forbid one (Jenkins does): index.html, a page for each cause, and pages of
// paths with the exchanges that did not simply pass. Files of an earlier report
// are overwritten; others are left alone.
func HTMLFolder(folder string, r *Report) error { return newView(r).htmlFolder(folder) }

func (v *view) htmlFolder(folder string) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "style.css"), []byte(style+asset("folder.css")), 0o666); err != nil {
		return err
	}
	f := &folderPages{page: newPage(v), folder: folder}
	f.dealPaths()
	if err := f.write("index.html", "index", f); err != nil {
		return err
	}
	for i := range f.Causes {
		if err := f.write(causeFile(i), "cause", f.newFolderCause(i)); err != nil {
			return err
		}
	}
	for _, p := range f.PathPages {
		if err := f.write(p.File, "paths", p); err != nil {
			return err
		}
	}
	return nil
}

// folderPages is what the pages are filled with.
type folderPages struct {
	*page
	folder    string
	PathPages []*folderPaths
	places    map[*Path]string // the page and place of a path
}

// folderPaths is a page of paths.
type folderPaths struct {
	*folderPages
	File  string
	Paths []folderPath
}

// folderPath is a path with its cells.
type folderPath struct {
	*Path
	Anchor                string
	Cells                 []folderCell
	Fails, Warns, Unclear int
}

// folderCell is a METHOD of a path. Evidence is of those that did not simply
// pass.
type folderCell struct {
	Method, State, Word, Shown, Reason string
	Findings                           []*Finding
	Evidence                           []folderExchange
}

// folderExchange is an exchange as text.
type folderExchange struct{ Text, Curl string }

// folderCause is the page of a cause.
type folderCause struct {
	*folderPages
	One      pageCause
	Listed   []folderFinding
	Unlisted int
}

type folderFinding struct {
	*Finding
	Where    string // a link
	Evidence *folderExchange
}

func causeFile(i int) string { return fmt.Sprintf("cause-%04d.html", i+1) }

// CauseFile is the page of a cause, for the template.
func (f *folderPages) CauseFile(i int) string { return causeFile(i) }

// Policy is the content security policy of the pages, for the template.
func (f *folderPages) Policy() string { return folderPolicy }

func (f *folderPages) write(name, body string, data any) error {
	out, err := os.Create(filepath.Join(f.folder, name))
	if err != nil {
		return err
	}
	b := bufio.NewWriter(out)
	err = cmp.Or(folderLayout.ExecuteTemplate(b, body, data), b.Flush())
	return cmp.Or(err, out.Close())
}

var stateWords = map[string]string{"fail": "fails", "warn": "warns", "pass": "passes", "ask": "inconclusive", "skip-ed": "not sent"}

// dealPaths puts the cells on their pages, in the order of the document.
func (f *folderPages) dealPaths() {
	f.places = map[*Path]string{}
	each := max(1, (len(f.Paths)+pathPages-1)/pathPages)
	byPath := map[*Path][]folderCell{}
	for _, c := range f.cells {
		byPath[c.path] = append(byPath[c.path], f.newFolderCell(c))
	}
	for i := range f.Paths {
		if i%each == 0 {
			f.PathPages = append(f.PathPages, &folderPaths{folderPages: f, File: fmt.Sprintf("paths-%04d.html", i/each+1)})
		}
		p := &f.Paths[i]
		page := f.PathPages[len(f.PathPages)-1]
		out := folderPath{Path: p, Anchor: fmt.Sprintf("p%d", i+1), Cells: byPath[p]}
		out.count()
		page.Paths = append(page.Paths, out)
		f.places[p] = page.File + "#" + out.Anchor
	}
}

func (p *folderPath) count() {
	for _, c := range p.Cells {
		switch c.State {
		case "fail":
			p.Fails++
		case "warn":
			p.Warns++
		case "ask", "skip-ed":
			p.Unclear++
		}
	}
}

func (f *folderPages) newFolderCell(c *cell) folderCell {
	out := folderCell{Method: c.method, Findings: c.findings}
	out.State, out.Shown, out.Reason = f.look(c)
	out.Word = stateWords[out.State]
	if out.State == "fail" || out.State == "warn" || out.State == "ask" {
		for _, x := range c.sent {
			out.Evidence = append(out.Evidence, f.newFolderExchange(x))
		}
	}
	return out
}

func (f *folderPages) newFolderExchange(x *Exchange) folderExchange {
	return folderExchange{plain(f.notation(recorded(x), x)), plain(f.curl(x))}
}

func (f *folderPages) newFolderCause(i int) *folderCause {
	c := &folderCause{folderPages: f, One: newPageCause(f.view, i)}
	all := f.findingsOf(c.One.Cause)
	c.Unlisted = max(0, len(all)-causeListed)
	for n, one := range all[:min(causeListed, len(all))] {
		told := folderFinding{Finding: one}
		if p := f.paths[one.Path]; p != nil {
			told.Where = f.places[p]
		}
		if x := f.exchanges[one.Exchange]; x != nil && n < causeEvidence {
			evidence := f.newFolderExchange(x)
			told.Evidence = &evidence
		}
		c.Listed = append(c.Listed, told)
	}
	return c
}

// Short is where a finding is, for the template.
func (f folderFinding) Short() string {
	return line(cmp.Or(strings.TrimSpace(f.Method+" "+f.Path), "the server"))
}
