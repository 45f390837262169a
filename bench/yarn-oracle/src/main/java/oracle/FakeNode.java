package oracle;

import java.util.Collections;
import org.apache.hadoop.yarn.api.records.NodeId;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.ResourceUtilization;
import org.apache.hadoop.yarn.server.api.protocolrecords.NodeHeartbeatRequest;
import org.apache.hadoop.yarn.server.api.protocolrecords.NodeHeartbeatResponse;
import org.apache.hadoop.yarn.server.api.protocolrecords.RegisterNodeManagerRequest;
import org.apache.hadoop.yarn.server.api.protocolrecords.RegisterNodeManagerResponse;
import org.apache.hadoop.yarn.server.api.records.MasterKey;
import org.apache.hadoop.yarn.server.api.records.NodeHealthStatus;
import org.apache.hadoop.yarn.server.api.records.NodeStatus;
import org.apache.hadoop.yarn.server.resourcemanager.ResourceTrackerService;
import org.apache.hadoop.yarn.util.Records;
import org.apache.hadoop.yarn.util.YarnVersionInfo;

/** A NodeManager reduced to its two RM calls: register and heartbeat. */
final class FakeNode {
  final NodeId id;
  final Resource capability;
  private final ResourceTrackerService tracker;
  private MasterKey containerKey, nmKey;
  private int responseId;
  String registrationError;

  FakeNode(NodeId id, Resource capability, ResourceTrackerService tracker) {
    this.id = id; this.capability = capability; this.tracker = tracker;
  }

  void register() throws Exception {
    RegisterNodeManagerRequest r = Records.newRecord(RegisterNodeManagerRequest.class);
    r.setNodeId(id); r.setHttpPort(8042); r.setResource(capability);
    r.setNMVersion(YarnVersionInfo.getVersion());
    r.setContainerStatuses(null); r.setRunningApplications(null);
    r.setNodeStatus(status());
    RegisterNodeManagerResponse resp = tracker.registerNodeManager(r);
    containerKey = resp.getContainerTokenMasterKey();
    nmKey = resp.getNMTokenMasterKey();
    if (containerKey == null) registrationError = resp.getDiagnosticsMessage();
    responseId = 0;
  }

  private NodeStatus status() {
    NodeStatus s = Records.newRecord(NodeStatus.class);
    s.setResponseId(responseId); s.setNodeId(id); s.setContainersStatuses(Collections.emptyList());
    NodeHealthStatus h = Records.newRecord(NodeHealthStatus.class);
    h.setHealthReport(""); h.setIsNodeHealthy(true); h.setLastHealthReportTime(1);
    s.setNodeHealthStatus(h);
    // /ws/v1/cluster/nodes answers 503 (NullPointerException) for a node that has never reported these.
    s.setContainersUtilization(ResourceUtilization.newInstance(0, 0, 0f));
    s.setNodeUtilization(ResourceUtilization.newInstance(0, 0, 0f));
    return s;
  }

  NodeHeartbeatResponse heartbeat() throws Exception {
    NodeHeartbeatRequest r = Records.newRecord(NodeHeartbeatRequest.class);
    r.setNodeStatus(status());
    r.setLastKnownContainerTokenMasterKey(containerKey);
    r.setLastKnownNMTokenMasterKey(nmKey);
    NodeHeartbeatResponse resp = tracker.nodeHeartbeat(r);
    responseId = resp.getResponseId();
    if (resp.getContainerTokenMasterKey() != null) containerKey = resp.getContainerTokenMasterKey();
    if (resp.getNMTokenMasterKey() != null) nmKey = resp.getNMTokenMasterKey();
    return resp;
  }
}
