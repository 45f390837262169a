#!/bin/sh
# Records what Spark itself knows of its keys, for the newest patch of every minor in lib/catalog/emr-release-versions.ts.
# Needs a JDK (17), Python 3, and 4 GB of disk for the jars, which the PySpark packages hold.
set -eu
cd "$(dirname "$0")"
for needed in javac python3; do
  command -v "$needed" > /dev/null || { echo "$needed is not installed: a JDK of Java 17 and Python 3 are needed" >&2; exit 2; }
done
work=${1:-target}
mkdir -p "$work/classes" "$work/tables" "$work/jars"
# PySpark's own build description wants these two; building in isolation would fetch others that 2.4 cannot use.
python3 -m venv "$work/venv" && "$work/venv/bin/pip" install --quiet wheel 'setuptools<70'
javac -d "$work/classes" src/KeysOracle.java src/AnswersOracle.java
for version in 2.4.8 3.0.3 3.1.3 3.2.4 3.3.4 3.4.4 3.5.8 4.0.2; do
  jars="$work/jars/$version"
  if [ ! -d "$jars" ]; then
    "$work/venv/bin/pip" download --quiet --no-deps --no-build-isolation --dest "$work" "pyspark==$version"
    mkdir "$jars"
    tar -xzf "$work/pyspark-$version.tar.gz" -C "$jars" --strip-components=3 --wildcards '*/deps/jars/*.jar'
    rm "$work/pyspark-$version.tar.gz"
  fi
  java="java -Xmx1g --add-opens java.base/java.nio=ALL-UNNAMED --add-opens java.base/sun.nio.ch=ALL-UNNAMED"
  $java -cp "$work/classes:$jars/*" KeysOracle "$jars" 2> "$work/tables/$version.log" | grep '^{"key"' > "$work/tables/$version.jsonl"
  $java -cp "$work/classes:$jars/*" AnswersOracle "$jars" 2> /dev/null | grep '^{"' > "$work/tables/answers-$version.jsonl"
  echo "$version: $(wc -l < "$work/tables/$version.jsonl") keys; $(grep -c '^not loaded' "$work/tables/$version.log" || true) objects not loaded"
done
