// What HashiCorp's own parser and formatter say of many texts, for the test
// oracle_test.cc. Not part of the product: only Debian's Go packages are used.
//
// usage: hcl_oracle CASES ANSWERS
// CASES is a row of (u32 size, bytes), ANSWERS one (u8 verdict, u32 size, bytes)
// for each: verdict 1 = accepted, 0 = rejected, 2 = the parser panicked; bytes =
// the text as hclwrite.Format lays it out. Numbers are little-endian.
package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"os"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

const (
	rejected = 0
	accepted = 1
	panicked = 2
)

func judge(source []byte) (verdict byte) {
	defer func() {
		if recover() != nil {
			verdict = panicked
		}
	}()
	_, problems := hclsyntax.ParseConfig(source, "", hcl.Pos{Byte: 0, Line: 1, Column: 1})
	if problems.HasErrors() {
		return rejected
	}
	return accepted
}

func layOut(source []byte) (text []byte) {
	defer func() {
		if recover() != nil {
			text = nil
		}
	}()
	return hclwrite.Format(source)
}

func run(in io.Reader, out io.Writer) error {
	var size uint32
	for {
		err := binary.Read(in, binary.LittleEndian, &size)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		source := make([]byte, size)
		if _, err = io.ReadFull(in, source); err != nil {
			return err
		}
		verdict := judge(source)
		text := layOut(source)
		if err = binary.Write(out, binary.LittleEndian, verdict); err != nil {
			return err
		}
		if err = binary.Write(out, binary.LittleEndian, uint32(len(text))); err != nil {
			return err
		}
		if _, err = out.Write(text); err != nil {
			return err
		}
	}
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: hcl_oracle CASES ANSWERS")
		os.Exit(2)
	}
	cases, err := os.Open(os.Args[1])
	if err == nil {
		var answers *os.File
		if answers, err = os.Create(os.Args[2]); err == nil {
			out := bufio.NewWriter(answers)
			if err = run(bufio.NewReader(cases), out); err == nil {
				err = out.Flush()
			}
			if closed := answers.Close(); err == nil {
				err = closed
			}
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "hcl_oracle:", err)
		os.Exit(1)
	}
}
