package runner

import (
	"bufio"
	"context"
	"net"
	"net/netip"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// An address that answers nothing has its share of the time, and is not tried first
// again.
func TestAnAddressThatLeadsNowhere(t *testing.T) {
	t.Parallel()
	a, err := parseAddress(listen(t, func(int, net.Conn, *bufio.Reader) {}))
	if err != nil {
		t.Fatal(err)
	}
	var tried atomic.Int32
	nowhere := netip.MustParseAddr("127.0.0.9")
	a.resolved = []netip.Addr{nowhere, netip.MustParseAddr("127.0.0.1")}
	a.dialer.ControlContext = func(ctx context.Context, _, address string, _ syscall.RawConn) error {
		if !strings.HasPrefix(address, nowhere.String()) {
			return nil
		}
		tried.Add(1)
		<-ctx.Done()
		return ctx.Err()
	}
	for range 3 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		conn, err := a.dial(ctx)
		if err != nil {
			t.Fatal(err)
		}
		conn.Close()
		cancel()
	}
	if n := tried.Load(); n != 1 {
		t.Errorf("it was tried %d times", n)
	}
}
