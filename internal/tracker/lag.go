package tracker

import "time"

// Lag is the time from an event to a response that answers it: from the first
// day of the announcement to the first day of the response.
type Lag struct {
	Days          int
	Years, Months int  // the same in whole calendar months
	Exact         bool // both days are known
}

// LagBetween measures the lag. It is negative where an imprecise response ("2023")
// begins before its event.
func LagBetween(event, response Span) Lag {
	from, to := event.First, response.First
	months := (to.Year()-from.Year())*12 + int(to.Month()-from.Month())
	if to.Day() < from.Day() {
		months--
	}
	months = max(months, 0)
	return Lag{
		Days:   int(to.Sub(from) / (24 * time.Hour)),
		Years:  months / 12,
		Months: months % 12,
		Exact:  event.Precision == Day && response.Precision == Day,
	}
}
