// Package view is what readers see: a templ component and a struct for each
// page, and the parts they share. It knows the tracker's read models and the
// addresses of pages, but no store and no request.
//
// Every string of a page goes through T, every date through the components of
// date.templ, every address of ours through urls.go.
package view
