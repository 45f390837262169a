"""boto3 drives the local EMR: every call that the remediator and the command line make, and the life of a cluster."""

import http.cookiejar
import json
import urllib.request
from datetime import timedelta

import boto3
from botocore.exceptions import ClientError
from common import CLUSTER, STUCK, becomes, server_time, shows, step

emr = boto3.client("emr")
cloudwatch = boto3.client("cloudwatch")
QUICK = {"Delay": 1, "MaxAttempts": 60}


def refusal(call, **request):
    """The name under which a client sees a refusal."""
    try:
        call(**request)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return "no refusal"


def life():
    cluster = emr.run_job_flow(**CLUSTER)["JobFlowId"]
    shows("run_job_flow", cluster, "j-REHEARSAL0002")

    def described():
        return emr.describe_cluster(ClusterId=cluster)["Cluster"]

    shows("describe_cluster, state", described()["Status"]["State"], "STARTING")
    emr.get_waiter("cluster_running").wait(ClusterId=cluster, WaiterConfig=QUICK)
    shows("waiter cluster_running, then state", described()["Status"]["State"], "WAITING")
    shows("list_clusters, newest first", [c["Id"] for c in emr.list_clusters()["Clusters"]], [cluster, STUCK])

    ids = emr.add_job_flow_steps(JobFlowId=cluster, Steps=[step("load"), step("join")])["StepIds"]
    shows("add_job_flow_steps", len(ids), 2)
    emr.get_waiter("step_complete").wait(ClusterId=cluster, StepId=ids[0], WaiterConfig=QUICK)
    state = emr.describe_step(ClusterId=cluster, StepId=ids[0])["Step"]["Status"]["State"]
    shows("waiter step_complete, then state", state, "COMPLETED")

    emr.add_tags(ResourceId=cluster, Tags=[{"Key": "owner", "Value": "ops"}])
    emr.remove_tags(ResourceId=cluster, TagKeys=["team"])
    shows("add_tags and remove_tags", described()["Tags"], [{"Key": "owner", "Value": "ops"}])
    level = emr.modify_cluster(ClusterId=cluster, StepConcurrencyLevel=5)["StepConcurrencyLevel"]
    shows("modify_cluster, concurrency", level, 5)
    emr.put_auto_termination_policy(ClusterId=cluster, AutoTerminationPolicy={"IdleTimeout": 604800})
    policy = emr.get_auto_termination_policy(ClusterId=cluster)["AutoTerminationPolicy"]
    shows("put_auto_termination_policy", policy, {"IdleTimeout": 604800})
    emr.remove_auto_termination_policy(ClusterId=cluster)
    left = "AutoTerminationPolicy" in emr.get_auto_termination_policy(ClusterId=cluster)
    shows("remove_auto_termination_policy, policy left", left, False)
    emr.set_visible_to_all_users(JobFlowIds=[cluster], VisibleToAllUsers=False)
    emr.set_unhealthy_node_replacement(JobFlowIds=[cluster], UnhealthyNodeReplacement=True)
    emr.set_keep_job_flow_alive_when_no_steps(JobFlowIds=[cluster], KeepJobFlowAliveWhenNoSteps=True)
    switches = [described()[key] for key in ("VisibleToAllUsers", "UnhealthyNodeReplacement", "AutoTerminate")]
    shows("set_visible_to_all_users and its like", switches, [False, True, False])

    groups = {g["InstanceGroupType"]: g["Id"] for g in emr.list_instance_groups(ClusterId=cluster)["InstanceGroups"]}

    def sizes():
        listed = emr.list_instance_groups(ClusterId=cluster)["InstanceGroups"]
        return {g["InstanceGroupType"]: (g["RequestedInstanceCount"], g["RunningInstanceCount"]) for g in listed}

    emr.modify_instance_groups(
        ClusterId=cluster, InstanceGroups=[{"InstanceGroupId": groups["CORE"], "InstanceCount": 4}]
    )
    shows("modify_instance_groups, requested and running", sizes()["CORE"], (4, 2))
    becomes("some minutes later", lambda: sizes()["CORE"], (4, 4))
    task = {"InstanceRole": "TASK", "InstanceType": "r5.xlarge", "InstanceCount": 3, "Market": "SPOT"}
    added = emr.add_instance_groups(JobFlowId=cluster, InstanceGroups=[task])["InstanceGroupIds"]
    shows("add_instance_groups", len(added), 1)
    becomes("its instances, some minutes later", lambda: sizes()["TASK"], (3, 3))
    limits = {"UnitType": "Instances", "MinimumCapacityUnits": 2, "MaximumCapacityUnits": 7}
    emr.put_managed_scaling_policy(ClusterId=cluster, ManagedScalingPolicy={"ComputeLimits": limits})
    policy = emr.get_managed_scaling_policy(ClusterId=cluster)["ManagedScalingPolicy"]["ComputeLimits"]
    shows("put_managed_scaling_policy", policy, limits)
    emr.remove_managed_scaling_policy(ClusterId=cluster)
    left = "ManagedScalingPolicy" in emr.get_managed_scaling_policy(ClusterId=cluster)
    shows("remove_managed_scaling_policy, policy left", left, False)

    emr.set_termination_protection(JobFlowIds=[cluster], TerminationProtected=True)
    refused = refusal(emr.terminate_job_flows, JobFlowIds=[cluster])
    shows("terminate_job_flows, protected", refused, "ValidationException")
    emr.set_termination_protection(JobFlowIds=[cluster], TerminationProtected=False)
    emr.terminate_job_flows(JobFlowIds=[cluster])
    emr.get_waiter("cluster_terminated").wait(ClusterId=cluster, WaiterConfig=QUICK)
    status = described()["Status"]
    shows("waiter cluster_terminated", status["State"], "TERMINATED")
    shows("reason", status["StateChangeReason"]["Code"], "USER_REQUEST")


