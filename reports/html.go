package reports

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"net/url"
	"strings"
)

//go:embed html
var assets embed.FS

// The page's style and script are several files that become one element each,
// so that the Content-Security-Policy has one hash for each.
var (
	phrases = template.FuncMap{"line": line, "ruleLink": ruleLink}
	style   = asset("style.css", "rules.css", "matrix.css", "media.css")
	script  = asset("dom.js", "data.js", "filter.js", "matrix.js", "rows.js", "asked.js", "rules.js", "panel.js", "main.js")
	layout  = template.Must(template.New("report.tmpl.html").Funcs(phrases).ParseFS(assets, "html/report.tmpl.html"))
)

func asset(names ...string) string {
	var b strings.Builder
	for _, name := range names {
		text, err := assets.ReadFile("html/" + name)
		if err != nil {
			panic(err) // the file is embedded, or the build is broken
		}
		b.Write(text)
	}
	return b.String()
}

// HTML writes a report as one file that needs no other and no network. Verdict,
// coverage and causes are in the page; the exchanges are compressed data beside
// it, which the page's script shows as text only.
func HTML(w io.Writer, r *Report) error { return newView(r).html(w) }

func (v *view) html(w io.Writer) error {
	out := bufio.NewWriter(w)
	if err := layout.Execute(out, newPage(v)); err != nil {
		return fmt.Errorf("writing HTML: %w", err)
	}
	if err := writeData(out, v); err != nil {
		return fmt.Errorf("writing HTML: %w", err)
	}
	fmt.Fprintf(out, "<script>%s</script>\n</body>\n</html>\n", script)
	return out.Flush()
}

const (
	packedType = `<script type="application/gzip+base64" `
	packedEnd  = "</script>\n"
)

// writeData writes what the script reads at once, and the exchanges in parts.
func writeData(w io.Writer, v *view) error {
	if _, err := io.WriteString(w, packedType+`id="data">`); err != nil {
		return err
	}
	p := packer{w, gzip.NewWriter(nil)}
	if err := p.pack(func(w io.Writer) error { return json.NewEncoder(w).Encode(newPageData(v)) }); err != nil {
		return err
	}
	if _, err := io.WriteString(w, packedEnd); err != nil {
		return err
	}
	return p.parts(v, packedType+`class="part">`, packedEnd)
}

// packer writes the data of a page. Its compressor takes most of a megabyte, and is
// one for all parts.
type packer struct {
	w      io.Writer
	zipped *gzip.Writer
}

// pack compresses what is written, and writes it in base64, in which no server
// can have written the end of an element.
func (p packer) pack(write func(io.Writer) error) error {
	encoded := base64.NewEncoder(base64.StdEncoding, p.w)
	p.zipped.Reset(encoded)
	if err := write(p.zipped); err != nil {
		return err
	}
	if err := p.zipped.Close(); err != nil {
		return err
	}
	return encoded.Close()
}

// ruleLink is the address of a rule in the page. The template would escape the
// slash of the id.
func ruleLink(id string) template.URL {
	return template.URL("#/r/" + strings.ReplaceAll(url.PathEscape(id), "%2F", "/"))
}

// policy lets the page run its own script and style and load nothing at all.
func policy() string {
	return fmt.Sprintf("default-src 'none'; style-src '%s'; script-src '%s'; img-src data:; base-uri 'none'; form-action 'none'",
		sourceHash(style), sourceHash(script))
}

func sourceHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
