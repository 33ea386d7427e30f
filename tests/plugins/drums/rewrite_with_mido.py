"""Has Groove MIDI files read, put on the grid and written by us, then reads
them again with python3-mido and midicsv: the same notes as mido finds in the
original, merged as documented. Exit code 77: skipped.

    rewrite_with_mido.py <drums_midi_rewrite> <groove folder> <stride>
"""

import csv
import pathlib
import shutil
import subprocess
import sys
import tempfile

try:
    import mido
except ImportError:
    print("skipped: python3-mido is not installed")
    sys.exit(77)

WRITTEN = [36, 38, 42, 46, 43, 47, 50, 49, 51]
INSTRUMENT = {}
for number, notes in enumerate([
        [35, 36], [37, 38, 39, 40], [42, 22, 44], [46, 26], [41, 43, 58],
        [45, 47], [48, 50], [49, 52, 55, 57], [51, 53, 59]]):
    for note in notes:
        INSTRUMENT[note] = number


def events(path):
    """(tick, message) of all tracks together, and the ticks per quarter."""
    song = mido.MidiFile(path)
    tick, result = 0, []
    for message in mido.merge_tracks(song.tracks):
        tick += message.time
        result.append((tick, message))
    return result, song.ticks_per_beat


def expected(path):
    """(tick at 480, note, velocity) that should be written; None: not 4/4."""
    original, per_quarter = events(path)
    cells = {}
    for tick, message in original:
        if message.type == "time_signature":
            if message.numerator != message.denominator:
                return None
        if message.type != "note_on" or message.velocity == 0:
            continue
        step = (8 * tick + per_quarter) // (2 * per_quarter)
        key = (step, INSTRUMENT[message.note])
        if key not in cells or message.velocity > cells[key][1]:
            cells[key] = (tick, message.velocity)
    assert per_quarter == 480
    return sorted((tick, WRITTEN[instrument], velocity)
                  for (_, instrument), (tick, velocity) in cells.items())


def read_by_mido(path):
    """The notes, after checks of what else a good file holds."""
    all_events, per_quarter = events(path)
    assert per_quarter == 480
    notes, sounding = [], set()
    for tick, message in all_events:
        if message.type == "note_on":
            assert message.channel == 9 and message.note not in sounding
            sounding.add(message.note)
            notes.append((tick, message.note, message.velocity))
        elif message.type == "note_off":
            sounding.remove(message.note)
    assert not sounding
    end, last = all_events[-1]
    assert last.type == "end_of_track" and end % 1920 == 0
    assert end > max(n[0] for n in notes)
    return sorted(notes)


def read_by_midicsv(path):
    rows = subprocess.run(["midicsv", path], check=True, capture_output=True,
                          text=True).stdout.splitlines()
    return sorted((int(r[1]), int(r[4]), int(r[5])) for r in csv.reader(rows)
                  if r[2].strip() == "Note_on_c" and int(r[5]) > 0)


def main():
    program, stride = sys.argv[1], int(sys.argv[3])
    files = sorted(pathlib.Path(sys.argv[2]).glob("*/*.mid"))[::stride]
    if not files:
        print(f"skipped: no MIDI files in {sys.argv[2]}")
        return 77
    if shutil.which("midicsv") is None:
        print("skipped: midicsv is not installed")
        return 77
    failures = notes = refused = 0
    with tempfile.TemporaryDirectory() as folder:
        lines = subprocess.run([program, folder, *map(str, files)], check=True,
                               capture_output=True, text=True).stdout.splitlines()
        assert len(lines) == len(files)
        for path, line in zip(files, lines):
            want = expected(path)
            if want is None:
                refused += 1
                if not line.startswith("refused: the metre is "):
                    print(f"{path.name}: not 4/4, but {line}")
                    failures += 1
                continue
            again = pathlib.Path(folder) / path.name
            notes += len(want)
            for reader in [read_by_mido, read_by_midicsv]:
                if line != "written" or reader(again) != want:
                    print(f"{path.name}: {reader.__name__} differs ({line})")
                    failures += 1
    print(f"{len(files)} files, {notes} notes, {refused} refused by their "
          f"metre; {failures} differences")
    return 1 if failures else 0


sys.exit(main())
