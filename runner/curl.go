package runner

import (
	"regexp"
	"strings"
)

// Curl prints a command line that sends the same request to base (scheme and
// authority), for a POSIX shell. Secrets are shell variables.
func (x *Exchange) Curl(base string, via Connection) string {
	via = x.way(via)
	if len(x.Raw) > 0 {
		return x.netcat(base, via)
	}
	args := []string{"curl -i -X " + shell(x.Method)}
	if x.Method == "HEAD" {
		// With -X HEAD curl waits for content that never comes.
		args[0] = "curl -I"
	}
	if version := x.curlVersion(base, via); version != "" {
		args = append(args, version)
	}
	args = append(args, via.curl(base)...)
	args = append(args, x.curlFields(base, via)...)
	content, input := x.curlContent()
	if content != "" {
		args = append(args, content)
	}
	args = append(args, curlTarget(base, x.Target)...)
	if base == inProcessBase {
		args = append(args, "  # in process: serve the handler, and put its address here")
	}
	return input + strings.Join(args, " ")
}

// HTTP is the version that the request was sent in, by a way to the server.
func (x *Exchange) HTTP(via Connection) string {
	other := x.Control == ControlOtherVersion
	if x.Proto == "HTTP/2" || x.Proto == "" && other != (via.HTTP == HTTP2) {
		return HTTP2
	}
	return HTTP1
}

// curlVersion is the option for a version: over TLS curl takes HTTP/2 where there is
// any, and without TLS it takes HTTP/1.1.
func (x *Exchange) curlVersion(base string, via Connection) string {
	secure, over2 := strings.HasPrefix(base, "https:"), x.HTTP(via) == HTTP2
	switch {
	case over2 && secure:
		return "--http2"
	case over2:
		return "--http2-prior-knowledge"
	case secure:
		return "--http1.1"
	}
	return ""
}

// curlFields are the fields that curl does not send of itself, and those it
// must be kept from sending.
func (x *Exchange) curlFields(base string, via Connection) []string {
	var args []string
	for _, f := range x.Request {
		if curlSends(f, base) || x.identifies(f) || via.says(f) {
			continue
		}
		line := f.Name + ": " + f.Value
		if f.Value == "" {
			line = f.Name + ";"
		}
		args = append(args, "-H "+shell(line))
	}
	if fieldValues(x.Request, "Accept") == nil {
		args = append(args, "-H Accept:")
	}
	if len(x.Content) > 0 && fieldValues(x.Request, "Content-Type") == nil {
		args = append(args, "-H Content-Type:")
	}
	return args
}

// curlSends reports whether curl sends a field of itself, or one as good.
func curlSends(f Field, base string) bool {
	switch strings.ToLower(f.Name) {
	case "host":
		return strings.HasSuffix(base, "://"+f.Value)
	case "content-length":
		return f.Value != "0"
	case "user-agent":
		return f.Value == "proverb"
	}
	return false
}

// curlContent is the option that sends the content. Content with a zero byte
// cannot be an argument and comes through a pipe.
func (x *Exchange) curlContent() (option, input string) {
	content := string(x.Content)
	switch {
	case content == "":
		return "", ""
	case strings.Contains(content, "\x00"):
		return "--data-binary @-", "printf %b " + shell(octal(content)) + " | "
	case content[0] == '@':
		return "--data-raw " + shell(content), ""
	}
	return "--data-binary " + shell(content), ""
}

// octal writes every byte as printf %b reads it: letters, digits and what is nothing else
// to it or to a shell as they are, the others in octal.
func octal(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if c := s[i]; isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'z' || strings.IndexByte(" /.:,;=+-_", c) >= 0 {
			b.WriteByte(c)
		} else {
			b.WriteString(`\0` + string([]byte{'0' + c>>6, '0' + c>>3&7, '0' + c&7}))
		}
	}
	return b.String()
}

// curlTarget is the URL, with what keeps curl from changing it.
func curlTarget(base, target string) []string {
	if !strings.HasPrefix(target, "/") || strings.ContainsAny(target, "#\\") {
		return []string{"--request-target " + shell(target), shell(base)}
	}
	var args []string
	if strings.Contains(target, "/.") {
		args = append(args, "--path-as-is")
	}
	if strings.ContainsAny(secretMark.ReplaceAllString(target, ""), "[]{}") {
		args = append(args, "-g")
	}
	return append(args, shell(base+target))
}

var (
	secretMark = regexp.MustCompile(`\[secret:([^\]]*)\]`)
	shellPlain = regexp.MustCompile(`^[A-Za-z0-9_./:=@%+,?~-]*$`)
)

// shell quotes an argument for a POSIX shell. Where it has secrets in it they
// become variables.
func shell(s string) string {
	if !secretMark.MatchString(s) {
		if s != "" && !strings.ContainsAny(s, "?~") && shellPlain.MatchString(s) {
			return s
		}
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	var b strings.Builder
	b.WriteByte('"')
	rest := s
	for _, at := range secretMark.FindAllStringSubmatchIndex(s, -1) {
		done := len(s) - len(rest)
		b.WriteString(inQuotes(s[done:at[0]]))
		variable := variableOf(s[at[2]:at[3]])
		if at[1] < len(s) && isNameByte(s[at[1]]) {
			variable = "${" + variable[1:] + "}"
		}
		b.WriteString(variable)
		rest = s[at[1]:]
	}
	return b.String() + inQuotes(rest) + `"`
}

// inQuotes escapes what a shell acts on between double quotes; an exclamation
// mark, which no backslash escapes, is taken out of them.
func inQuotes(s string) string {
	return quoting.Replace(s)
}

func isNameByte(c byte) bool { return isDigit(c) || c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z' }

// variableOf names the shell variable of a secret.
func variableOf(name string) string {
	if name != "" && isDigit(name[0]) {
		name = "_" + name
	}
	return "$" + strings.Map(func(c rune) rune {
		switch {
		case 'a' <= c && c <= 'z':
			return c - 'a' + 'A'
		case 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '_':
			return c
		}
		return '_'
	}, name)
}

// quoting writes a text between double quotes of a shell. It is made once: a
// report has a curl line for each exchange.
var quoting = strings.NewReplacer(`\`, `\\`, `$`, `\$`, "`", "\\`", `"`, `\"`, `!`, `"'!'"`)
