// Verifies receipts, consistency proofs and published tiles of a log with libraries that know nothing of Relais.
package main

import (
	"fmt"
	"os"
)

type check struct {
	what   string
	verify func() (int, error)
}

// checks are those that the command line asks for.
func checks(args []string) []check {
	switch {
	case len(args) == 2 && args[0] == "receipts":
		return []check{
			{"receipts", func() (int, error) { return verifyReceipts(args[1]) }},
			{"consistency proofs", func() (int, error) { return verifyConsistency(args[1]) }},
		}
	case len(args) == 3 && args[0] == "tiles":
		return []check{{"published entries", func() (int, error) { return verifyTiles(args[1], args[2]) }}}
	}
	return nil
}

func main() {
	asked := checks(os.Args[1:])
	if asked == nil {
		fail(fmt.Errorf("usage: interop receipts DIR | tiles DIR VKEY"))
	}
	for _, check := range asked {
		count, err := check.verify()
		if err != nil {
			fail(err)
		}
		fmt.Printf("%d %s verified\n", count, check.what)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "interop:", err)
	os.Exit(1)
}
