"""What the Python clients share: where the server is, its time, and a transcript whose every line is checked."""

import json
import os
import time
import urllib.request
from datetime import datetime

# Libraries log to standard output; the transcript has it to itself.
TRANSCRIPT = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

URL = os.environ["AWS_ENDPOINT_URL_EMR"]
STUCK = "j-REHEARSAL0001"

CLUSTER = {
    "Name": "nightly",
    "ReleaseLabel": "emr-7.9.0",
    "Applications": [{"Name": "Spark"}],
    "ServiceRole": "EMR_DefaultRole",
    "JobFlowRole": "EMR_EC2_DefaultRole",
    "Instances": {
        "InstanceGroups": [
            {"Name": "primary", "InstanceRole": "MASTER", "InstanceType": "m5.xlarge", "InstanceCount": 1},
            {"Name": "core", "InstanceRole": "CORE", "InstanceType": "m5.xlarge", "InstanceCount": 2},
        ],
        "KeepJobFlowAliveWhenNoSteps": True,
        "TerminationProtected": False,
    },
    "Configurations": [{"Classification": "spark-defaults", "Properties": {"spark.executor.memory": "4g"}}],
    "Tags": [{"Key": "team", "Value": "data"}],
    "VisibleToAllUsers": True,
}


def step(name):
    arguments = ["spark-submit", "--executor-memory", "4g", "--executor-cores", "2", f"s3://example-bucket/{name}.py"]
    return {
        "Name": name,
        "ActionOnFailure": "CONTINUE",
        "HadoopJarStep": {"Jar": "command-runner.jar", "Args": arguments},
    }


def server_time():
    """The time on the server, which does not run as fast as this machine's."""
    with urllib.request.urlopen(f"{URL}/health") as answer:
        return datetime.fromisoformat(json.load(answer)["virtualTime"].replace("Z", "+00:00"))


def shows(what, got, expected):
    """A line of the transcript, and the end of the run where the server did not answer as expected."""
    print(f"{what}: {got}", file=TRANSCRIPT, flush=True)
    if got != expected:
        raise SystemExit(f"{what} should have been {expected}")


def becomes(what, read, expected, seconds=60):
    """Reads again until the expected answer is there."""
    end = time.monotonic() + seconds
    while (got := read()) != expected and time.monotonic() < end:
        time.sleep(0.2)
    shows(what, got, expected)
