#!/bin/sh
# The browser journeys need Chromium and a Chinese font, the drill of the web server nginx. Installs what is missing
# through apt where it may (root, or sudo without a password); otherwise fails with the one line to run. It never lets
# the journeys be skipped. Debian's chromium-headless-shell is the same engine without a window to draw, and
# half the work for a page; a chromium that is there will do where the shell cannot be had. RUNLEVEL=1 keeps Debian from
# starting nginx as a service of the machine; the drill starts its own.
set -eu

shell=chromium-headless-shell
has() { command -v "$1" >/dev/null 2>&1; }
chinese_font() {
  if has fc-list; then
    fc-list :lang=zh-cn family | grep -q .
  else
    find /usr/share/fonts /usr/local/share/fonts -iname '*cjk*' 2>/dev/null | grep -q .
  fi
}
has_nginx() { has nginx || [ -x /usr/sbin/nginx ]; }
needed() {
  has_nginx || echo nginx-light
  has "$shell" || has chromium || echo "$shell"
  chinese_font || echo fonts-noto-cjk
}
present() {
  if has "$shell"; then browser=$shell; else browser=chromium; fi
  echo "$browser $("$browser" --version 2>/dev/null | grep -o '[0-9][0-9.]*' | head -n 1) · Chinese font and nginx present"
}

needed=$(needed | tr '\n' ' ')
needed=${needed% }
wanted=$needed
if ! has "$shell"; then
  wanted="$shell $(chinese_font || echo fonts-noto-cjk) $(has_nginx || echo nginx-light)"
  wanted=${wanted% }
fi
if [ -z "$wanted" ]; then
  present
  exit 0
fi

may=yes
as_root=""
if [ "$(id -u)" != 0 ]; then
  if has sudo && sudo -n true 2>/dev/null; then as_root="sudo -n"; else may=no; fi
fi
has apt-get || may=no
line="apt-get update && apt-get install -y --no-install-recommends $wanted"
if [ "$may" = yes ]; then
  echo "installing $wanted through apt · 正在安装 $wanted"
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  if $as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 sh -c "$line" >"$log" 2>&1; then
    present
    exit 0
  fi
  if [ -n "$needed" ]; then tail -n 15 "$log" >&2; fi
fi
if [ -z "$needed" ]; then
  present
  exit 0
fi
if has apt-get; then
  echo "run first · 请先运行：sudo sh -c '$line'" >&2
else
  echo "install first · 请先安装：$needed" >&2
fi
exit 1
