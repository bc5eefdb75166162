package main

import (
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type checkpoint struct {
	size int64
	root tlog.Hash
}

// openCheckpoint verifies a signed checkpoint under the log's key.
func openCheckpoint(bytes []byte, vkey string) (checkpoint, error) {
	var out checkpoint
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return out, err
	}
	opened, err := note.Open(bytes, note.VerifierList(verifier))
	if err != nil {
		return out, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return out, fmt.Errorf("not a checkpoint of %s", verifier.Name())
	}
	if out.size, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return out, err
	}
	out.root, err = tlog.ParseHash(lines[2])
	return out, err
}

func read(path string) (string, error) {
	bytes, err := os.ReadFile(path)
	return strings.TrimSpace(string(bytes)), err
}

// verifyReceipts verifies every NAME.tlog-proof of a folder with its NAME.leaf.hex and NAME.vkey.
func verifyReceipts(dir string) (int, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.tlog-proof"))
	if err != nil {
		return 0, err
	}
	if len(files) == 0 {
		return 0, fmt.Errorf("%s has no receipt", dir)
	}
	for _, file := range files {
		if err := verifyReceipt(strings.TrimSuffix(file, ".tlog-proof")); err != nil {
			return 0, fmt.Errorf("%s: %w", file, err)
		}
	}
	return len(files), nil
}

func verifyReceipt(name string) error {
	receipt, err := os.ReadFile(name + ".tlog-proof")
	if err != nil {
		return err
	}
	leafHex, err := read(name + ".leaf.hex")
	if err != nil {
		return err
	}
	vkey, err := read(name + ".vkey")
	if err != nil {
		return err
	}
	leaf, err := hex.DecodeString(leafHex)
	if err != nil {
		return err
	}
	head, signed, found := strings.Cut(string(receipt), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "index ") {
		return fmt.Errorf("not a tlog-proof")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	at, err := openCheckpoint([]byte(signed), vkey)
	if err != nil {
		return err
	}
	if err := tlog.CheckRecord(proof, at.size, at.root, index, tlog.RecordHash(leaf)); err != nil {
		return err
	}
	// The check itself must be able to fail.
	if tlog.CheckRecord(proof, at.size, at.root, index, tlog.RecordHash(append(leaf, 'x'))) == nil {
		return fmt.Errorf("another leaf is accepted too")
	}
	return nil
}
