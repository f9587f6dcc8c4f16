package server

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"
	"sync"
	"time"

	"countermove/internal/postgres"
	"countermove/internal/tracker"

	"github.com/alexedwards/argon2id"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/go-chi/httprate"
)

// hashing is what OWASP's Password Storage Cheat Sheet asks of Argon2id at the
// least: 19 MiB, two passes, one lane.
var hashing = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashSlots bounds how many passwords are hashed at a time, and so the memory
// that a crowd before the door can take.
var hashSlots = make(chan struct{}, 2)

const (
	shortestPassword = 12  // characters
	longestPassword  = 200 // bytes; a longer one would only cost time
)

// nobodysHash is compared with where no account has the address, so that the
// answer takes as long as for one that exists. It is the hash of a random text.
const nobodysHash = "$argon2id$v=19$m=19456,t=2,p=1$ZmFrZXNhbHRmYWtlc2FsdA$8m1b0Gvvr0JHKzZ3SgQZrxSgEwKPTKXHn4uYc2xkq3A"

// checkPassword tells whether the password is that of the account.
func (s *Server) checkPassword(ctx context.Context, email, password string) (postgres.User, bool, error) {
	user, err := s.Store.UserByEmail(ctx, strings.TrimSpace(strings.ReplaceAll(email, "\x00", "")))
	switch {
	case errors.Is(err, tracker.ErrNotFound):
		user.PasswordHash = nobodysHash
	case err != nil:
		return user, false, err
	}
	select {
	case hashSlots <- struct{}{}:
		defer func() { <-hashSlots }()
	case <-ctx.Done():
		return user, false, ctx.Err()
	}
	match, err := argon2id.ComparePasswordAndHash(password[:min(len(password), longestPassword)], user.PasswordHash)
	if err != nil {
		return user, false, fmt.Errorf("comparing a password: %w", err)
	}
	return user, match && user.ID != 0 && !user.Disabled, nil
}

func hashPassword(password string) (string, error) {
	hashSlots <- struct{}{}
	defer func() { <-hashSlots }()
	hash, err := argon2id.CreateHash(password, hashing)
	if err != nil {
		return "", fmt.Errorf("hashing a password: %w", err)
	}
	return hash, nil
}

// guess is checkPassword for somebody who is not known yet: it counts, and waits
// or answers errTooMany when there were too many wrong ones.
func (s *Server) guess(r *http.Request, email, password string) (postgres.User, bool, error) {
	client := httprate.CanonicalizeIP(middleware.GetClientIP(r.Context()))
	forget, wait, ok := s.guesses.count(client, strings.ToLower(strings.TrimSpace(email)))
	if !ok {
		return postgres.User{}, false, errTooMany
	}
	select {
	case <-time.After(wait):
	case <-r.Context().Done():
		return postgres.User{}, false, r.Context().Err()
	}
	user, right, err := s.checkPassword(r.Context(), email, password)
	if right || err != nil {
		forget()
	}
	return user, right, err
}

const tooManyGuesses = "Too many attempts. Wait a few minutes, then try again."

const (
	guessWindow = 10 * time.Minute
	// mostOfClient leaves room for a newsroom behind one address.
	mostOfClient = 60
	mostOfPair   = 10
	// mostOfAccount is how many wrong passwords from anywhere cost an account
	// nothing. Every one more makes the next wait a little longer, never for more
	// than slowest.
	mostOfAccount = 20
	slower        = 250 * time.Millisecond
	slowest       = 5 * time.Second
)

// guessLimits slow guessing down without locking anybody out. Refused are only
// clients: those that guess at one account, and those that try many. Whoever
// guesses at an account from many places makes its owner wait for some seconds,
// but the right password always opens.
type guessLimits struct {
	now     func() time.Time
	mu      sync.Mutex // so that many at once cannot all come before the count
	counter httprate.LimitCounter
}

func newGuessLimits(now func() time.Time) *guessLimits {
	return &guessLimits{now: now, counter: httprate.NewLocalLimitCounter(guessWindow)}
}

// count notes an attempt as a wrong one, which it is until forget is called. It
// tells how long the attempt is to wait, and whether it may be made at all.
func (l *guessLimits) count(client, account string) (forget func(), wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	keys := []string{"client " + client, "pair " + client + " " + account, "account " + account}
	if l.recent(keys[0]) >= mostOfClient || l.recent(keys[1]) >= mostOfPair {
		return nil, 0, false
	}
	wait = min(max(0, time.Duration(l.recent(keys[2])+1-mostOfAccount)*slower), slowest)
	l.add(keys, 1)
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.add(keys, -1)
	}, wait, true
}

func (l *guessLimits) add(keys []string, amount int) {
	for _, key := range keys {
		_ = l.counter.IncrementBy(key, l.now().UTC().Truncate(guessWindow), amount) // in memory, it never fails
	}
}

// recent is how many there were within a window that ends now, taking those of
// the window before as evenly spread.
func (l *guessLimits) recent(key string) int {
	now := l.now().UTC()
	window := now.Truncate(guessWindow)
	current, before, _ := l.counter.Get(key, window, window.Add(-guessWindow)) // likewise
	rest := 1 - float64(now.Sub(window))/float64(guessWindow)
	return current + int(math.Ceil(float64(before)*rest))
}
