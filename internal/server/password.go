package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
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

// signInLimits slow down guessing, by client and by account.
type signInLimits struct {
	client, account *httprate.RateLimiter
}

func newSignInLimits() *signInLimits {
	quiet := httprate.WithLimitHandler(func(http.ResponseWriter, *http.Request) {}) // the handler answers
	return &signInLimits{
		client:  httprate.NewRateLimiter(10, time.Minute, quiet),
		account: httprate.NewRateLimiter(20, 10*time.Minute, quiet),
	}
}

func (l *signInLimits) exceeded(w http.ResponseWriter, r *http.Request, email string) bool {
	client := httprate.CanonicalizeIP(middleware.GetClientIP(r.Context()))
	return l.client.OnLimit(w, r, client) || l.account.OnLimit(w, r, strings.ToLower(strings.TrimSpace(email)))
}
