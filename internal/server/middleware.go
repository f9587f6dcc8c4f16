package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/go-chi/chi/v5/middleware"
	"github.com/klauspost/compress/gzhttp"
)

// contentSecurityPolicy allows what our own files are and nothing else: no
// inline script or style, no frame around us.
const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func (s *Server) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentSecurityPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		if s.secure() {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// logged writes a line for each request, but not for every asset and probe.
func (s *Server) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		next.ServeHTTP(ww, r)
		level := slog.LevelInfo
		if strings.HasPrefix(r.URL.Path, "/static/") || r.URL.Path == "/healthz" || r.URL.Path == "/readyz" {
			level = slog.LevelDebug
		}
		s.Log.Log(r.Context(), level, "request", "method", r.Method, "path", r.URL.Path, "status", ww.Status(),
			"bytes", ww.BytesWritten(), "ms", time.Since(start).Milliseconds(), "request", middleware.GetReqID(r.Context()))
	})
}

// recovered turns a panic into the page of a 500. It is a bug of ours all the same.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			recovered := recover()
			if recovered == nil {
				return
			}
			if err, ok := recovered.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(recovered) // net/http's own way to break off
			}
			s.answer(w, r, fmt.Errorf("panic: %v\n%s", recovered, debug.Stack()))
		}()
		next.ServeHTTP(w, r)
	})
}

// clientIP notes the address of who asks, by which guessing is slowed. Behind
// proxies that nobody told us of, all have the address of the last one.
func (s *Server) clientIP() func(http.Handler) http.Handler {
	if s.Proxies > 0 {
		return middleware.ClientIPFromXFFTrustedProxies(s.Proxies)
	}
	return middleware.ClientIPFromRemoteAddr
}

type dataVersionKey struct{}

// dataState is the state of the public data that a request was answered from.
type dataState struct {
	version     int64
	publishedAt time.Time
}

func stateOf(ctx context.Context) dataState {
	state, _ := ctx.Value(dataVersionKey{}).(dataState)
	return state
}

// revalidated gives public pages a strong ETag made of the program and the
// state of the data, and answers 304 from these alone. A page for an editor is
// nobody else's, and is not stored.
func (s *Server) revalidated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		version, at, err := s.Store.DataVersion(r.Context())
		if err != nil {
			s.answer(w, r, err)
			return
		}
		r = r.WithContext(context.WithValue(r.Context(), dataVersionKey{}, dataState{version, at}))
		if s.editorName(r) != "" {
			w.Header().Set("Cache-Control", "private, no-store")
			next.ServeHTTP(w, r)
			return
		}
		tag := fmt.Sprintf(`"%d-%s"`, version, s.Build)
		w.Header().Set("Cache-Control", "public, max-age=0, must-revalidate")
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") != "" && matches(r.Header.Get("If-None-Match"), tag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		next.ServeHTTP(&onlyFound{ResponseWriter: w}, r)
	})
}

// matches compares as RFC 9110, section 13.1.2, asks of If-None-Match: weakly.
func matches(header, tag string) bool {
	for candidate := range strings.SplitSeq(header, ",") {
		candidate = strings.TrimPrefix(strings.TrimSpace(candidate), "W/")
		candidate = strings.Replace(candidate, compressedSuffix+`"`, `"`, 1)
		if candidate == tag || candidate == "*" {
			return true
		}
	}
	return false
}

// onlyFound drops the ETag from answers that are no page: a 404 today may be a
// page tomorrow.
type onlyFound struct {
	http.ResponseWriter
}

func (w *onlyFound) WriteHeader(status int) {
	if status != http.StatusOK {
		w.Header().Del("ETag")
		w.Header().Set("Cache-Control", "no-cache")
	}
	w.ResponseWriter.WriteHeader(status)
}

// compressedSuffix tells the ETag of a compressed answer from that of the plain
// one, whose bytes are others.
const compressedSuffix = "-gzip"

// compressed sends answers as small as the client can take them.
func compressed(next http.Handler) http.Handler {
	wrap, err := gzhttp.NewWrapper(gzhttp.SuffixETag(compressedSuffix))
	if err != nil {
		panic(err) // the options above are wrong: a bug that every start would show
	}
	return wrap(next)
}

// private keeps answers out of every store.
func private(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "private, no-store")
		next.ServeHTTP(w, r)
	})
}

// limitBody bounds what is read of a request.
func limitBody(most int64) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler { return http.MaxBytesHandler(next, most) }
}
