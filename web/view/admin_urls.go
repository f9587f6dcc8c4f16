package view

import (
	"context"
	"net/url"
	"strconv"

	"countermove/internal/tracker"
)

// plurals name the parts of the desk in addresses.
var plurals = map[tracker.Kind]string{
	tracker.KindEvent: "events", tracker.KindResponse: "responses", tracker.KindCompany: "companies", tracker.KindSource: "sources",
	tracker.KindAuthority: "authorities", tracker.KindList: "lists", tracker.KindTechnology: "technologies",
}

// Plural is a kind of document as addresses name it.
func Plural(kind tracker.Kind) string { return plurals[kind] }

// AdminURL is the form of a document; of a new one for id 0.
func AdminURL(kind tracker.Kind, id int64) string {
	key := "new"
	if id != 0 {
		key = strconv.FormatInt(id, 10)
	}
	return "/admin/" + plurals[kind] + "/" + key
}

// SignInURL is the sign-in page that leads on to another page of the desk.
func SignInURL(next string) string {
	return "/admin/session?next=" + url.QueryEscape(next)
}

// KindsTitle is what a part of the desk is called.
func KindsTitle(ctx context.Context, kind tracker.Kind) string {
	switch kind {
	case tracker.KindEvent:
		return T(ctx, "Events")
	case tracker.KindResponse:
		return T(ctx, "Responses")
	case tracker.KindCompany:
		return T(ctx, "Companies")
	case tracker.KindSource:
		return T(ctx, "Sources")
	case tracker.KindAuthority:
		return T(ctx, "Authorities")
	case tracker.KindList:
		return T(ctx, "Lists")
	case tracker.KindTechnology:
		return T(ctx, "Technologies")
	}
	return string(kind)
}
