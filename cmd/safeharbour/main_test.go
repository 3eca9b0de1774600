package main

import (
	"context"
	"os"
	"testing"
)

// TestMain lets the test binary be the process that looks at a data folder, as the program is its own.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == inspectVerb {
		os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}
