package runner

import (
	"cmp"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// TLSFiles are the PEM files that a TLS configuration was read from.
type TLSFiles struct{ CACert, Cert, Key string }

// unnamedFiles stand for files that nobody named: a command line has a variable in
// their place.
var unnamedFiles = TLSFiles{"[secret:cacert]", "[secret:client-cert]", "[secret:client-key]"}

// Connection is the way that the configuration asks for.
func (c Config) Connection() Connection {
	out := Connection{UnixSocket: c.UnixSocket, Proxy: withoutUser(c.Proxy), HTTP: c.HTTP}
	out.ProxyUser = out.Proxy != c.Proxy
	if c.TLS == nil {
		return out
	}
	out.Insecure = c.TLS.InsecureSkipVerify
	if c.TLS.RootCAs != nil {
		out.CACert = cmp.Or(c.TLSFiles.CACert, unnamedFiles.CACert)
	}
	switch {
	case len(c.TLS.Certificates) == 0 && c.TLS.GetClientCertificate == nil:
	case c.TLSFiles.Cert != "":
		out.Cert, out.Key = c.TLSFiles.Cert, c.TLSFiles.Key
	default:
		out.Cert, out.Key = unnamedFiles.Cert, unnamedFiles.Key
	}
	return out
}

// proxy is the proxy's URL. What it was told of the user is a variable.
func (c Connection) proxy() string {
	if !c.ProxyUser {
		return c.Proxy
	}
	return strings.Replace(c.Proxy, "://", "://[secret:proxy-user]@", 1)
}

// says reports whether a field is said by the way itself.
func (c Connection) says(f Field) bool {
	return c.ProxyUser && strings.EqualFold(f.Name, "Proxy-Authorization")
}

// curl are the options that take curl the same way to a base URL.
func (c Connection) curl(base string) []string {
	var args []string
	if c.UnixSocket != "" {
		args = append(args, "--unix-socket "+shell(c.UnixSocket))
	}
	if c.Proxy != "" {
		args = append(args, "-x "+shell(c.proxy()))
	}
	if strings.HasPrefix(c.Proxy, "https:") {
		args = append(args, c.trust("--proxy-insecure", "--proxy-cacert")...)
	}
	if !strings.HasPrefix(base, "https:") {
		return args
	}
	args = append(args, c.trust("-k", "--cacert")...)
	if c.Cert != "" {
		args = append(args, "--cert "+shell(curlFile(c.Cert)))
	}
	if c.Key != "" {
		args = append(args, "--key "+shell(c.Key))
	}
	return args
}

// trust says whose certificates are trusted: where all are, the file is of no use.
func (c Connection) trust(all, file string) []string {
	switch {
	case c.Insecure:
		return []string{all}
	case c.CACert != "":
		return []string{file + " " + shell(c.CACert)}
	}
	return nil
}

// curlFile is the name of a certificate's file as curl reads it, which takes what
// stands behind a colon for a password.
func curlFile(name string) string {
	if secretMark.MatchString(name) {
		return name
	}
	return strings.NewReplacer(`\`, `\\`, ":", `\:`).Replace(name)
}

// ReplayFlags are the flags with which proverb replay sends a request again to base
// (scheme and authority), the same way and with what it was sent with, for a POSIX
// shell. Secrets, which no record has, are shell variables.
func (x *Exchange) ReplayFlags(base string, via Connection) string {
	via = x.way(via)
	args := []string{"--url " + shell(base)}
	for _, option := range [][2]string{{"--unix-socket", via.UnixSocket}, {"--proxy", via.proxy()}} {
		if option[1] != "" {
			args = append(args, option[0]+" "+shell(option[1]))
		}
	}
	if strings.HasPrefix(base, "https:") || strings.HasPrefix(via.Proxy, "https:") {
		args = append(args, via.trust("--insecure", "--cacert")...)
	}
	if strings.HasPrefix(base, "https:") && via.Cert != "" {
		args = append(args, "--cert "+shell(via.Cert))
		if via.Key != "" {
			args = append(args, "--key "+shell(via.Key))
		}
	}
	for _, f := range x.Request {
		if secretMark.MatchString(f.Value) && !via.says(f) {
			args = append(args, "-H "+shell(f.Name+": "+f.Value))
		}
	}
	if host := via.farHost(base); host != "" && mayChange(x) {
		args = append(args, "--confirm-host "+shell(host))
	}
	return strings.Join(args, " ")
}

// way is how the request reached whom it was sent to: the Unix socket of a run is that of
// the server, not of the origin behind it.
func (x *Exchange) way(via Connection) Connection {
	if x.Control == ControlDirect {
		via.UnixSocket = ""
	}
	return via
}

// farHost is the host that is not known to be this machine; empty where it is. Names
// are not looked up.
func (c Connection) farHost(base string) string {
	u, err := url.Parse(base)
	if err != nil || c.UnixSocket != "" {
		return ""
	}
	hosts := []string{u.Hostname()}
	if proxy, err := url.Parse(c.Proxy); err == nil && c.Proxy != "" {
		hosts = append(hosts, proxy.Hostname())
	}
	if slices.ContainsFunc(hosts, func(host string) bool { return !isThisMachine(host) }) {
		return u.Hostname()
	}
	return ""
}

func isThisMachine(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// netcat is a command line that sends a request that is not right, which curl
// cannot; empty where not all of it is known, or a proxy is in its way.
func (x *Exchange) netcat(base string, via Connection) string {
	u, err := url.Parse(base)
	if err != nil || x.RawLength > len(x.Raw) || base == inProcessBase || via.Proxy != "" {
		return ""
	}
	send := "printf '%b' " + shell(octal(string(x.Raw))) + " | "
	switch {
	case u.Scheme == "https":
		return send + via.openssl(u)
	case via.UnixSocket != "":
		return send + "nc -w 5 -U " + shell(via.UnixSocket)
	}
	return send + "nc -w 5 " + shell(u.Hostname()) + " " + cmp.Or(u.Port(), "80")
}

// openssl is netcat over TLS. It goes on whatever it thinks of the server's certificate.
func (c Connection) openssl(u *url.URL) string {
	line := "openssl s_client -quiet"
	if c.UnixSocket != "" {
		line += " -unix " + shell(c.UnixSocket) + " -servername " + shell(u.Hostname())
	} else {
		line += " -connect " + shell(net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), "443")))
	}
	if c.Cert != "" {
		line += " -cert " + shell(c.Cert) + " -key " + shell(cmp.Or(c.Key, c.Cert))
	}
	return line
}
