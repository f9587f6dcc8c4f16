// Package e2e tests the whole site as people use it: a real server on the
// starter data, and a real Chromium without a window, on a phone's screen and a
// desk's, with scripts and without.
//
// COUNTERMOVE_CHROMIUM names the browser to use; without it, one is looked for
// on PATH. Where there is none, the run fails: nothing is skipped. Whatever a
// page complains about (console, policy, a request that fails) fails the test.
//
// To see the page on which a test failed:
//
//	go test -artifacts -outputdir /tmp ./internal/e2e
package e2e
