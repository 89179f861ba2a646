"""A process that writes the index is killed at any moment: what was committed is there, what was not is not, and the
next one goes on. No server and no database: the index stands for itself."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gongkai.search.asking import how_many, releases
from gongkai.search.index import Index, State
from gongkai.search.query import parse
from tests.search.library import document, library

pytestmark = pytest.mark.crash
ROOT = Path(__file__).resolve().parents[2]
WRITES = """
import sys
from pathlib import Path
from gongkai.search.index import Index, State
from tests.search.library import document, documents
index, seq = Index(Path(sys.argv[1])), int(sys.argv[2])
while True:
    seq += 1
    with index.writing() as writer:
        writer.put(document("page:%d" % (100 + seq), "甲乙丙丁" * 20, "没有写完的提交" * 300))
        writer.commit(State("one", seq))
    print(seq, flush=True)
    if seq % 7 == 0:
        made = [*documents(), *(document("page:%d" % (101 + n), "甲乙丙丁" * 20, "") for n in range(1, seq))]
        index.make_anew(made, State("one", seq), threads=1)
"""


def test_whoever_is_killed_while_writing_leaves_index_and_state_in_step(tmp_path: Path) -> None:
    library(tmp_path)
    chance, told = random.Random(5), 1
    for _ in range(5):
        child = subprocess.Popen(
            [sys.executable, "-c", WRITES, str(tmp_path), str(Index(tmp_path).state().seq)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        told = int(child.stdout.readline())
        time.sleep(chance.random() / 5)
        os.kill(child.pid, signal.SIGKILL)
        rest = child.communicate()[0].split()
        told = int(rest[-1]) if rest else told
        index = Index(tmp_path)
        state = index.state()
        assert state.seq in (told, told + 1)  # the kill may fall between the commit and the word of it
        assert len(releases(index)) == 5 + state.seq - 1
        assert how_many(index, parse("甲乙丙丁")) == state.seq - 1
        with index.writing() as writer:  # the lock went with the process
            writer.drop("page:1")
            writer.put(document("page:1", "题", ""))
            writer.commit(State("one", state.seq))
    assert told > 5
