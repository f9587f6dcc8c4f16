package embeddedpg

import (
	"fmt"
	"os"
	"strings"
)

// settings are our defaults. They are written into a new cluster's
// postgresql.conf once, so an operator's later changes stay.
func settings(major int, throwaway bool) string {
	var b strings.Builder
	b.WriteString(`
# Countermove's defaults, for one small application on the same machine.
# They are yours to change. Where it listens and logs is set when it starts.
max_connections = 40
shared_buffers = 32MB
max_wal_size = 256MB
max_logical_replication_workers = 0
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_checkpoints = off
log_line_prefix = '%m [%p] '
`)
	if major >= 18 {
		b.WriteString("io_method = sync    # no processes that only read ahead\n")
	}
	if throwaway {
		b.WriteString("max_connections = 100    # tests run side by side\nmin_wal_size = 8MB\n")
	}
	return b.String()
}

func appendTo(path, text string) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		return err
	}
	return f.Sync()
}

// arguments are what postgres is started with: what must hold at every start,
// whatever postgresql.conf says.
func (c *cluster) arguments() []string {
	settings := []string{
		"listen_addresses=",
		// A list in which commas separate, so the path is quoted.
		fmt.Sprintf(`unix_socket_directories="%s"`, strings.ReplaceAll(c.socketDir, `"`, `""`)),
		"unix_socket_permissions=0700",
		"port=" + socketPort,
		"logging_collector=off",
		"log_destination=stderr",
	}
	if c.throwaway {
		settings = append(settings, "fsync=off", "full_page_writes=off", "synchronous_commit=off")
	}
	args := []string{"-D", c.data()}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	return args
}
