package tracker

import (
	"net/url"
	"strconv"
	"strings"
	"time"
)

// A Cursor is a place between two entries of the timeline. Entries stand in the
// order of their first day and, on one day, of their keys. A cursor without a
// key stands at the beginning of its day.
type Cursor struct {
	On time.Time
	ID int64
}

// String writes the cursor as addresses hold it: "2023-02-24.117" or "2023-01-01".
func (c Cursor) String() string {
	s := c.On.Format(time.DateOnly)
	if c.ID > 0 {
		s += "." + strconv.FormatInt(c.ID, 10)
	}
	return s
}

// A Window is the part of the timeline that a page shows: the entries just
// older than Before, or just newer than After; the newest if neither is set.
type Window struct {
	Before, After *Cursor
}

// ParseWindow reads the cursors of an address.
func ParseWindow(q url.Values) (Window, error) {
	var w Window
	var v Invalid
	w.Before = cursorParam(&v, q, "before")
	w.After = cursorParam(&v, q, "after")
	if w.Before != nil && w.After != nil {
		v.Add("after", "A page goes on either before or after a place, not both.")
	}
	return w, v.Err()
}

func cursorParam(v *Invalid, q url.Values, name string) *Cursor {
	text := q.Get(name)
	if text == "" {
		return nil
	}
	day, key, keyed := strings.Cut(text, ".")
	on, err := time.Parse(time.DateOnly, day)
	c := Cursor{On: on}
	if err == nil && keyed {
		c.ID, err = strconv.ParseInt(key, 10, 64)
	}
	if err != nil || c.String() != text || on.Year() < earliestYear || on.Year() > latestYear+1 {
		v.Add(name, "“%s” is no place in the timeline. Write a day, such as 2023-01-01, or go back to the timeline.", shorten(text))
		return nil
	}
	return &c
}

// Query is the window as part of an address, empty for the newest page.
func (w Window) Query() string {
	switch {
	case w.Before != nil:
		return "before=" + w.Before.String()
	case w.After != nil:
		return "after=" + w.After.String()
	}
	return ""
}
