package lookup

import (
	"net/netip"
	"syscall"
)

// The parts of the IPv4 space that are not the public internet, after IANA's
// registry of special-purpose addresses.
var special4 = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
	"192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
	"198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
)

// Of IPv6 only global unicast is public. What lies within it and is not: protocol
// assignments (Teredo among them), documentation, and 6to4, which carries any
// IPv4 address.
var (
	global6  = netip.MustParsePrefix("2000::/3")
	special6 = prefixes("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)

func prefixes(texts ...string) []netip.Prefix {
	all := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		all[i] = netip.MustParsePrefix(text)
	}
	return all
}

// public tells whether an address is on the public internet.
func public(ip netip.Addr) bool {
	ip = ip.Unmap()
	special := special4
	if ip.Is6() {
		special = special6
		if ip.Zone() != "" || !global6.Contains(ip) { // NAT64, mapped and local ones are outside
			return false
		}
	}
	for _, p := range special {
		if p.Contains(ip) {
			return false
		}
	}
	return ip.IsValid()
}

// connecting judges an address just before a connection to it is made. A name
// has been resolved by then, so it cannot resolve differently afterwards.
func (c *Client) connecting(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	switch {
	case err != nil:
		return ErrPrivate
	case c.allow != nil && c.allow(to):
		return nil
	case !public(to.Addr()):
		return ErrPrivate
	case to.Port() != 80 && to.Port() != 443:
		return ErrPort
	}
	return nil
}
