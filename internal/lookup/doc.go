// Package lookup asks the outside world, so that editors need not copy by hand:
// what a page says of itself, and what the Federal Register says of a document.
//
// It is the only code that fetches an address somebody typed. Such an address
// may be a trap: it may lead to what only this machine can reach, by a redirect
// or by a name that resolves differently the second time, or to an answer
// without end. So there is one Client, it judges each address when the
// connection is made, and everything has a limit.
package lookup
