"""moto's server, with the resource types that moto's CloudFormation lacks and an EMR that follows CloudFormation's own update rules.

fake_aws.py RULES EVENTS PORT

RULES: JSON, resource type -> property path -> whether a change replaces the resource, from CloudFormation's resource specification.
EVENTS: a file to which each create, update, replacement and deletion is appended as a line of JSON.
"""

import json
import re
import sys

from moto.cloudformation import custom_model, parsing
from moto.core.common_models import CloudFormationModel
from moto.core.responses import ActionResult
from moto.ec2.models import vpcs
from moto.emr import models as emr
from moto.emr.responses import ElasticMapReduceResponse
from moto.server import main
from moto.ssm import models as ssm

RULES = json.load(open(sys.argv[1]))
EVENTS = open(sys.argv[2], "a", buffering=1)
# What moto's EMR does not keep, by cluster.
FLEETS = {}
SCALING = {}


def record(action, kind, physical_id, **more):
    EVENTS.write(json.dumps({"action": action, "type": kind, "id": physical_id, **more}) + "\n")


def differing(old, new, rules, path=()):
    """The properties of the specification in which two values differ."""
    if old == new or (not isinstance(old, (dict, list)) and not isinstance(new, (dict, list)) and str(old) == str(new)):
        return []
    name = ".".join(path)
    if name in rules:
        return [name]
    if isinstance(old, dict) and isinstance(new, dict):
        keys = sorted(set(old) | set(new))
        return [found for key in keys for found in differing(old.get(key), new.get(key), rules, (*path, key))]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [found for a, b in zip(old, new) for found in differing(a, b, rules, path)]
    return [name]


class Resource(CloudFormationModel):
    """A resource that keeps its properties; subclasses say what a create, a change in place and a deletion do."""

    __module__ = "moto.emr.rehearsal"
    kind = ""

    def __init__(self, physical_id, props, account, region):
        self.id, self.props, self.account, self.region = physical_id, props, account, region

    @property
    def physical_resource_id(self):
        return self.id

    @staticmethod
    def cloudformation_name_type():
        return ""

    @staticmethod
    def cloudformation_type():
        return "Rehearsal::Resource"

    @classmethod
    def has_cfn_attr(cls, attr):
        return attr in ("Arn", "Id", "MasterPublicDNS")

    def get_cfn_attribute(self, attr):
        return f"arn:aws:x:{self.region}:{self.account}:{self.id}" if attr == "Arn" else self.id

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
        props = json.loads(json.dumps(cloudformation_json.get("Properties", {})))
        made = cls(cls.made(resource_name, props, emr.emr_backends[account_id][region_name]), props, account_id, region_name)
        record("create", cls.kind, made.id)
        return made

    @classmethod
    def update_from_cloudformation_json(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
        props = json.loads(json.dumps(cloudformation_json.get("Properties", {})))
        rules = RULES.get(cls.kind, {})
        paths = sorted(set(differing(original_resource.props, props, rules)))
        backend = emr.emr_backends[account_id][region_name]
        if any(rules.get(path, True) for path in paths) and cls.kind in RULES:
            made = cls.create_from_cloudformation_json(new_resource_name, cloudformation_json, account_id, region_name)
            cls.deleted(original_resource.id, backend)
            record("replace", cls.kind, original_resource.id, by=made.id, paths=paths)
            return made
        cls.changed(original_resource.id, props, backend)
        original_resource.props = props
        if paths:
            record("update", cls.kind, original_resource.id, paths=paths)
        return original_resource

    @classmethod
    def delete_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name):
        cls.deleted(resource_name, emr.emr_backends[account_id][region_name])
        record("delete", cls.kind, resource_name)

    @classmethod
    def made(cls, name, props, backend):
        return name

    @classmethod
    def changed(cls, physical_id, props, backend):
        pass

    @classmethod
    def deleted(cls, physical_id, backend):
        pass


def resource(kind, base=Resource):
    """A resource type. moto asks its model class for direct subclasses only."""
    name = re.sub(r"\W", "", kind)
    members = {
        "kind": kind,
        "__module__": "moto.emr.rehearsal",
        "cloudformation_type": staticmethod(lambda: kind),
    }
    return type(name, (base, CloudFormationModel), members)


