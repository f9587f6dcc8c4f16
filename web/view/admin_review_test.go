package view

import (
	"strings"
	"testing"

	"countermove/internal/tracker"
)

var sampleSteps = []tracker.Review{
	{Kind: tracker.ReviewSubmitted, By: odd, At: sampleDay},
	{Kind: tracker.ReviewScheduled, By: "Bo", At: sampleDay, PublishAt: sampleDay},
	{Kind: tracker.ReviewUnscheduled, By: "Bo", At: sampleDay},
	{Kind: tracker.ReviewTakenBack, By: "Ada", At: sampleDay},
	{Kind: tracker.ReviewSentBack, By: "", At: sampleDay, Comment: odd, Fields: map[string]string{"title": odd, "citations": "Which?", "gone": "100 % wrong"}},
	{Kind: tracker.ReviewApproved, By: "Bo", At: sampleDay},
}

var sampleVersions = []tracker.Version{
	{Number: 2, PublishedAt: sampleDay, Note: odd, Restored: true},
	{Number: 1, PublishedAt: sampleDay, WithdrawnAt: sampleDay, WithdrawnFor: odd},
}

// sentBackForm is the form of a draft that a reviewer has commented on.
func sentBackForm(kind tracker.Kind) DocumentForm {
	form := sampleForm(kind)
	form.MayPublish, form.CameBack, form.Remarks = false, &sampleSteps[4], sampleSteps[4].Remarks()
	return form
}

// sampleReview is a review with everything on it that the state allows.
func sampleReview(kind tracker.Kind, state string) ReviewPage {
	form := sampleForm(kind)
	form.InReview = true
	changes, err := tracker.Compare(tracker.New(kind), form.Doc)
	if err != nil {
		panic(err)
	}
	var problems tracker.Invalid
	for _, field := range []string{"day", "hour", "comment", "on.title", "approval", "citations[0].source", "document"} {
		problems.Add(field, "Wrong: "+field+".")
	}
	page := ReviewPage{Base: form.Base, Form: form, Revision: 7, State: state, Number: 4, Author: odd, PublishAt: sampleDay, Steps: sampleSteps,
		PublicURL: "/events/x", PreviewURL: "/admin/reviews/7/preview", Mine: true, MayDecide: true, Late: odd, Whole: WholeOf(form.Doc, changes),
		Comment: odd, Remarks: map[string]string{"title": odd}, Day: "2026-13-01", Hour: "x", Problems: problems}
	if state == "scheduled" {
		page.Conflict = &Conflict{Version: 4, By: "Bo", At: sampleDay, Theirs: form.Changes, Yours: form.Changes}
	}
	return page
}

func TestReviewSays(t *testing.T) {
	t.Parallel()
	for _, kind := range tracker.Kinds {
		source := rendered(t, Review(sampleReview(kind, "in_review")))
		for _, want := range []string{"Approve and publish now", "Send back", "The whole document", "The server sent it back", "/admin/reviews/7/return",
			`value="2026-13-01"`, "Wrong: hour.", "/submission/end"} {
			if !strings.Contains(source, want) {
				t.Errorf("the review of a %s does not say %q", kind, want)
			}
		}
		if source := rendered(t, Review(sampleReview(kind, "scheduled"))); strings.Contains(source, "/approval") || !strings.Contains(source, "cannot be approved as it is") {
			t.Errorf("a %s with a conflict can be approved", kind)
		}
		if source := rendered(t, Review(sampleReview(kind, "draft"))); strings.Contains(source, "The whole document") || strings.Contains(source, "/approval") {
			t.Errorf("the draft of a %s can be read or approved", kind)
		}
		source = rendered(t, EditDocument(sentBackForm(kind)))
		if !strings.Contains(source, "100 % wrong") || strings.Contains(source, "/publication") || strings.Contains(source, "/withdrawal") {
			t.Errorf("the form of a contributor for a %s that was sent back lacks a comment or offers to publish", kind)
		}
	}
	event := rendered(t, EditDocument(sentBackForm(tracker.KindEvent)))
	for _, want := range []string{`id="f-citations-remark"`, `id="f-title-remark"`, `aria-describedby="f-title-hint f-title-remark"`} {
		if !strings.Contains(event, want) {
			t.Errorf("the comments do not stand beside their fields: no %s", want)
		}
	}
}
