"""Airflow's operators and sensors for EMR, each executed as a task would be, without a scheduler."""

from common import CLUSTER, shows, step  # isort: skip

from airflow.providers.amazon.aws.hooks.emr import EmrHook
from airflow.providers.amazon.aws.operators.emr import (
    EmrAddStepsOperator,
    EmrCreateJobFlowOperator,
    EmrModifyClusterOperator,
    EmrTerminateJobFlowOperator,
)
from airflow.providers.amazon.aws.sensors.emr import EmrJobFlowSensor, EmrStepSensor


class Task:
    """What operators ask of a running task: somewhere to leave links to the console."""

    def xcom_push(self, key, value, **_):
        self.pushed = {**getattr(self, "pushed", {}), key: value}


def execute(operator):
    """Runs a task; a sensor until it has seen what it waits for."""
    return operator.execute({"ti": Task(), "task_instance": Task()})


HOOK = EmrHook(aws_conn_id=None)


def cluster_state(cluster):
    return HOOK.conn.describe_cluster(ClusterId=cluster)["Cluster"]["Status"]["State"]


cluster = execute(
    EmrCreateJobFlowOperator(
        task_id="create", aws_conn_id=None, emr_conn_id=None, job_flow_overrides=CLUSTER, region_name="us-east-1"
    )
)
shows("EmrCreateJobFlowOperator", cluster, "j-REHEARSAL0002")
execute(
    EmrJobFlowSensor(
        task_id="ready", aws_conn_id=None, job_flow_id=cluster, target_states=["WAITING"], poke_interval=1, timeout=120
    )
)
shows("EmrJobFlowSensor, then state", cluster_state(cluster), "WAITING")
shows("get_cluster_id_by_name", HOOK.get_cluster_id_by_name("nightly", ["WAITING"]), cluster)
steps = execute(
    EmrAddStepsOperator(
        task_id="add", aws_conn_id=None, job_flow_id=cluster, steps=[step("load"), step("join")], wait_for_completion=False
    )
)
shows("EmrAddStepsOperator", len(steps), 2)
for name, step_id in zip(["load", "join"], steps, strict=True):
    execute(
        EmrStepSensor(
            task_id=name, aws_conn_id=None, job_flow_id=cluster, step_id=step_id, poke_interval=1, timeout=120
        )
    )
    state = HOOK.conn.describe_step(ClusterId=cluster, StepId=step_id)["Step"]["Status"]["State"]
    shows(f"EmrStepSensor of {name}, then state", state, "COMPLETED")
level = execute(
    EmrModifyClusterOperator(task_id="modify", aws_conn_id=None, cluster_id=cluster, step_concurrency_level=4)
)
shows("EmrModifyClusterOperator", level, 4)
execute(EmrTerminateJobFlowOperator(task_id="end", aws_conn_id=None, job_flow_id=cluster))
execute(
    EmrJobFlowSensor(
        task_id="ended", aws_conn_id=None, job_flow_id=cluster, target_states=["TERMINATED"], poke_interval=1, timeout=120
    )
)
shows("EmrTerminateJobFlowOperator, then EmrJobFlowSensor", cluster_state(cluster), "TERMINATED")
