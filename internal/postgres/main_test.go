package postgres_test

import (
	"testing"

	"countermove/internal/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }
