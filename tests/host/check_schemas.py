#!/usr/bin/env python3
"""Runs commands with --json and holds what they print against docs/schemas.json.

check_schemas.py BUILD_FOLDER SOURCE_FOLDER quick|slow; slow: the commands that take seconds.
"""

import json
import os
import re
import subprocess
import sys
import tempfile

try:
    import jsonschema
except ImportError:
    print("skipped: no python3-jsonschema here")
    sys.exit(77)

BUILD, SOURCE, SPEED = sys.argv[1:]
PROGRAM = BUILD + "/bin/pastiche"
LEVEL = SOURCE + "/docs/examples/wide-gap.txt"
MODULE = SOURCE + "/docs/examples/main.tf"
GROOVE = SOURCE + "/docs/examples/groove.drums"
SMALL = ["--limit-units", "20"]
COMPARED = ["--methods", "attention-ar,markov-1,heldout", "--seeds", "1", "--samples", "2",
            "--length", "12"] + SMALL

# Words, and the exit codes that are right.
QUICK = [
    (["list"], 0),
    (["inspect", "terraform"], 0),
    (["doctor"], 0),
    (["generate", "mario", "--seed", "1", "--length", "6", "--explain"] + SMALL, 0),
    (["fill", "mario", LEVEL, "--mask-units", "3-4", "--seed", "1", "--explain"] + SMALL, 0),
    (["repair", "mario", LEVEL, "--check"], 3),
    (["repair", "terraform", MODULE, "--seed", "1"], 0),
    (["score", "drums", GROOVE, "--per-token"] + SMALL, 0),
    (["convert", "mario", LEVEL, "out.tmx"], 0),
    (["compare", "mario"] + COMPARED, 0),
    (["tune", "drums", "--trials", "0", "--tokens", "200", "-o", "heads.json"], 0),
    (["memory", "save", "drums", "-o", "drums.memory"] + SMALL, 0),
    (["encode", "mario", LEVEL], 0),
    (["decode", "mario", "ids.txt"], 0),
    (["new-plugin", "maze", "--lang", "c"], 0),
    (["completion", "zsh"], 0),
    (["manual", "list"], 0),
]
SLOW = [
    (["run", "mario", "--seed", "1"], 0),
    (["compare", "terraform", "--methods", "attention-ar,markov-1", "--seeds", "1",
      "--samples", "2", "--task-draws", "2"], 0),
    (["validate", BUILD + "/lib/pastiche/plugins/mario.so"], 0),
    (["bench", "--quick", "--filter", "^dense/n=1024/d=64/threads=1"], 0),
]


def main():
    with open(SOURCE + "/docs/schemas.json", encoding="utf-8") as file:
        schemas = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schemas)
    overview = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, check=True).stdout
    commands = re.findall(r"^  ([a-z-]+) ", overview, re.MULTILINE)
    tested = {words[0] for words, _ in QUICK + SLOW}
    failed = 0
    for name in commands:
        if name not in schemas["$defs"] or name not in tested:
            print(f"{name}: not in docs/schemas.json, or in no row of this test")
            failed += 1
    os.chdir(tempfile.mkdtemp())
    with open("ids.txt", "w", encoding="ascii") as file:
        file.write("0 " * 13 + "1\n")  # A column.
    for words, right in QUICK if SPEED == "quick" else SLOW:
        done = subprocess.run([PROGRAM, *words, "--json"], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, check=False)
        shown = " ".join(words)
        if words[0] == "bench" and "pastiche-bench: No such file" in done.stderr:
            print(f"skipped: {shown}: built without pastiche-bench")
            continue
        try:
            if done.returncode != right:
                raise ValueError(f"exit code {done.returncode}: {done.stderr}")
            value = json.loads(done.stdout, parse_constant=lambda word: 1 / 0)
            schema = {"$ref": "#/$defs/" + words[0], "$defs": schemas["$defs"]}
            jsonschema.Draft202012Validator(schema).validate(value)
        except (ValueError, ArithmeticError, jsonschema.ValidationError) as error:
            print(f"{shown}: {error}")
            failed += 1
    print(f"{failed} failed")
    return 1 if failed else 0


sys.exit(main())
