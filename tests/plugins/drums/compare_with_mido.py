"""Reads the Groove MIDI files with python3-mido and with our reader and
compares ticks, velocities and the quantised grid. Exit code 77: skipped.

    compare_with_mido.py <drums_midi_counts> <groove folder>
"""

import pathlib
import subprocess
import sys

try:
    import mido
except ImportError:
    print("skipped: python3-mido is not installed")
    sys.exit(77)

# One file in eight keeps the test under a few seconds; mido is slow.
STRIDE = 8

INSTRUMENT = {}
for number, notes in enumerate([
        [35, 36], [37, 38, 39, 40], [42, 22, 44], [46, 26], [41, 43, 58],
        [45, 47], [48, 50], [49, 52, 55, 57], [51, 53, 59]]):
    for note in notes:
        INSTRUMENT[note] = number


def expected(path):
    """The line that drums_midi_counts should print for the file."""
    song = mido.MidiFile(path)
    tick, notes, tempos, metres = 0, [], 0, set()
    for message in mido.merge_tracks(song.tracks):
        tick += message.time
        if message.type == "note_on" and message.velocity > 0:
            notes.append((tick, message.note, message.velocity))
        tempos += message.type == "set_tempo"
        if message.type == "time_signature":
            metres.add((message.numerator, message.denominator))
    line = (f"{song.ticks_per_beat} {len(notes)} {sum(n[0] for n in notes)} "
            f"{sum(n[2] for n in notes)} {tempos} ")
    if metres - {(4, 4)}:
        return line + "metre"
    unmapped = sum(n[1] not in INSTRUMENT for n in notes)
    # round(), done in integers: the nearest sixteenth, halves up.
    cells = {((8 * t + song.ticks_per_beat) // (2 * song.ticks_per_beat),
              INSTRUMENT[n]) for t, n, _ in notes if n in INSTRUMENT}
    merged = len(notes) - unmapped - len(cells)
    return line + f"{len(cells)} {merged} {unmapped}"


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    files = sorted(folder.glob("*/*.mid"))[::STRIDE]
    if not files:
        print(f"skipped: no MIDI files in {folder}")
        return 77
    output = subprocess.run([program, *map(str, files)], check=True,
                            capture_output=True, text=True).stdout.splitlines()
    failures = 0
    if len(output) != len(files):
        print(f"{len(output)} lines for {len(files)} files")
        failures += 1
    for path, got in zip(files, output):
        want = expected(path)
        if want != got:
            print(f"{path.name}: mido says {want}, we say {got}")
            failures += 1
    print(f"{len(files)} files compared, {failures} differ")
    return 1 if failures else 0


sys.exit(main())
