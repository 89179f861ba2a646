#!/bin/sh
# The browser journeys need Chromium and a Chinese font. Installs what is missing through apt where it
# may (root, or sudo without a password); otherwise fails with the one line to run. It never lets the
# journeys be skipped.
set -eu

missing=""
command -v chromium >/dev/null 2>&1 || missing="chromium"
chinese_font() {
  if command -v fc-list >/dev/null 2>&1; then
    fc-list :lang=zh-cn family | grep -q .
  else
    find /usr/share/fonts /usr/local/share/fonts -iname '*cjk*' 2>/dev/null | grep -q .
  fi
}
chinese_font || missing="$missing fonts-noto-cjk"
missing=${missing# }

if [ -z "$missing" ]; then
  echo "$(chromium --version 2>/dev/null | head -n 1 || echo chromium) · Chinese font present"
  exit 0
fi

line="apt-get update && apt-get install -y --no-install-recommends $missing"
as_root=""
if [ "$(id -u)" != 0 ]; then
  if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
  else
    echo "run first · 请先运行：sudo sh -c '$line'" >&2
    exit 1
  fi
fi
if ! command -v apt-get >/dev/null 2>&1; then
  echo "install first · 请先安装：$missing" >&2
  exit 1
fi

echo "installing $missing through apt · 正在安装 $missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! $as_root env DEBIAN_FRONTEND=noninteractive sh -c "$line" >"$log" 2>&1; then
  tail -n 15 "$log" >&2
  echo "run first · 请先运行：sudo sh -c '$line'" >&2
  exit 1
fi
