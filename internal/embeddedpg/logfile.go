package embeddedpg

import (
	"io"
	"os"
)

// maxLog bounds the log of postgres: when it has grown past this, it becomes
// postgres.log.1, in place of the one before.
const maxLog = 4 << 20

func openLog(path string) (*os.File, error) {
	boundLog(path)
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
}

// boundLog copies and empties the log, and doesn't rename it, because postgres
// keeps it open. What is written between the two is lost. It is no reason to
// stop anything if it fails.
func boundLog(path string) {
	info, err := os.Stat(path)
	if err != nil || info.Size() <= maxLog {
		return
	}
	from, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return
	}
	defer from.Close()
	to, err := os.OpenFile(path+".1", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return
	}
	defer to.Close()
	if _, err := io.Copy(to, from); err == nil {
		_ = from.Truncate(0) // tried again in a while
	}
}

// tailFrom gives the last lines written to the log since it had this length.
func tailFrom(path string, offset int64) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return ""
	}
	const enough = 8 << 10
	offset = max(min(offset, info.Size()), info.Size()-enough)
	text, err := io.ReadAll(io.NewSectionReader(f, offset, enough))
	if err != nil {
		return ""
	}
	return lastLines(text, 10)
}
