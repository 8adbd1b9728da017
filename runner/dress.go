package runner

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
)

// setFields takes the fields and credentials of the run, and learns from them
// what is to be masked.
func (cl *client) setFields(c Config) error {
	auth := []string{c.Auth}
	if cl.address != nil && cl.address.user != nil {
		password, _ := cl.address.user.Password()
		auth = append(auth, cl.address.user.Username()+":"+password)
	}
	auth = slices.DeleteFunc(auth, func(s string) bool { return s == "" })
	for _, f := range fieldsOf(c.Header) {
		if err := cl.addField(f); err != nil {
			return err
		}
	}
	if len(auth) > 0 && len(fieldValues(cl.common, "Authorization")) == 0 {
		cl.common = append(cl.common, basic(auth[0]))
	}
	known := append(cl.keys.known(), secretsIn(cl.common)...)
	cl.authenticated = len(known) > 0
	for _, a := range auth {
		known = append(known, secretsIn([]Field{basic(a)})...)
	}
	if cl.address != nil && cl.address.proxy != nil && cl.address.proxy.credentials != nil {
		known = append(known, secretsIn([]Field{*cl.address.proxy.credentials})...)
	}
	for _, name := range sortedKeys(c.Secrets) {
		known = append(known, secret{slug(name), c.Secrets[name]})
	}
	cl.mask = newMask(known, cl.common)
	if cl.mask == nil && cl.keys != nil {
		cl.mask = &mask{} // it will learn
	}
	cl.keys.share(cl.mask)
	return nil
}

// basic is the field of the Basic scheme (RFC 7617).
func basic(userPassword string) Field {
	return Field{"Authorization", "Basic " + base64.StdEncoding.EncodeToString([]byte(userPassword))}
}

// addField takes one field of the run. Host and User-Agent replace ours; what
// says where the message ends cannot be given.
func (cl *client) addField(f Field) error {
	if !isToken(f.Name) {
		return fmt.Errorf("%q is no name of a header field", f.Name)
	}
	if strings.ContainsAny(f.Value, "\r\n\x00") {
		return fmt.Errorf("the value of the header field %s has a line break in it", f.Name)
	}
	f.Value = strings.Trim(f.Value, " \t")
	switch http.CanonicalHeaderKey(f.Name) {
	case "Host":
		cl.hostTo = f
	case "User-Agent":
		cl.agent = f
	case "Content-Length", "Transfer-Encoding", "Connection":
		return fmt.Errorf("the header field %s cannot be set: it is part of how a message is sent", f.Name)
	default:
		cl.common = append(cl.common, f)
	}
	return nil
}

// isToken reports whether s is a token (RFC 9110 section 5.6.2).
func isToken(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && !isDigit(c) && !strings.ContainsRune("!#$%&'*+-.^_`|~", rune(c)) {
			return false
		}
	}
	return s != ""
}

// attire is a probe's header as field lines, and what the client makes of them.
// The probes of a path mostly have one header, so that their exchanges share it.
type attire struct {
	header       http.Header
	own, dressed []Field
}

// take has the attire be of a header. The same one as before, not an equal one, is
// known again.
func (t *attire) take(h http.Header) {
	if t.header != nil && reflect.ValueOf(t.header).Pointer() == reflect.ValueOf(h).Pointer() {
		return
	}
	*t = attire{header: h, own: fieldsOf(h)}
}

// shared reports whether what is made of the request's fields is the same for all
// that have them.
func (t *attire) shared(cl *client, r *request) bool {
	own := t != nil && len(t.own) > 0 && len(t.own) == len(r.Fields) && &t.own[0] == &r.Fields[0]
	return own && cl.id == nil && !r.NoCredentials && len(r.Credentials) == 0
}

// dress puts the fields of the client around those of the request.
func (cl *client) dress(r *request) {
	if cl.address.inAbsoluteForm() {
		r.Base = cl.base
	}
	shared := r.attire.shared(cl, r)
	fields := r.Fields
	if !shared || r.attire.dressed == nil {
		fields = harmless(cl.around(r))
	}
	if shared && r.attire.dressed == nil {
		r.attire.dressed = slices.Clip(fields)
	}
	if shared {
		fields = r.attire.dressed
	}
	r.Fields = frameFields(fields, r)
	if cl.overH2() {
		r.Fields = inLowerCase(r.Fields)
	}
	r.Method = strings.Map(dropSeparators, r.Method)
	r.Target = escapeTarget(r.Target)
}

// around are the fields of the request and those of the client.
func (cl *client) around(r *request) []Field {
	own := r.Fields
	fields := make([]Field, 0, len(own)+len(cl.common)+4)
	if fieldValues(own, "Host") == nil {
		fields = append(fields, cl.hostTo)
	}
	if fieldValues(own, "User-Agent") == nil {
		fields = append(fields, cl.agent)
	}
	fields = append(fields, cl.id.fields(cl, own)...)
	for _, f := range own {
		if r.NoCredentials || !cl.overrides(f.Name) {
			fields = append(fields, f)
		}
	}
	if !r.NoCredentials {
		for _, f := range cl.common {
			if !strings.EqualFold(f.Name, "Content-Type") || fieldValues(own, f.Name) == nil {
				fields = append(fields, besideCookies(f, own))
			}
		}
		fields = withCredentials(fields, r.Credentials)
	}
	if cl.address.inAbsoluteForm() && cl.address.proxy.credentials != nil {
		fields = append(fields, *cl.address.proxy.credentials)
	}
	return fields
}

// besideCookies is a field of the user's; cookies go beside those of a probe, in place
// of one of the same name: a session is no reason to leave out what an operation requires.
func besideCookies(f Field, own []Field) Field {
	there := fieldValues(own, "Cookie")
	if !strings.EqualFold(f.Name, "Cookie") || len(there) == 0 {
		return f
	}
	all := strings.Join(there, "; ")
	for pair := range strings.SplitSeq(f.Value, ";") {
		if pair = strings.TrimSpace(pair); pair != "" {
			all = withCookie(all, pair)
		}
	}
	return Field{f.Name, all}
}

// overrides reports whether the user gave a field that a probe brings too.
// Content-Type belongs to the probe's content.
func (cl *client) overrides(name string) bool {
	for _, f := range cl.common {
		if strings.EqualFold(f.Name, name) && !strings.EqualFold(name, "Content-Type") {
			return true
		}
	}
	return false
}

// frameFields adds what says where the request ends. Methods whose content
// means something say that there is none (RFC 9110 section 8.6).
func frameFields(fields []Field, r *request) []Field {
	given := fieldValues(r.Fields, "Content-Length") != nil || fieldValues(r.Fields, "Transfer-Encoding") != nil
	expected := r.Method == "POST" || r.Method == "PUT" || r.Method == "PATCH"
	if !given && (len(r.Content) > 0 || expected) {
		fields = append(fields, contentLength(len(r.Content)))
	}
	if r.Close {
		fields = append(fields, Field{"Connection", "close"})
	}
	return fields
}
