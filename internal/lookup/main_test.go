package lookup_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"countermove/internal/lookup"
)

// allow lets the servers of a test pass, and no other address of this machine.
func allow(servers ...*httptest.Server) func(netip.AddrPort) bool {
	return func(to netip.AddrPort) bool {
		for _, s := range servers {
			if s.Listener.Addr().String() == to.String() {
				return true
			}
		}
		return false
	}
}

func serve(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

// client asks a test's servers. No name leads out of the test.
func client(t *testing.T, servers ...*httptest.Server) *lookup.Client {
	t.Helper()
	return lookup.New(lookup.Options{Site: "https://tracker.test", Allow: allow(servers...), Resolver: names(t, nil), Timeout: 5 * time.Second})
}

// names answers questions for names: the n-th question for one by its n-th
// address, the last for ever. Any other name there is not.
func names(t *testing.T, known map[string][]string) *net.Resolver {
	t.Helper()
	at, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = at.Close() })
	go func() {
		asked := map[string]int{}
		buf := make([]byte, 1500)
		for {
			n, from, err := at.ReadFrom(buf)
			if err != nil {
				return
			}
			if answer := resolve(buf[:n], known, asked); answer != nil {
				_, _ = at.WriteTo(answer, from) // a question without an answer times out
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", at.LocalAddr().String())
	}}
}

func resolve(question []byte, known map[string][]string, asked map[string]int) []byte {
	var m dnsmessage.Message
	if m.Unpack(question) != nil || len(m.Questions) != 1 {
		return nil
	}
	q := m.Questions[0]
	m.Response, m.Additionals = true, nil
	addresses, ok := known[strings.TrimSuffix(q.Name.String(), ".")]
	if !ok {
		m.RCode = dnsmessage.RCodeNameError
	} else {
		key := q.Name.String() + q.Type.String()
		ip := netip.MustParseAddr(addresses[min(asked[key], len(addresses)-1)])
		asked[key]++
		header := dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, TTL: 0}
		switch {
		case q.Type == dnsmessage.TypeA && ip.Is4():
			m.Answers = []dnsmessage.Resource{{Header: header, Body: &dnsmessage.AResource{A: ip.As4()}}}
		case q.Type == dnsmessage.TypeAAAA && ip.Is6():
			m.Answers = []dnsmessage.Resource{{Header: header, Body: &dnsmessage.AAAAResource{AAAA: ip.As16()}}}
		}
	}
	answer, err := m.Pack()
	if err != nil {
		return nil
	}
	return answer
}

// page answers with a page in UTF-8.
func page(html string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(html))
	}
}
