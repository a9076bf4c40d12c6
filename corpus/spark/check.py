#!/usr/bin/env python3
"""Checks that build.py builds the same corpus as `tarjuman corpus build`.

    check.py --tarjuman target/release/tarjuman --documents 2000
    check.py --tarjuman target/release/tarjuman --documents 20000 --kill-worker

Starts a standalone cluster of two workers on the loopback interface, runs build.py on documents made from the
sample articles, one in a hundred of them malformed, and compares the rows. With --kill-worker, one of the
workers is killed during the job. Requires PySpark, and Java on the path.
"""

import argparse
import glob
import gzip
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ARTICLES = os.path.join(HERE, "..", "articles")


def make_documents(count, path):
    """Writes windows of the sample articles with other numbers; some are duplicates, some are not valid JSON."""
    generator = random.Random(11)
    articles = []
    for english in sorted(glob.glob(os.path.join(ARTICLES, "*.en.[tm]*"))):
        arabic = english.replace(".en.", ".ar.")
        with open(english, encoding="utf-8") as source, open(arabic, encoding="utf-8") as target:
            articles.append((paragraphs(source.read()), paragraphs(target.read())))
    with open(path, "w", encoding="utf-8") as out:
        for number in range(count):
            if number % 100 == 99:
                out.write('{"id": "d%d", "source": \n' % number)
                continue
            source, target = generator.choice(articles)
            start = generator.randrange(max(1, min(len(source), len(target)) - 4))
            other = str(generator.randrange(10, 500))
            texts = [" ".join(side[start:start + 4]) for side in (source, target)]
            texts = [re.sub(r"\b\d\d\b", other, text, count=1) for text in texts]
            record = {"id": f"d{number}", "source": texts[0], "target": texts[1]}
            out.write(json.dumps(record, ensure_ascii=False) + "\n")


def paragraphs(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


class Cluster:
    """A master and two workers on the loopback interface."""

    def __init__(self, folder):
        import pyspark
        self.home = os.path.dirname(pyspark.__file__)
        self.environment = {**os.environ, "SPARK_HOME": self.home, "SPARK_LOCAL_IP": "127.0.0.1",
                            "SPARK_LOCAL_DIRS": folder, "PYSPARK_PYTHON": sys.executable}
        self.folder = folder
        port = free_port()
        self.master = f"spark://127.0.0.1:{port}"
        self.processes = [self.start("master.Master", "--port", str(port), "--webui-port", str(free_port()))]
        wait_for(port)
        for number in range(2):
            self.processes.append(self.start(
                "worker.Worker", "--cores", "1", "--memory", "1g", "--webui-port", str(free_port()),
                "--work-dir", os.path.join(folder, f"work{number}"), self.master))

    def start(self, name, *arguments):
        log = open(os.path.join(self.folder, f"{name}.log"), "ab")
        command = [os.path.join(self.home, "bin", "spark-class"), f"org.apache.spark.deploy.{name}",
                   "--host", "127.0.0.1", *arguments]
        return subprocess.Popen(command, env=self.environment, stdout=log, stderr=log,
                                start_new_session=True)

    def submit(self, *arguments):
        command = [os.path.join(self.home, "bin", "spark-submit"), "--master", self.master,
                   "--conf", "spark.driver.bindAddress=127.0.0.1", "--conf", "spark.driver.host=127.0.0.1",
                   "--conf", "spark.ui.enabled=false", "--conf", "spark.sql.shuffle.partitions=8",
                   "--driver-memory", "1g", "--executor-memory", "800m",
                   os.path.join(HERE, "build.py"), *arguments]
        log = open(os.path.join(self.folder, "submit.log"), "ab")
        return subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, stderr=log, text=True)

    def kill_worker(self):
        os.killpg(self.processes[2].pid, 9)
        # Its executor is a separate process in the session of the worker, so it is killed too.

    def stop(self):
        for process in self.processes:
            try:
                os.killpg(process.pid, 9)
            except ProcessLookupError:
                pass
            process.wait()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(port):
    for _ in range(300):
        with socket.socket() as connection:
            if connection.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    sys.exit("the master did not start")


def built_rows(folder):
    rows = []
    for shard in sorted(glob.glob(os.path.join(folder, "corpus-*.jsonl.gz"))):
        with gzip.open(shard, "rt", encoding="utf-8") as lines:
            rows.extend(row(json.loads(line)) for line in lines)
    return sorted(rows)


def row(pair):
    names = ("document", "position", "source", "target", "source_language", "target_language")
    return (*(pair[name] for name in names), round(pair["score"], 4))


def parquet_rows(folder):
    from pyspark.sql import SparkSession
    spark = (SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
             .config("spark.driver.bindAddress", "127.0.0.1").getOrCreate())
    rows = sorted(row(found.asDict()) for found in spark.read.parquet(folder).collect())
    spark.stop()
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tarjuman", required=True)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--kill-worker", action="store_true")
    arguments = parser.parse_args()
    program = os.path.abspath(arguments.tarjuman)
    with tempfile.TemporaryDirectory() as folder:
        pairs = os.path.join(folder, "pairs.jsonl")
        make_documents(arguments.documents, pairs)
        corpus = os.path.join(folder, "corpus")
        # The exit code is 1 because some lines are malformed.
        subprocess.run([program, "corpus", "build", pairs, "-o", corpus], check=False)
        cluster = Cluster(folder)
        try:
            parquet = os.path.join(folder, "parquet")
            job = cluster.submit("--input", pairs, "--output", parquet, "--tarjuman", program,
                                 "--partitions", "16")
            if arguments.kill_worker:
                time.sleep(12)
                cluster.kill_worker()
                print("killed a worker", file=sys.stderr)
            out, _ = job.communicate(timeout=3000)
            if job.returncode != 0:
                with open(os.path.join(folder, "submit.log"), encoding="utf-8", errors="replace") as log:
                    sys.exit("the job failed:\n" + log.read()[-6000:])
        finally:
            cluster.stop()
        with open(os.path.join(corpus, "report.json"), encoding="utf-8") as report:
            expected = json.load(report)
        found = json.loads(out)
        for name in ("documents", "failed", "pairs", "kept", "dropped"):
            if found[name] != expected[name]:
                sys.exit(f"{name}: Spark has {found[name]}, corpus build has {expected[name]}")
        built, rows = built_rows(corpus), parquet_rows(parquet)
        if built != rows:
            only = [pair for pair in rows if pair not in built][:3]
            sys.exit(f"{len(rows)} rows from Spark, {len(built)} from corpus build; only from Spark: {only}")
        print(f"{found['documents']} documents, {found['failed']} malformed, {len(rows)} rows: both corpora are the same")


if __name__ == "__main__":
    main()
