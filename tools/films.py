#!/usr/bin/env python3
"""Records the demo's two small animations with Chromium, once: their files are data of the package.

    .venv/bin/python tools/films.py

Needs Debian's chromium. What is drawn, said in the captions and written in the transcript stands in
``gongkai/demo/data/interpretations_2023.yaml``, so that all three say the same.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import sync_playwright

DATA = Path(__file__).resolve().parents[1] / "gongkai" / "demo" / "data"
SECONDS = 5
"""Of each scene."""
DRAW = """
async ({ title, scenes, seconds }) => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [640, 360];
  const ink = canvas.getContext("2d");
  const colours = ["#12417f", "#17603a", "#7a4b00"];
  const font = (size, weight) => `${weight || 400} ${size}px "Noto Sans CJK SC", "Noto Sans SC", sans-serif`;
  const wrapped = (words, width) => {
    const lines = [""];
    for (const letter of words) {
      const last = lines.length - 1;
      if (ink.measureText(lines[last] + letter).width > width && !"，。、；！？".includes(letter)) lines.push(letter);
      else lines[last] += letter;
    }
    return lines;
  };
  const draw = (moment) => {
    const place = Math.min(scenes.length - 1, Math.floor(moment / seconds));
    const within = moment - place * seconds, ease = 1 - Math.pow(1 - Math.min(1, within / 0.8), 3);
    ink.fillStyle = "#f1f6fc"; ink.fillRect(0, 0, 640, 360);
    ink.fillStyle = colours[place % 3]; ink.fillRect(0, 0, 640, 64);
    ink.fillStyle = "#fff"; ink.font = font(26, 700); ink.textBaseline = "middle"; ink.fillText(title, 28, 33);
    ink.save(); ink.translate((1 - ease) * 240, 0); ink.globalAlpha = ease;
    ink.fillStyle = colours[place % 3];
    ink.beginPath(); ink.arc(86, 158, 46, 0, 2 * Math.PI); ink.fill();
    ink.fillStyle = "#fff"; ink.font = font(44, 700); ink.textAlign = "center"; ink.fillText(place + 1, 86, 160);
    ink.textAlign = "left"; ink.fillStyle = "#0b2a54"; ink.font = font(38, 700);
    ink.fillText(scenes[place].head, 156, 146);
    ink.font = font(25); ink.fillStyle = "#1b2430";
    wrapped(scenes[place].words, 440).forEach((line, at) => ink.fillText(line, 156, 206 + at * 38));
    ink.restore();
    ink.fillStyle = "#cdd5df"; ink.fillRect(0, 352, 640, 8);
    ink.fillStyle = colours[place % 3]; ink.fillRect(0, 352, 640 * moment / (seconds * scenes.length), 8);
  };
  draw(0);
  const stream = canvas.captureStream(10), pieces = [];
  const recorder = new MediaRecorder(stream, { mimeType: "video/webm;codecs=vp9", videoBitsPerSecond: 50000 });
  recorder.ondataavailable = (event) => pieces.push(event.data);
  const done = new Promise((resolve) => { recorder.onstop = resolve; });
  recorder.start();
  const began = performance.now(), whole = seconds * scenes.length;
  await new Promise((resolve) => {
    const clock = setInterval(() => {
      const moment = (performance.now() - began) / 1000;
      if (moment >= whole) { clearInterval(clock); resolve(); } else draw(moment);
    }, 100);
  });
  recorder.stop(); await done;
  const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
  let text = "";
  bytes.forEach((byte) => { text += String.fromCharCode(byte); });
  return btoa(text);
}
"""


def captions(scenes: list[dict[str, str]]) -> str:
    """The words on the screen, scene by scene."""
    cues = [
        f"{_clock(place * SECONDS)} --> {_clock((place + 1) * SECONDS)}\n{scene['head']}：{scene['words']}\n"
        for place, scene in enumerate(scenes)
    ]
    return "WEBVTT\n\n" + "\n".join(cues)


def _clock(seconds: int) -> str:
    return f"00:00:{seconds:02d}.000"


def main() -> None:
    """Record all of them."""
    films: list[dict[str, Any]] = yaml.safe_load((DATA / "interpretations_2023.yaml").read_text("utf-8"))["films"]
    with sync_playwright() as driver:
        page = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"]).new_page()
        for film in films:
            scenes = film["scenes"]
            told = {"title": film["title"], "scenes": scenes, "seconds": SECONDS}
            data = base64.b64decode(page.evaluate(DRAW, told))
            (DATA / "films" / f"{film['file']}.webm").write_bytes(data)
            (DATA / "films" / f"{film['file']}.vtt").write_text(captions(scenes), "utf-8")
            print(film["file"], len(data))  # noqa: T201


if __name__ == "__main__":
    main()
