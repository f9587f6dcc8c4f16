package server

import (
	"fmt"
	"testing"
	"time"
)

func TestGuessLimits(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 3, 0, 0, 0, time.UTC)
	limits := newGuessLimits(func() time.Time { return now })
	guess := func(client, account string) (time.Duration, bool) {
		_, wait, ok := limits.count(client, account)
		return wait, ok
	}
	for range mostOfPair {
		if wait, ok := guess("thief", "ed"); !ok || wait != 0 {
			t.Fatalf("one of the first guesses waits %s (%v)", wait, ok)
		}
	}
	if _, ok := guess("thief", "ed"); ok {
		t.Error("a client may guess at one account for ever")
	}
	if wait, ok := guess("owner", "ed"); !ok || wait != 0 {
		t.Errorf("the owner waits %s (%v)", wait, ok)
	}

	// From many places: the owner waits, and gets in.
	var wait time.Duration
	for i := range 1000 {
		wait, _ = guess(fmt.Sprint("bot ", i), "ed")
	}
	if wait != slowest {
		t.Errorf("the thousandth guess waits %s, want %s", wait, slowest)
	}
	if wait, ok := guess("owner", "ed"); !ok || wait != slowest {
		t.Errorf("the owner of an account that is guessed at waits %s (%v), want %s", wait, ok, slowest)
	}
	if wait, ok := guess("owner", "another"); !ok || wait != 0 {
		t.Errorf("another account waits %s (%v)", wait, ok)
	}

	// One client, many accounts.
	accepted := 0
	for i := range 3 * mostOfClient {
		if _, ok := guess("sprayer", fmt.Sprint("account ", i)); ok {
			accepted++
		}
	}
	if accepted != mostOfClient {
		t.Errorf("a client may try %d accounts, want %d", accepted, mostOfClient)
	}

	// What was right is not counted, and what is long ago neither.
	for range 3 * mostOfClient {
		forget, wait, ok := limits.count("newsroom", "max")
		if !ok || wait != 0 {
			t.Fatalf("signing in well waits %s (%v)", wait, ok)
		}
		forget()
	}
	now = now.Add(2 * guessWindow)
	if wait, ok := guess("thief", "ed"); !ok || wait != 0 {
		t.Errorf("a guess long after waits %s (%v)", wait, ok)
	}
}
