package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// growth is what a bundle says before its entries: a checkpoint, and by its since line from which state it goes on.
type growth struct {
	then, now checkpoint
	proof     tlog.TreeProof
}

func (g growth) check() error {
	return tlog.CheckTree(g.proof, g.now.size, g.now.root, g.then.size, g.then.root)
}

// openGrowth reads a checkpoint, an empty line and a since line, as they stand in a bundle.
func openGrowth(text, vkey string) (growth, error) {
	var out growth
	signed, since, found := strings.Cut(text, "\n\nsince ")
	words := strings.Split(strings.TrimSuffix(since, "\n"), " ")
	if !found || len(words) < 2 {
		return out, fmt.Errorf("no since line follows a checkpoint")
	}
	var err error
	if out.now, err = openCheckpoint([]byte(signed+"\n"), vkey); err != nil {
		return out, err
	}
	if out.then.size, err = strconv.ParseInt(words[0], 10, 64); err != nil {
		return out, err
	}
	if out.then.root, err = tlog.ParseHash(words[1]); err != nil {
		return out, err
	}
	for _, word := range words[2:] {
		hash, err := tlog.ParseHash(word)
		if err != nil {
			return out, err
		}
		out.proof = append(out.proof, hash)
	}
	return out, nil
}

// roots are those that the log signed, by size: what a reader knows without any proof.
type roots map[int64]tlog.Hash

func (known roots) add(at checkpoint) error {
	if root, found := known[at.size]; found && root != at.root {
		return fmt.Errorf("two roots were signed over %d entries", at.size)
	}
	known[at.size] = at.root
	return nil
}

// eachFile calls use with the text and the key of every NAME.ext of a folder, which must have one.
func eachFile(dir, ext string, use func(text, vkey string) error) error {
	files, err := filepath.Glob(filepath.Join(dir, "*."+ext))
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("%s has no file of kind %s", dir, ext)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		vkey, err := read(strings.TrimSuffix(file, ext) + "vkey")
		if err != nil {
			return err
		}
		if err := use(string(text), vkey); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return nil
}

// verifyConsistency holds every NAME.since of a folder against the checkpoints that other files there hold.
func verifyConsistency(dir string) (int, error) {
	known := roots{}
	err := eachFile(dir, "tlog-proof", func(text, vkey string) error {
		_, signed, _ := strings.Cut(text, "\n\n")
		at, err := openCheckpoint([]byte(signed), vkey)
		if err != nil {
			return err
		}
		return known.add(at)
	})
	if err != nil {
		return 0, err
	}
	var all []growth
	err = eachFile(dir, "since", func(text, vkey string) error {
		g, err := openGrowth(text, vkey)
		if err != nil {
			return err
		}
		all = append(all, g)
		return known.add(g.now)
	})
	if err != nil {
		return 0, err
	}
	for _, g := range all {
		if err := verifyGrowth(g, known); err != nil {
			return 0, fmt.Errorf("from %d to %d entries: %w", g.then.size, g.now.size, err)
		}
	}
	return len(all), nil
}

func verifyGrowth(g growth, known roots) error {
	// Its own checkpoint is no earlier one.
	if g.then.size >= g.now.size {
		return fmt.Errorf("nothing came between")
	}
	root, found := known[g.then.size]
	if !found {
		return fmt.Errorf("no earlier checkpoint was kept")
	}
	if root != g.then.root {
		return fmt.Errorf("another root was signed earlier")
	}
	if err := g.check(); err != nil {
		return err
	}
	return refusesChanges(g)
}

// refusesChanges shows that the check itself can fail.
func refusesChanges(g growth) error {
	changed := func(change func(*growth)) growth {
		out := g
		out.proof = append(tlog.TreeProof(nil), g.proof...)
		change(&out)
		return out
	}
	var others []growth
	for b := 0; b < tlog.HashSize; b++ {
		for i := range g.proof {
			others = append(others, changed(func(o *growth) { o.proof[i][b] ^= 1 }))
		}
		others = append(others, changed(func(o *growth) { o.then.root[b] ^= 1 }),
			changed(func(o *growth) { o.now.root[b] ^= 1 }))
	}
	others = append(others, changed(func(o *growth) { o.then.size-- }), changed(func(o *growth) { o.then.size++ }),
		changed(func(o *growth) { o.proof = o.proof[1:] }), changed(func(o *growth) { o.proof = append(o.proof, o.proof[0]) }))
	for _, other := range others {
		if other.check() == nil {
			return fmt.Errorf("a changed proof is accepted too")
		}
	}
	return nil
}
