#!/usr/bin/env python3
"""Builds a corpus on a Spark cluster: each task passes its share of the documents to `tarjuman`.

    spark-submit --master local[*] build.py --input pairs.jsonl --output corpus/

The input has one document pair per line, as `tarjuman align --jsonl` reads it. The program aligns and checks
the documents; Spark distributes them, drops duplicates and counts. Apart from their order, the rows are the
same as those of `tarjuman corpus build` on the same input: of duplicate pairs, the first in the input is kept.

If `tarjuman` fails in a task, the task is retried, and if it keeps failing, the job fails, so that nothing is
lost silently.
"""

import argparse
import json
import shlex
import sys

from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as f
from pyspark.sql.types import (ArrayType, DoubleType, StringType, StructField, StructType)

BEAD = StructType([
    StructField("source", ArrayType(StringType())),
    StructField("target", ArrayType(StringType())),
    StructField("score", DoubleType()),
    StructField("reasons", ArrayType(StringType())),
    StructField("key", StringType()),
])
DOCUMENT = StructType([
    StructField("id", StringType()),
    StructField("error", StringType()),
    StructField("source_language", StringType()),
    StructField("target_language", StringType()),
    StructField("beads", ArrayType(BEAD)),
])


def aligned(spark, arguments):
    """A row for each document, with its position in the input."""
    command = [arguments.tarjuman, "align", "--jsonl", "--document", "--checks", "--threads", "1",
               "--min-score", str(arguments.min_score)]
    lines = spark.sparkContext.textFile(arguments.input, arguments.partitions)
    # There is one line of output per line of input, so the positions are those of the input.
    answers = lines.filter(lambda line: line.strip()).pipe(shlex.join(command), checkCode=True)
    rows = spark.createDataFrame(answers.zipWithIndex(), "line string, record long")
    return rows.select("record", f.from_json("line", DOCUMENT).alias("document")).select("record", "document.*")


def pairs(documents):
    """A row for each bead with both sides, with the reason for dropping it, or null if it is kept."""
    beads = documents.select("record", "id", "source_language", "target_language",
                             f.posexplode("beads").alias("position", "bead"))
    two_sided = beads.where((f.size("bead.source") > 0) & (f.size("bead.target") > 0))
    reason = f.element_at("bead.reasons", 1)
    return two_sided.select(
        f.col("id").alias("document"), "record", "position",
        f.array_join("bead.source", " ").alias("source"), f.array_join("bead.target", " ").alias("target"),
        "source_language", "target_language", "bead.score", "bead.key",
        f.when(f.size("bead.reasons") > 0, reason).alias("reason"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--input", required=True, help="JSON lines: a file or a folder that all workers can read")
    parser.add_argument("--output", required=True, help="folder for the Parquet files, which all workers can write")
    parser.add_argument("--tarjuman", default="tarjuman", help="path of the program on every worker (default: tarjuman)")
    parser.add_argument("--min-score", type=float, default=0.5,
                        help="drop pairs that score less than this, from 0 to 1 (default: 0.5)")
    parser.add_argument("--partitions", type=int, default=None, help="minimum number of tasks (default: as Spark decides)")
    arguments = parser.parse_args()

    spark = SparkSession.builder.appName("tarjuman corpus").getOrCreate()
    documents = aligned(spark, arguments).persist()
    filtered = pairs(documents)
    clean = filtered.where(f.col("reason").isNull())
    first = Window.partitionBy("key").orderBy("record", "position")
    ranked = clean.withColumn("rank", f.row_number().over(first))
    kept = ranked.where("rank = 1").drop("rank", "key", "reason", "record")
    kept.write.mode("overwrite").parquet(arguments.output)

    dropped = {row["reason"]: row["count"]
               for row in filtered.where(f.col("reason").isNotNull()).groupBy("reason").count().collect()}
    rows = spark.read.parquet(arguments.output).count()
    duplicates = clean.count() - rows
    report = {
        "documents": documents.count(),
        "failed": documents.where(f.col("error").isNotNull()).count(),
        "pairs": filtered.count(),
        "kept": rows,
        "dropped": dict(sorted(dropped.items()) + ([("duplicate", duplicates)] if duplicates else [])),
    }
    json.dump(report, sys.stdout, indent=2)
    print()
    spark.stop()


if __name__ == "__main__":
    main()
