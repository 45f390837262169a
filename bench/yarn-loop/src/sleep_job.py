"""SleepJob for PySpark: TASKS tasks of READS reads of MS milliseconds each. It needs task slots and hardly any CPU.

sleep_job.py TASKS READS MS [FILE]: once FILE is there, the reads that are left take no time.

Prints one line: RESULT {"appId", "reads", "sessionMs", "jobMs"}.
"""

import json
import os
import sys
import time

from pyspark.sql import SparkSession

tasks, reads, ms = (int(argument) for argument in sys.argv[1:4])
end = sys.argv[4] if len(sys.argv) > 4 else ""
begin = time.monotonic()
spark = SparkSession.builder.appName("latency-bound").getOrCreate()
ready = time.monotonic()


def read(numbers):
    count = 0
    for _ in numbers:
        for _ in range(reads):
            if not os.path.exists(end):
                time.sleep(ms / 1000)
            count += 1
    yield count


done = spark.sparkContext.parallelize(range(tasks), tasks).mapPartitions(read).sum()
ended = time.monotonic()
result = {
    "appId": spark.sparkContext.applicationId,
    "reads": done,
    "sessionMs": round((ready - begin) * 1000),
    "jobMs": round((ended - ready) * 1000),
}
print("RESULT " + json.dumps(result), flush=True)
spark.stop()
