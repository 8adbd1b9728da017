package runner

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"
)

var quiet = log.New(io.Discard, "", 0)

// BenchmarkDo compares sending and recording over eight connections with what
// net/http's Transport needs for the same requests in the same run.
func BenchmarkDo(b *testing.B) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/problem+json")
		w.Header().Set("Allow", "GET, HEAD")
		w.WriteHeader(http.StatusMethodNotAllowed)
		io.WriteString(w, `{"type":"about:blank","title":"Method Not Allowed","status":405}`)
	})
	server := httptest.NewServer(handler)
	defer server.Close()
	for name, c := range map[string]Config{
		"plain":      {URL: server.URL},
		"secrets":    {URL: server.URL, Auth: "me:a long password", Header: http.Header{"X-Key": {"0123456789"}}},
		"in process": {Handler: handler},
	} {
		b.Run(name, func(b *testing.B) {
			cl := clientOf(b, c)
			fields := plainFields()
			b.ReportAllocs()
			eight(b, func() {
				x := cl.do(b.Context(), request{Method: "DELETE", Target: "/books/1", Fields: fields})
				if x.Status != 405 {
					b.Error(x.Outcome, x.Trouble)
				}
			})
			if c.Handler == nil {
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/transportRate(b, server.URL), "x-net/http")
			}
		})
	}
}

func eight(b *testing.B, do func()) {
	queue := make(chan struct{}, 1024)
	done := make(chan struct{})
	for range 8 {
		go func() {
			for range queue {
				do()
			}
			done <- struct{}{}
		}()
	}
	b.ResetTimer()
	for range b.N {
		queue <- struct{}{}
	}
	close(queue)
	for range 8 {
		<-done
	}
	b.StopTimer()
}

// transportRate is how many requests a second net/http's Transport does.
func transportRate(b *testing.B, url string) float64 {
	transport := &http.Transport{MaxIdleConnsPerHost: 8, DisableCompression: true}
	defer transport.CloseIdleConnections()
	end := time.Now().Add(500 * time.Millisecond)
	counts := make(chan int)
	for range 8 {
		go func() {
			n := 0
			for ; time.Now().Before(end); n++ {
				r, err := http.NewRequest("DELETE", url+"/books/"+strconv.Itoa(1), nil)
				if err != nil {
					break
				}
				answer, err := transport.RoundTrip(r)
				if err != nil {
					break
				}
				io.Copy(io.Discard, answer.Body)
				answer.Body.Close()
			}
			counts <- n
		}()
	}
	total := 0
	for range 8 {
		total += <-counts
	}
	return float64(total) / 0.5
}
