// Verifies receipts and published tiles of a log with libraries that know nothing of Relais.
package main

import (
	"fmt"
	"os"
)

func main() {
	var err error
	var count int
	what := "receipts"
	switch {
	case len(os.Args) == 3 && os.Args[1] == "receipts":
		count, err = verifyReceipts(os.Args[2])
	case len(os.Args) == 4 && os.Args[1] == "tiles":
		what = "published entries"
		count, err = verifyTiles(os.Args[2], os.Args[3])
	default:
		err = fmt.Errorf("usage: interop receipts DIR | tiles DIR VKEY")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "interop:", err)
		os.Exit(1)
	}
	fmt.Printf("%d %s verified\n", count, what)
}
