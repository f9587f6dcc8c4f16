package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"countermove/internal/tracker"
)

// A Due is what became of a revision whose time had come.
type Due struct {
	Revision int64
	Version  int   // it is public as that version; 0: it was sent back
	Reason   error // why it was sent back
}

// PublishDue publishes what was approved for a moment that has come, each in a
// transaction of its own. What cannot be published goes back to its author with
// the reason and holds up nothing else. Several servers may do it at once.
func (s *Store) PublishDue(ctx context.Context, now time.Time) ([]Due, error) {
	var done []Due
	var failed error
	skip := []int64{} // failed through no fault of theirs; tried again next time
	for ctx.Err() == nil {
		due, err := s.publishNext(ctx, now, skip)
		switch {
		case due.Revision == 0 && errors.Is(err, tracker.ErrNotFound):
			return done, failed
		case err != nil && due.Revision == 0:
			return done, errors.Join(failed, err)
		case err != nil:
			skip = append(skip, due.Revision)
			failed = errors.Join(failed, fmt.Errorf("publishing revision %d: %w", due.Revision, err))
		default:
			done = append(done, due)
		}
	}
	return done, errors.Join(failed, ctx.Err())
}

// publishNext takes the next revision whose time has come and that no other
// server has taken.
func (s *Store) publishNext(ctx context.Context, now time.Time, skip []int64) (Due, error) {
	var due Due
	err := s.InTx(ctx, func(s *Store) error {
		r, err := s.lockSubmitted(ctx, `
			WHERE r.state = 'scheduled' AND r.publish_at <= $1 AND r.id <> ALL($2)
			ORDER BY r.publish_at, r.id LIMIT 1 FOR UPDATE OF r SKIP LOCKED`, now, skip)
		due.Revision = r.revision
		if err != nil {
			return err
		}
		var published Published
		err = s.InTx(ctx, func(s *Store) (err error) {
			published, err = s.publish(ctx, r.Publication)
			return err
		})
		err = invalidFrom(err)
		problems, isInvalid := errors.AsType[tracker.Invalid](err)
		switch {
		case err == nil:
			due.Version = published.Version
			return nil
		case isInvalid:
			due.Reason = err
			return s.move(ctx, r, "draft", sentBack(problems), tracker.ReviewSentBack)
		case errors.Is(err, tracker.ErrConflict):
			due.Reason = err
			d := Decision{Comment: "It could not be published at the set time: another version was published meanwhile. Look through what changed, then submit it again."}
			return s.move(ctx, r, "draft", d, tracker.ReviewSentBack)
		}
		return err
	})
	return due, err
}

// sentBack is what the server says of problems at the set time.
func sentBack(problems tracker.Invalid) Decision {
	d := Decision{Comment: "It could not be published at the set time.", Fields: map[string]string{}}
	for _, p := range problems {
		part, _, _ := strings.Cut(p.Field, "[")
		d.Fields[part] = strings.TrimSpace(d.Fields[part] + " " + p.String())
	}
	return d
}
