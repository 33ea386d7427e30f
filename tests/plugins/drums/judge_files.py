"""Judges files written by drums_render_files: .h2pattern by xmllint against
Hydrogen's own schema and by a second reader here, its instrument numbers by
Hydrogen's own drum kit, .svg by xmllint, .wav by Python's wave module.
Exit code 77: skipped, something is not installed.

    judge_files.py <drums_render_files>
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import wave
import xml.etree.ElementTree as tree

SCHEMA = pathlib.Path("/usr/share/hydrogen/data/xsd/drumkit_pattern.xsd")
KIT = pathlib.Path("/usr/share/hydrogen/data/drumkits/GMRockKit/drumkit.xml")
# What we call the instruments of GMRockKit that we write.
NAMES = {0: "Kick", 2: "Snare", 6: "Hat Closed", 10: "Hat Open",
         5: "Floor Tom", 7: "Tom 2", 9: "Tom 1", 13: "Crash", 12: "Ride"}
LABELS = dict(zip(NAMES, "KSHOLMTCR"))
PATTERN = "{http://www.hydrogen-music.org/drumkit_pattern}"


def local(name):
    return name.rsplit("}", 1)[-1]


def kit_names():
    """Instrument number -> name, of Hydrogen's GMRockKit."""
    names = {}
    for node in tree.parse(KIT).iter():
        if local(node.tag) == "instrument":
            fields = {local(child.tag): child.text for child in node}
            if "name" in fields:
                names[int(fields["id"])] = fields["name"]
    return names


def cells_of_text(path):
    """{(step, label)} of a canonical text grid, and its number of steps."""
    cells, steps = set(), 0
    for line in path.read_text().splitlines():
        row = line[2:].replace("|", "")
        steps = len(row)
        cells |= {(i, line[0]) for i, c in enumerate(row) if c != "."}
    return cells, steps


def cells_of_patterns(paths):
    cells, steps = set(), 0
    for path in paths:
        pattern = tree.parse(path).getroot().find(PATTERN + "pattern")
        for note in pattern.iter(PATTERN + "note"):
            field = {local(child.tag): child.text for child in note}
            # Hydrogen moves a note by leadlag x 5 ticks.
            tick = int(field["position"]) + 5 * float(field["leadlag"])
            step = int((tick + 6) // 12)
            cells.add((steps + max(step, 0), LABELS[int(field["instrument"])]))
        steps += int(pattern.find(PATTERN + "size").text) // 12
    return cells, steps


def main():
    for needed in [SCHEMA, KIT]:
        if not needed.exists():
            print(f"skipped: no {needed}; install hydrogen-data")
            return 77
    if shutil.which("xmllint") is None:
        print("skipped: xmllint is not installed (libxml2-utils)")
        return 77
    names = kit_names()
    assert all(names[number] == name for number, name in NAMES.items()), names
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run([sys.argv[1], name], check=True)
        patterns = sorted(folder.glob("*.h2pattern"))
        subprocess.run(["xmllint", "--noout", "--nonet", "--schema", SCHEMA,
                        *patterns], check=True, stderr=subprocess.DEVNULL)
        subprocess.run(["xmllint", "--noout", "--nonet",
                        *folder.glob("*.svg")], check=True)
        texts = sorted(folder.glob("*.drums"))
        assert len(texts) > 50 and len(patterns) > len(texts)
        for text in texts:
            cells, steps = cells_of_text(text)
            own = sorted((p for p in patterns
                          if p.name.split(".")[0] == text.stem),
                         key=lambda p: len(p.name))
            assert cells_of_patterns(own) == (cells, steps), text.name
            with wave.open(str(text.with_suffix(".wav"))) as sound:
                # A sixteenth at tempo 125 is .12 s.
                want = (2, 2, 44100, steps * 5292)
                got = (sound.getnchannels(), sound.getsampwidth(),
                       sound.getframerate(), sound.getnframes())
                assert got == want, (text.name, got)
    print(f"{len(patterns)} patterns valid, {len(texts)} documents the same "
          "cells; pictures well formed, sounds of the right length")
    return 0


sys.exit(main())
