package embeddedpg

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLogIsBounded(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "postgres.log")
	f, err := openLog(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	full := bytes.Repeat([]byte("words\n"), maxLog/6+1)
	for range 3 {
		if _, err := f.Write(full); err != nil {
			t.Fatal(err)
		}
		boundLog(path)
	}
	if _, err := f.WriteString("later\n"); err != nil {
		t.Fatal(err)
	}
	if now, err := os.ReadFile(path); err != nil || string(now) != "later\n" {
		t.Errorf("the log has %d bytes, %v", len(now), err)
	}
	if before, err := os.ReadFile(path + ".1"); err != nil || !bytes.Equal(before, full) {
		t.Errorf("the log before it has %d bytes, %v", len(before), err)
	}
}

func TestTail(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "postgres.log")
	earlier := strings.Repeat("earlier\n", 5000)
	if err := os.WriteFile(path, []byte(earlier+"one\ntwo\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := tailFrom(path, int64(len(earlier))); got != "one\ntwo" {
		t.Errorf("since the start: %q", got)
	}
	if got := tailFrom(path, 1<<40); got != "" {
		t.Errorf("since after the end: %q", got)
	}
	if got := tailFrom(path, 0); strings.Count(got, "\n") != 9 || !strings.HasSuffix(got, "two") {
		t.Errorf("of everything: %q", got)
	}
}