def stuck_join():
    instances = emr.get_paginator("list_instances").paginate(ClusterId=STUCK)
    shows("list_instances, all pages", sum(len(page["Instances"]) for page in instances), 83)
    steps = emr.list_steps(ClusterId=STUCK, StepStates=["RUNNING"])["Steps"]
    shows("list_steps, running", [s["Name"] for s in steps], ["join on CUSIP and EFFECTIVEDATE"])
    shows("list_bootstrap_actions", emr.list_bootstrap_actions(ClusterId=STUCK)["BootstrapActions"], [])
    # boto3 of before 2025 does not have these calls.
    if hasattr(emr, "get_on_cluster_app_ui_presigned_url"):
        shows("get_on_cluster_app_ui_presigned_url, application there", application(), "join.py")
        persistent_interface()

    now = server_time()
    span = {"StartTime": now - timedelta(minutes=60), "EndTime": now}
    metric = {
        "Namespace": "AWS/ElasticMapReduce",
        "MetricName": "MemoryAllocatedMB",
        "Dimensions": [{"Name": "JobFlowId", "Value": STUCK}],
    }
    query = {"Id": "memory", "MetricStat": {"Metric": metric, "Period": 300, "Stat": "Average"}}
    points = cloudwatch.get_metric_data(MetricDataQueries=[query], **span)["MetricDataResults"][0]
    shows("get_metric_data, MemoryAllocatedMB", set(points["Values"]), {9840896.0})
    shows("its newest point, minutes old", 5 <= (now - points["Timestamps"][0]).total_seconds() / 60 < 11, True)
    point = cloudwatch.get_metric_statistics(**metric, **span, Period=3600, Statistics=["Maximum"])["Datapoints"][0]
    shows("get_metric_statistics", (point["Maximum"], point["Unit"]), (9840896.0, "Count"))
    listed = cloudwatch.list_metrics(Namespace="AWS/ElasticMapReduce", Dimensions=metric["Dimensions"])["Metrics"]
    shows("list_metrics has it", metric in listed, True)
    late = {"StartTime": now, "EndTime": now - timedelta(minutes=5)}
    refused = refusal(cloudwatch.get_metric_data, MetricDataQueries=[query], **late)
    shows("get_metric_data, end before start", refused.startswith("Validation"), True)

    cancelled = emr.cancel_steps(ClusterId=STUCK, StepIds=[steps[0]["Id"]])["CancelStepsInfoList"]
    shows("cancel_steps", [c["Status"] for c in cancelled], ["SUBMITTED"])

    def state():
        return emr.describe_step(ClusterId=STUCK, StepId=steps[0]["Id"])["Step"]["Status"]["State"]

    becomes("describe_step, a minute later", state, "CANCELLED")


def application():
    """The name of the running application, through the address that EMR gives."""
    address = emr.get_on_cluster_app_ui_presigned_url(ClusterId=STUCK, OnClusterAppUIType="ResourceManager")
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    opener.open(address["PresignedURL"]).read()
    root = address["PresignedURL"].split("/?")[0]
    with opener.open(f"{root}/ws/v1/cluster/apps?states=RUNNING") as answer:
        return json.load(answer)["apps"]["app"][0]["name"]


def persistent_interface():
    arn = emr.describe_cluster(ClusterId=STUCK)["Cluster"]["ClusterArn"]
    interface = emr.create_persistent_app_ui(TargetResourceArn=arn)["PersistentAppUIId"]

    def status():
        return emr.describe_persistent_app_ui(PersistentAppUIId=interface)["PersistentAppUI"]["PersistentAppUIStatus"]

    becomes("create_persistent_app_ui, two minutes later", status, "ATTACHED")
    ready = emr.get_persistent_app_ui_presigned_url(PersistentAppUIId=interface)["PresignedURLReady"]
    shows("get_persistent_app_ui_presigned_url, ready", ready, True)


def offers():
    labels = emr.list_release_labels(Filters={"Prefix": "emr-7.9"})["ReleaseLabels"]
    shows("list_release_labels, 7.9", labels, ["emr-7.9.0"])
    spark = emr.describe_release_label(ReleaseLabel="emr-7.9.0")["Applications"]
    shows("describe_release_label", spark, [{"Name": "Spark", "Version": "3.5.5"}])
    first = emr.list_supported_instance_types(ReleaseLabel="emr-7.9.0")["SupportedInstanceTypes"]
    shows("list_supported_instance_types, a page", len(first), 100)


def refusals():
    shows("describe_cluster, unknown", refusal(emr.describe_cluster, ClusterId="j-NONE"), "InvalidRequestException")
    bad = {**CLUSTER, "ReleaseLabel": "emr-7"}
    shows("run_job_flow, bad release", refusal(emr.run_job_flow, **bad), "ValidationException")
    shows("list_instance_fleets", refusal(emr.list_instance_fleets, ClusterId=STUCK), "InvalidRequestException")


life()
stuck_join()
offers()
refusals()
