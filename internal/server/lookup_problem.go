package server

import (
	"errors"
	"maps"
	"net/http"
	"slices"

	"countermove/internal/lookup"
	"countermove/internal/tracker"
)

// lookUpProblems say why nothing came of a look-up, and what to do instead.
var lookUpProblems = map[error]string{
	lookup.ErrAddress:     "This is no address of a web page. Paste the whole link, with https:// or http:// at its beginning.",
	lookup.ErrPrivate:     "This address leads into a private network, where the server does not look. If the page is public, fill the fields in by hand.",
	lookup.ErrPort:        "This address names a port that is not one of the web's (80 and 443), where the server does not look. Fill the fields in by hand.",
	lookup.ErrRedirects:   "This address redirects again and again. Open it in your browser, and paste the address where it ends.",
	lookup.ErrTimeout:     "The answer took too long. Try again later, or fill the fields in by hand.",
	lookup.ErrNoSite:      "No site of that name was found. Look for a slip in the link. If there is none, this server may not reach the internet.",
	lookup.ErrUnreachable: "The site did not answer, or not in a way that can be trusted. Try again later, or fill the fields in by hand.",
	lookup.ErrTooLarge:    "The page is too large to read, and its beginning does not name it. Fill the fields in by hand.",
	lookup.ErrNotPage:     "What is there is no page in HTML, so that nothing can be read from it. Fill the fields in by hand.",
	lookup.ErrPDF:         "This is a PDF file, which is not read. Its link is kept; fill the rest in by hand.",
}

// registerProblems are the same for the Federal Register's own answers.
var registerProblems = map[error]string{
	lookup.ErrNoDocument: "The Federal Register has no such document. Look for a slip in the number or the citation, which names the page where the document begins.",
	lookup.ErrNoCitation: "Give a citation such as 84 FR 22961, or a document number such as 2019-10616, and look again.",
	lookup.ErrSeveral:    "Several documents begin on that page. Give the number of the document, which is printed at its end, and look again.",
	lookup.ErrAnswer:     "The Federal Register answered in a way that cannot be read. Fill the fields in by hand.",
}

// lookUpProblem is the sentence for an error of a look-up; false if it is none.
func lookUpProblem(what string, err error) (tracker.Problem, bool) {
	problem := tracker.Problem{Field: "find." + what}
	if err == nil {
		return problem, false
	}
	for known, message := range registerProblems {
		if errors.Is(err, known) {
			problem.Message = message
			return problem, true
		}
	}
	status, answered := errors.AsType[lookup.Status](err)
	known := slices.Collect(maps.Keys(lookUpProblems))
	i := slices.IndexFunc(known, func(each error) bool { return errors.Is(err, each) })
	switch {
	case !answered && i < 0:
		return problem, false
	case what == "legal": // whatever it was, it is not the editor's to mend
		problem.Message = "The Federal Register could not be reached. Try again later, or fill the fields in by hand."
	case answered:
		problem.Message, problem.Args = statusProblem(int(status)), []any{int(status)}
	default:
		problem.Message = lookUpProblems[known[i]]
	}
	return problem, true
}

// statusProblem is the sentence for an answer that is not the page.
func statusProblem(status int) string {
	switch status {
	case http.StatusNotFound, http.StatusGone:
		return "The site has no such page (it answered %d). Look for a slip in the link; an archive may still have the page."
	case http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden, http.StatusTooManyRequests, http.StatusUnavailableForLegalReasons:
		return "The site does not let programs read this page (it answered %d). Fill the fields in by hand."
	}
	return "The site answered with an error (%d). Try again later, or fill the fields in by hand."
}
