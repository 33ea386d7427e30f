#!/usr/bin/env python3
"""How long whole commands take, as a Markdown table: warm, interleaved, least and median.

bench/start_up.py [BUILD_FOLDER] [RUNS]     (build/release, 20)
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

BUILD = sys.argv[1] if len(sys.argv) > 1 else "build/release"
RUNS = int(sys.argv[2]) if len(sys.argv) > 2 else 20
PROGRAM = os.path.abspath(BUILD) + "/bin/pastiche"
EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../docs/examples")
# Words, the goal in milliseconds if there is one, and a share of the runs.
COMMANDS = [
    (["--help"], 20, 1.0),
    (["list"], 50, 1.0),
    (["inspect", "mario"], None, 1.0),
    (["encode", "mario", EXAMPLES + "/wide-gap.txt", "--isolate=none"], None, 1.0),
    (["encode", "mario", EXAMPLES + "/wide-gap.txt"], None, 1.0),
    (["generate", "mario", "--seed", "1"], None, 0.25),
    (["run", "mario", "--seed", "1", "--quiet"], 2000, 0.25),
]


def milliseconds(words):
    begin = time.perf_counter()
    subprocess.run([PROGRAM, *words], stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
                   check=True)
    return 1e3 * (time.perf_counter() - begin)


def main():
    times = [[] for _ in COMMANDS]
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        for words, _, _ in COMMANDS:  # Fills the caches: of the disk and of probes.
            milliseconds(words)
        for run in range(RUNS):
            for index, (words, _, share) in enumerate(COMMANDS):
                if run < max(1, RUNS * share):
                    times[index].append(milliseconds(words))
    print("| command | least, ms | median, ms | runs | goal |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for (words, goal, _), found in zip(COMMANDS, times):
        shown = " ".join(os.path.basename(word) for word in words)
        print(f"| `pastiche {shown}` | {min(found):.1f} | {statistics.median(found):.1f} "
              f"| {len(found)} | {'' if goal is None else goal} |")


main()
