package main_test

import (
	"strings"
	"testing"
)

func TestHelp(t *testing.T) {
	t.Parallel()
	for args, wanted := range map[string][]string{
		"--help":              {"Usage: countermove <command>", "serve ", "migrate up ", "import ", "export ", "user add ", "user reset ", "version "},
		"serve --help":        {"--database-url=URL", "($DATABASE_URL)", "(default localhost:8080; $COUNTERMOVE_LISTEN)", "--[no-]starter-data"},
		"import --help":       {"<file> ...", "--data-dir=DIR"},
		"migrate down --help": {"<steps>", "'all'"},
		"version":             {"countermove "},
	} {
		r := command(t, strings.Fields(args)...)
		if r.code != 0 || r.err != "" {
			t.Errorf("countermove %s: exit code %d\n%s", args, r.code, r.err)
		}
		has(t, strings.Join(strings.Fields(r.out), " "), wanted...) // lines are broken anywhere
	}
}

func TestWrongUse(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"":                                     `expected one of "serve", "migrate", "import", "export", "user", ... (see countermove --help)`,
		"frob":                                 "unexpected argument frob (see countermove --help)",
		"serve --frob":                         "unknown flag --frob (see countermove serve --help)",
		"serve now":                            "unexpected argument now",
		"serve --listen=here":                  `"here" is no address; write it as localhost:8080 or :8080`,
		"serve --base-url=ftp://example.org":   `"ftp://example.org" is no address of a site; write it as https://`,
		"serve --base-url=https://a.example/b": "is no address of a site",
		"serve --log-format=xml":               `--log-format must be one of "text","json" but got "xml"`,
		"serve --database-url=mysql://db/name": "--database-url: it must start with postgres://",
		"migrate":                              `expected one of "up", "down", "status" (see countermove migrate --help)`,
		"migrate down":                         `expected "<steps>"`,
		"migrate down some":                    `"some" is no number of migrations`,
		"migrate down 0":                       `"0" is no number of migrations`,
		"import":                               `expected "<file> ..." (see countermove import --help)`,
		"user add --role=owner":                `--role must be one of "contributor","editor","admin" but got "owner"`,
		"user add --base-url=example.org":      "is no address of a site",
		"user add --database-url=mysql://d/n":  "--database-url: it must start with postgres://",
		"user reset":                           `expected "<email>"`,
		"serve --trusted-proxies=-1":           "is no number of proxies",
		"export here":                          "unexpected argument here",
	} {
		r := command(t, strings.Fields(args)...)
		if r.code != 1 || r.out != "" {
			t.Errorf("countermove %s: exit code %d, wrote %q", args, r.code, r.out)
		}
		if lines := strings.Count(r.err, "\n"); lines != 1 || !strings.HasPrefix(r.err, "countermove: ") || !strings.Contains(r.err, want) {
			t.Errorf("countermove %s says %q, want %q in one line", args, r.err, want)
		}
	}
}

func TestPasswordIsNotTold(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"postgres://me:hunter2@127.0.0.1:1/db", "postgres://me:hunter2@127.0.0.1:1/%zz", "postgres://me:hunter2@127.0.0.1:x/db"} {
		r := command(t, "serve", "--listen=127.0.0.1:0", "--database-url", url)
		if r.code != 1 {
			t.Errorf("%s: exit code %d", url, r.code)
		}
		hasNot(t, r.err, "hunter2")
	}
}
