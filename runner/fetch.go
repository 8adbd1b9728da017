package runner

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// FetchFile reads a file of an OpenAPI document by its URL: at most most bytes,
// within 30 seconds. Redirects are followed on the same host alone (and from
// http to https there); another host is named in the error, since nobody asked
// for it. No credential of the run is sent.
func FetchFile(ctx context.Context, address string, most int64) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true}
	defer transport.CloseIdleConnections()
	at, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("it is no URL: %w", err)
	}
	for range mostRedirects {
		response, err := transport.RoundTrip(fileRequest(ctx, at))
		if err != nil {
			return nil, fmt.Errorf("it cannot be fetched: %w", err)
		}
		if response.StatusCode/100 != 3 {
			return fileOf(response, most)
		}
		response.Body.Close()
		if at, err = redirectWithin(at, response); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("it cannot be fetched: more than %d redirects", mostRedirects)
}

const mostRedirects = 5

func fileRequest(ctx context.Context, at *url.URL) *http.Request {
	header := http.Header{
		"Accept":     {"application/vnd.oai.openapi+json, application/json, application/yaml, text/yaml, text/plain;q=0.8, */*;q=0.1"},
		"User-Agent": {"proverb"},
	}
	request := &http.Request{Method: http.MethodGet, URL: at, Host: at.Host, Header: header}
	return request.WithContext(ctx)
}

// redirectWithin is where a redirect leads, if that is the same host.
func redirectWithin(at *url.URL, response *http.Response) (*url.URL, error) {
	location := response.Header.Get("Location")
	to, err := at.Parse(location)
	switch {
	case err != nil || location == "":
		return nil, fmt.Errorf("it cannot be fetched: %d without a Location that can be followed", response.StatusCode)
	case to.Hostname() != at.Hostname() || to.Scheme != at.Scheme && to.Scheme != "https":
		return nil, fmt.Errorf("it redirects to %s, which is not followed; give that URL if it is meant", to.Redacted())
	}
	to.Fragment = ""
	return to, nil
}

func fileOf(response *http.Response, most int64) ([]byte, error) {
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("it cannot be fetched: the answer is %d %s, not 200", response.StatusCode, http.StatusText(response.StatusCode))
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, most+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("it cannot be fetched: %w", err)
	case int64(len(data)) > most:
		return nil, fmt.Errorf("it has more than %d MB, which is not read", most>>20)
	}
	return data, nil
}
