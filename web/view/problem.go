package view

import (
	"context"
	"net/http"
)

func statusText(ctx context.Context, status int) string {
	return T(ctx, "%d", status) + " " + T(ctx, http.StatusText(status))
}

// heading says what happened.
func (p ProblemPage) heading(ctx context.Context) string {
	switch p.Status {
	case http.StatusBadRequest:
		return T(ctx, "This address asks for something that cannot be")
	case http.StatusForbidden:
		return T(ctx, "This is not open to you")
	case http.StatusNotFound:
		return T(ctx, "There is nothing at this address")
	case http.StatusMethodNotAllowed:
		return T(ctx, "This address does not take that")
	case http.StatusConflict:
		return T(ctx, "It has changed in the meantime")
	case http.StatusGone:
		return T(ctx, "This was withdrawn")
	case http.StatusRequestEntityTooLarge:
		return T(ctx, "That was too much at once")
	case http.StatusUnprocessableEntity:
		return T(ctx, "Something in it is not right yet")
	case http.StatusTooManyRequests:
		return T(ctx, "Too many requests in a short time")
	case http.StatusServiceUnavailable:
		return T(ctx, "The tracker is busy")
	}
	return T(ctx, "Something went wrong on our side")
}

// advice says what to do.
func (p ProblemPage) advice(ctx context.Context) string {
	switch p.Status {
	case http.StatusBadRequest:
		return T(ctx, "Mend what is named below in the address, or start again from the timeline.")
	case http.StatusForbidden:
		return T(ctx, "Sign in with an account that may do this, or ask an administrator of the tracker.")
	case http.StatusNotFound:
		return T(ctx, "Perhaps a letter is missing from it. Links to published entries keep working when titles change.")
	case http.StatusMethodNotAllowed:
		return T(ctx, "Go back and use the page’s own buttons.")
	case http.StatusConflict:
		return T(ctx, "Go back, look at what has changed, and try again.")
	case http.StatusGone:
		return T(ctx, "It was published here once. Its address will not be given to anything else.")
	case http.StatusRequestEntityTooLarge:
		return T(ctx, "Send less at a time.")
	case http.StatusUnprocessableEntity:
		return T(ctx, "Go back and mend what is named below.")
	case http.StatusTooManyRequests:
		return T(ctx, "Wait a minute, then try again.")
	case http.StatusServiceUnavailable:
		return T(ctx, "Wait a few seconds, then load the page again.")
	}
	return T(ctx, "It has been noted and will be looked into. Try again in a while.")
}