def group(role, described):
    return {
        "instance_count": int(described["InstanceCount"]),
        "instance_role": role,
        "instance_type": described["InstanceType"],
        "market": described.get("Market", "ON_DEMAND"),
        "name": described.get("Name"),
    }


def fleet(role, described):
    targets = {key: int(described.get(key, 0)) for key in ("TargetOnDemandCapacity", "TargetSpotCapacity")}
    return {"Id": f"if-{role}", "InstanceFleetType": role, **targets}


class ClusterResource(Resource):
    __module__ = "moto.emr.rehearsal"

    @classmethod
    def made(cls, name, props, backend):
        instances = props["Instances"]
        attrs = {
            "ec2_subnet_id": instances.get("Ec2SubnetId"),
            "emr_managed_master_security_group": instances.get("EmrManagedMasterSecurityGroup"),
            "emr_managed_slave_security_group": instances.get("EmrManagedSlaveSecurityGroup"),
            "service_access_security_group": instances.get("ServiceAccessSecurityGroup"),
            "additional_master_security_groups": [],
            "additional_slave_security_groups": [],
        }
        cluster = backend.run_job_flow(
            name=props["Name"],
            log_uri=props.get("LogUri"),
            job_flow_role=props["JobFlowRole"],
            service_role=props["ServiceRole"],
            steps=[],
            instance_attrs=attrs,
            kerberos_attributes={},
            release_label=props["ReleaseLabel"],
            custom_ami_id=props.get("CustomAmiId"),
        )
        for key, role in (("MasterInstanceGroup", "MASTER"), ("CoreInstanceGroup", "CORE")):
            if key in instances:
                backend.add_instance_groups(cluster.id, [group(role, instances[key])])
        cluster.add_tags({tag["Key"]: tag["Value"] for tag in props.get("Tags", [])})
        cluster.add_applications([{"name": one["Name"]} for one in props.get("Applications", [])])
        cluster.state = "WAITING"
        cls.changed(cluster.id, props, backend)
        return cluster.id

    @classmethod
    def changed(cls, physical_id, props, backend):
        cluster = backend.clusters[physical_id]
        cluster.set_termination_protection(str(props["Instances"].get("TerminationProtected", False)).lower() == "true")
        cluster.step_concurrency_level = int(props.get("StepConcurrencyLevel", 1))
        if cluster.core_instance_group_id and "CoreInstanceGroup" in props["Instances"]:
            core = backend.instance_groups[cluster.core_instance_group_id]
            core.set_instance_count(int(props["Instances"]["CoreInstanceGroup"]["InstanceCount"]))
        fleets = FLEETS.setdefault(physical_id, {})
        for key, role in (("MasterInstanceFleet", "MASTER"), ("CoreInstanceFleet", "CORE")):
            if key in props["Instances"]:
                fleets[role] = fleet(role, props["Instances"][key])
        SCALING[physical_id] = props.get("ManagedScalingPolicy")

    @classmethod
    def deleted(cls, physical_id, backend):
        backend.terminate_job_flows([physical_id])


class GroupResource(Resource):
    __module__ = "moto.emr.rehearsal"

    @classmethod
    def made(cls, name, props, backend):
        return backend.add_instance_groups(props["JobFlowId"], [group(props["InstanceRole"], props)])[0].id

    @classmethod
    def changed(cls, physical_id, props, backend):
        backend.instance_groups[physical_id].set_instance_count(int(props["InstanceCount"]))

    @classmethod
    def deleted(cls, physical_id, backend):
        gone = backend.instance_groups.pop(physical_id)
        cluster = backend.clusters[gone.cluster_id]
        cluster.instance_group_ids.remove(physical_id)


