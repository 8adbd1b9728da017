package main

import (
	"strings"
	"testing"
	"time"
)

func TestCheckURL(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"http://127.0.0.1:8080":       "",
		"https://example.com/v1":      "",
		"http://u:p@example.com":      "",
		"http://[::1]:8080/":          "",
		"127.0.0.1:8080":              "the scheme is missing; write http://127.0.0.1:8080",
		"localhost:8080":              "the scheme is missing; write http://localhost:8080",
		"example.com/v1":              "the scheme is missing",
		"u:s3cret@example.com":        "the scheme is missing; write http://example.com",
		"user:s3cret":                 "the scheme is missing; write it as http://host:port/path",
		"":                            "the scheme is missing",
		"ftp://example.com":           `the scheme "ftp" cannot be used`,
		"http://":                     "the host is missing",
		"http:///books":               "the host is missing",
		"http://example.com?k=s3cret": "no query",
		"http://example.com#s3cret":   "no fragment",
		"http://u:s3cret%zz@host":     "it is no URL",
		"http://exa mple.com":         "it is no URL",
	} {
		err := checkURL(raw)
		if want == "" {
			if err != nil {
				t.Errorf("checkURL(%q) = %v", raw, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("checkURL(%q) = %v, want %q in it", raw, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "s3cret") {
			t.Errorf("checkURL(%q) tells the secret: %v", raw, err)
		}
	}
}

func TestParseHeaders(t *testing.T) {
	t.Parallel()
	h, err := parseHeaders([]string{"x-key: a:b ", "X-Key:c", "Empty:"})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(h["X-Key"], "|"); got != "a:b|c" {
		t.Errorf("X-Key is %q", got)
	}
	if _, ok := h["Empty"]; !ok {
		t.Error("a field without a value is lost")
	}
	for _, bad := range []string{"s3cret", ": s3cret", "a b: s3cret", "X: s3cret\r\nY: 1"} {
		_, err := parseHeaders([]string{bad})
		if err == nil {
			t.Errorf("%q is taken", bad)
		} else if strings.Contains(err.Error(), "s3cret") {
			t.Errorf("the message tells the value: %v", err)
		}
	}
}

func TestConnectionRefusesNonsense(t *testing.T) {
	t.Parallel()
	second := time.Second
	for name, f := range map[string]connectionFlags{
		"negative rate":        {rate: -1, timeout: second},
		"negative concurrency": {concurrency: -1, timeout: second},
		"no timeout":           {},
		"auth without colon":   {auth: "user", timeout: second},
		"key without cert":     {key: "key.pem", timeout: second},
		"missing authority":    {cacert: "testdata/none.pem", timeout: second},
		"missing certificate":  {cert: "testdata/none.pem", timeout: second},
		"no bearer variable":   {bearerEnv: "TOKEN", timeout: second},
		"twice authorized":     {auth: "u:p", headers: []string{"Authorization: x"}, timeout: second},
	} {
		if _, err := f.config(func(string) string { return "" }); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestBearer(t *testing.T) {
	t.Parallel()
	f := connectionFlags{bearerEnv: "TOKEN", timeout: time.Second}
	c, err := f.config(func(name string) string { return map[string]string{"TOKEN": "t-1\n"}[name] })
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Header.Get("Authorization"); got != "Bearer t-1" {
		t.Errorf("Authorization: %q", got)
	}
	if c.Secrets["TOKEN"] != "t-1" {
		t.Error("the token is not known as a secret")
	}
}
