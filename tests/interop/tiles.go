package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

// folder reads tiles as C2SP lays them out: without the height in their path.
type folder string

func (dir folder) Height() int                     { return tileHeight }
func (dir folder) SaveTiles([]tlog.Tile, [][]byte) {}
func (dir folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight), "tile/", 1)
		bytes, err := os.ReadFile(filepath.Join(string(dir), path))
		if err != nil {
			return nil, err
		}
		out = append(out, bytes)
	}
	return out, nil
}

// entries reads the leaves of one entry tile.
func (dir folder) entries(tile tlog.Tile) ([][]byte, error) {
	path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/0/", tileHeight), "tile/entries/", 1)
	bytes, err := os.ReadFile(filepath.Join(string(dir), path))
	if err != nil {
		return nil, err
	}
	var out [][]byte
	for len(bytes) > 0 {
		if len(bytes) < 2 || len(bytes) < 2+int(binary.BigEndian.Uint16(bytes)) {
			return nil, fmt.Errorf("%s is cut", path)
		}
		size := int(binary.BigEndian.Uint16(bytes))
		out = append(out, bytes[2:2+size])
		bytes = bytes[2+size:]
	}
	return out, nil
}

// verifyTiles holds every published entry, and a consistency proof from every eleventh size, against the checkpoint.
func verifyTiles(dir, vkey string) (int, error) {
	signed, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return 0, err
	}
	at, err := openCheckpoint(signed, vkey)
	if err != nil {
		return 0, err
	}
	// The reader authenticates each tile that it reads against the checkpoint's root.
	hashes := tlog.TileHashReader(tlog.Tree{N: at.size, Hash: at.root}, folder(dir))
	var leaves []tlog.Hash
	for first := int64(0); first < at.size; first += 1 << tileHeight {
		width := at.size - first
		if width > 1<<tileHeight {
			width = 1 << tileHeight
		}
		entries, err := folder(dir).entries(tlog.Tile{H: tileHeight, L: 0, N: first >> tileHeight, W: int(width)})
		if err != nil {
			return 0, err
		}
		for _, leaf := range entries {
			leaves = append(leaves, tlog.RecordHash(leaf))
		}
	}
	if int64(len(leaves)) != at.size {
		return 0, fmt.Errorf("%d entries are published, the checkpoint has %d", len(leaves), at.size)
	}
	for i, leaf := range leaves {
		proof, err := tlog.ProveRecord(at.size, int64(i), hashes)
		if err != nil {
			return 0, err
		}
		if err := tlog.CheckRecord(proof, at.size, at.root, int64(i), leaf); err != nil {
			return 0, fmt.Errorf("entry %d: %w", i, err)
		}
	}
	for size := int64(1); size <= at.size; size += 11 {
		then, err := tlog.TreeHash(size, hashes)
		if err != nil {
			return 0, err
		}
		proof, err := tlog.ProveTree(at.size, size, hashes)
		if err != nil {
			return 0, err
		}
		if err := tlog.CheckTree(proof, at.size, at.root, size, then); err != nil {
			return 0, fmt.Errorf("from %d: %w", size, err)
		}
	}
	return len(leaves), nil
}
