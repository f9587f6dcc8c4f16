package lookup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"countermove/internal/tracker"
)

// Why nothing came of a look-up. Each is an answer for the editor who asked,
// none a fault of ours. A Status is one more.
var (
	ErrAddress     = errors.New("no address of a web page")
	ErrPrivate     = errors.New("not on the public internet")
	ErrPort        = errors.New("neither port 80 nor 443")
	ErrRedirects   = errors.New("too many redirects")
	ErrTimeout     = errors.New("took too long")
	ErrNoSite      = errors.New("no site of that name")
	ErrUnreachable = errors.New("did not answer")
	ErrTooLarge    = errors.New("too large")
	ErrNotPage     = errors.New("not a page in HTML")
	ErrPDF         = errors.New("a PDF file")
)

// Status is an answer that is not the page: 404, 403, 500.
type Status int

func (s Status) Error() string { return fmt.Sprintf("answered %d", int(s)) }

const (
	wholeTime     = 10 * time.Second // for name, connection, redirects and body together
	mostRead      = 2 << 20          // bytes, after decompression
	mostHeader    = 64 << 10
	mostRedirects = 5
	atOnce        = 4 // look-ups at a time: no flood goes out from here
)

// Options are what a Client can be told. The zero value is the one to use
// outside tests, but for Site.
type Options struct {
	Site     string        // our own address: those we ask can see who asks
	Register string        // the Federal Register's site; empty: the real one
	Timeout  time.Duration // of one look-up; 0: ten seconds

	// Allow lets addresses pass that are not public: the servers of a test.
	Allow    func(netip.AddrPort) bool
	Resolver *net.Resolver // nil: the system's
}

// A Client fetches from the public internet, within limits. It keeps no cookies
// and no connections, and uses no proxy: a proxy would resolve names itself,
// past our judgment.
type Client struct {
	http     *http.Client
	agent    string
	register string
	timeout  time.Duration
	allow    func(netip.AddrPort) bool
	slots    chan struct{}
}

// New returns a Client.
func New(o Options) *Client {
	c := &Client{agent: "Countermove (looks up sources for editors)", register: strings.TrimSuffix(o.Register, "/"), timeout: o.Timeout, allow: o.Allow,
		slots: make(chan struct{}, atOnce)}
	if o.Site != "" {
		c.agent = "Countermove (looks up sources for editors; +" + o.Site + "/about)"
	}
	if c.register == "" {
		c.register = "https://www.federalregister.gov"
	}
	if c.timeout == 0 {
		c.timeout = wholeTime
	}
	dialer := &net.Dialer{Timeout: c.timeout, Control: c.connecting, Resolver: o.Resolver}
	c.http = &http.Client{
		Transport: &http.Transport{
			Proxy: nil, DialContext: dialer.DialContext, ForceAttemptHTTP2: true, DisableKeepAlives: true,
			TLSHandshakeTimeout: c.timeout, ResponseHeaderTimeout: c.timeout, MaxResponseHeaderBytes: mostHeader,
		},
		CheckRedirect: redirected,
	}
	return c
}

func redirected(req *http.Request, via []*http.Request) error {
	if len(via) > mostRedirects {
		return ErrRedirects
	}
	req.Header.Del("Referer")
	return checkAddress(req.URL.String())
}

// checkAddress judges what can be judged before a name is resolved.
func checkAddress(address string) error {
	if !tracker.WebAddress(address) {
		return ErrAddress
	}
	return nil
}

// An answer is what was read at an address.
type answer struct {
	url         *url.URL // after redirects
	contentType string
	body        []byte
	cut         bool // there was more than may be read
}

// fetch reads what is at an address, up to the limits.
func (c *Client) fetch(ctx context.Context, address, accept string) (answer, error) {
	if err := checkAddress(address); err != nil {
		return answer{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return answer{}, ErrTimeout
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return answer{}, ErrAddress
	}
	req.Header.Set("User-Agent", c.agent)
	req.Header.Set("Accept", accept)
	res, err := c.http.Do(req)
	if err != nil {
		return answer{}, reason(err)
	}
	defer func() { _ = res.Body.Close() }() // it was only read from
	if res.StatusCode != http.StatusOK {
		return answer{}, Status(res.StatusCode)
	}
	if res.Header.Get("Content-Encoding") != "" { // gzip has been undone by then
		return answer{}, ErrNotPage
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, mostRead+1))
	if err != nil {
		return answer{}, reason(err)
	}
	cut := len(body) > mostRead
	return answer{res.Request.URL, res.Header.Get("Content-Type"), body[:min(len(body), mostRead)], cut}, nil
}

// reason is what an error of the network comes down to.
func reason(err error) error {
	for _, ours := range []error{ErrAddress, ErrPrivate, ErrPort, ErrRedirects} {
		if errors.Is(err, ours) {
			return ours
		}
	}
	if failed, ok := errors.AsType[net.Error](err); ok && failed.Timeout() || errors.Is(err, context.DeadlineExceeded) {
		return ErrTimeout
	}
	if failed, ok := errors.AsType[*net.DNSError](err); ok && failed.IsNotFound {
		return ErrNoSite
	}
	return ErrUnreachable
}
