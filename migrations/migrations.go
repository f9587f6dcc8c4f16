// Package migrations holds the schema as numbered steps, each with its way
// back, and embeds them. schema.sql beside them is the dump they add up to,
// for reading; `make schema` writes it.
package migrations

import "embed"

// FS holds NNNNNN_name.up.sql and NNNNNN_name.down.sql.
//
//go:embed *.up.sql *.down.sql
var FS embed.FS
