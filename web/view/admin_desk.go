package view

import "context"

// label is the title; a draft may have none yet.
func (l DeskLine) label(ctx context.Context) string {
	if l.Label == "" {
		return T(ctx, "Untitled")
	}
	return l.Label
}

// problem is all that keeps it from being withdrawn: the form has one field.
func (p WithdrawPage) problem(ctx context.Context) string {
	return allProblems(ctx, p.Problems, func(string) bool { return true })
}

func withdrawTarget(string) string { return FieldID("reason") }