class FleetResource(Resource):
    __module__ = "moto.emr.rehearsal"

    @classmethod
    def made(cls, name, props, backend):
        physical_id = f"{props['ClusterId']}/{name}"
        cls.changed(physical_id, props, backend)
        return physical_id

    @classmethod
    def changed(cls, physical_id, props, backend):
        FLEETS[props["ClusterId"]][physical_id] = fleet(props["InstanceFleetType"], props)

    @classmethod
    def deleted(cls, physical_id, backend):
        del FLEETS[physical_id.split("/")[0]][physical_id]


class SecurityConfigurationResource(Resource):
    __module__ = "moto.emr.rehearsal"

    @classmethod
    def made(cls, name, props, backend):
        name = props.get("Name", name)
        backend.create_security_configuration(name, json.dumps(props["SecurityConfiguration"]))
        return name

    @classmethod
    def deleted(cls, physical_id, backend):
        backend.delete_security_configuration(physical_id)


class StepResource(Resource):
    __module__ = "moto.emr.rehearsal"

    @classmethod
    def made(cls, name, props, backend):
        jar = props["HadoopJarStep"]
        step = {
            "name": props["Name"],
            "action_on_failure": props["ActionOnFailure"],
            "hadoop_jar_step": {"Jar": jar["Jar"], "Args": jar.get("Args", []), "Properties": []},
        }
        return backend.add_job_flow_steps(props["JobFlowId"], [step])[0].id


BASES = {
    "AWS::EMR::Cluster": ClusterResource,
    "AWS::EMR::InstanceGroupConfig": GroupResource,
    "AWS::EMR::InstanceFleetConfig": FleetResource,
    "AWS::EMR::SecurityConfiguration": SecurityConfigurationResource,
    "AWS::EMR::Step": StepResource,
    "AWS::CloudWatch::Alarm": Resource,
    "AWS::EC2::SecurityGroupEgress": Resource,
    "AWS::Lambda::EventInvokeConfig": Resource,
    "AWS::Logs::MetricFilter": Resource,
    "AWS::S3::BucketPolicy": Resource,
    "AWS::SNS::TopicPolicy": Resource,
}
# moto finds resource types among the subclasses of its models; those of its own that are replaced here must not be found.
for own in (emr.Cluster, emr.InstanceGroup, emr.SecurityConfiguration):
    own.cloudformation_type = staticmethod(lambda: "Rehearsal::Replaced")
KEPT = [resource(kind, base) for kind, base in BASES.items()]

update_stack = parsing.ResourceMap.update


def with_references(self, template, parameters=None):
    """moto updates what the template changes, and not what refers to a resource that was replaced."""
    update_stack(self, template, parameters)
    changed = True
    while changed:
        changed = False
        for name, described in self._resource_json_map.items():
            before = self._parsed_resources.get(name)
            if not isinstance(before, Resource):
                continue
            after = parsing.parse_and_update_resource(name, described, self, self._account_id, self._region_name)
            changed = changed or after is not before
            self._parsed_resources[name] = after


parsing.ResourceMap.update = with_references


def list_instance_fleets(self):
    return ActionResult({"InstanceFleets": list(FLEETS.get(self._get_param("ClusterId"), {}).values())})


def get_managed_scaling_policy(self):
    policy = SCALING.get(self._get_param("ClusterId"))
    return ActionResult({} if policy is None else {"ManagedScalingPolicy": policy})


ElasticMapReduceResponse.list_instance_fleets = list_instance_fleets
ElasticMapReduceResponse.get_managed_scaling_policy = get_managed_scaling_policy

create_parameter = ssm.Parameter.create_from_cloudformation_json.__func__


def named(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
    """moto has no parameter without a name."""
    cloudformation_json["Properties"].setdefault("Name", resource_name)
    return create_parameter(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs)


ssm.Parameter.create_from_cloudformation_json = classmethod(named)
# moto counts rules and interfaces of security groups that CloudFormation has deleted, and keeps the network for them.
vpcs.VPC.delete_from_cloudformation_json = classmethod(lambda cls, *args, **kwargs: None)


def answered_at_once(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
    made = custom_model.CustomModel(region_name, "r", kwargs["LogicalId"], resource_name)
    made.set_data({})
    return made


custom_model.CustomModel.create_from_cloudformation_json = classmethod(answered_at_once)
main(["-p", sys.argv[3]])
