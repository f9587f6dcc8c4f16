package server

import (
	"context"
	"log/slog"
	"time"

	"countermove/internal/postgres"
)

// ScheduleInterval is how often the server looks for what is to be published.
const ScheduleInterval = 15 * time.Second

// PublishScheduled publishes what was approved for later when its time has
// come: at the start, and at each tick, until the context or the ticks end.
func PublishScheduled(ctx context.Context, store *postgres.Store, log *slog.Logger, now func() time.Time, ticks <-chan time.Time) {
	for {
		done, err := store.PublishDue(ctx, now())
		for _, due := range done {
			if due.Reason != nil {
				log.WarnContext(ctx, "sent back at its time", "revision", due.Revision, "reason", due.Reason)
			} else {
				log.InfoContext(ctx, "published at its time", "revision", due.Revision, "version", due.Version)
			}
		}
		if err != nil && ctx.Err() == nil {
			log.ErrorContext(ctx, "publishing what is due failed", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case _, ok := <-ticks:
			if !ok {
				return
			}
		}
	}
}
