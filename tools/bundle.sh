#!/usr/bin/env bash
# Packs the source and every wheel it needs into one file, for machines without a network.
# Usage: tools/bundle.sh x86_64|aarch64
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

arch=$1
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' gongkai/__init__.py)
name="gongkai-$version-$arch"
folder="build/$name"

# A wheel is named for the oldest system it runs on, so all names up to Debian 12's are asked for.
platforms=()
for tag in manylinux_2_28 manylinux_2_27 manylinux_2_26 manylinux_2_24 manylinux_2_17 manylinux2014; do
  platforms+=(--platform "${tag}_$arch")
done

rm -rf "$folder"
mkdir -p "$folder/wheels" dist
git ls-files -z | xargs -0 tar cf - | tar xf - -C "$folder"
.venv/bin/python -m pip download --quiet --progress-bar off --no-deps --require-hashes --only-binary :all: \
  --python-version 3.11 --implementation cp --abi cp311 --abi abi3 --abi none "${platforms[@]}" \
  --dest "$folder/wheels" -r requirements/postgres.txt

tar czf "dist/$name.tar.gz" -C build "$name"
rm -rf "$folder"
echo "dist/$name.tar.gz  $(du -h "dist/$name.tar.gz" | cut -f1)"
echo "then, without a network · 在内网机器上："
echo "  tar xzf $name.tar.gz && cd $name && PIP_NO_INDEX=1 PIP_FIND_LINKS=\"\$PWD/wheels\" make install"
