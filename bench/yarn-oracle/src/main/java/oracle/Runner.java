package oracle;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.NodeId;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.server.resourcemanager.rmcontainer.RMContainer;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.AbstractYarnScheduler;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.QueueMetrics;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.SchedulerNode;
import org.apache.hadoop.yarn.server.resourcemanager.webapp.dao.ClusterMetricsInfo;

/** Puts one case to a fresh RM and reads the answer off the scheduler and its metrics. */
public final class Runner {
  static final ObjectMapper JSON = new ObjectMapper();

  static ObjectNode run(Case c) {
    ObjectNode out = JSON.createObjectNode();
    out.put("id", c.id);
    long t0 = System.nanoTime();
    try (Cluster cl = new Cluster(c)) {
      out.put("nodesUp", cl.nodes.size());
      if (!cl.nodeErrors.isEmpty()) out.put("nodeError", cl.nodeErrors.get(0));
      drive(c, cl, out);
    } catch (Throwable t) {
      error(out, "harness", t);
    }
    out.put("ms", (System.nanoTime() - t0) / 1_000_000);
    return out;
  }

  static void error(ObjectNode out, String stage, Throwable t) {
    ObjectNode e = out.putObject("error");
    e.put("stage", stage);
    e.put("type", t.getClass().getSimpleName());
    e.put("message", String.valueOf(t.getMessage()));
  }

  static void drive(Case c, Cluster cl, ObjectNode out) throws Exception {
    List<ApplicationId> apps = new ArrayList<>();
    try {
      for (int i = 0; i < c.apps; i++) apps.add(cl.submit("app-" + i));
    } catch (org.apache.hadoop.yarn.exceptions.YarnException e) {
      error(out, "submit", e);
      metrics(cl, out);
      return;
    }
    List<FakeNode> order = cl.order();
    List<Cluster.Am> ams = new ArrayList<>();
    // AM phase: heartbeat until no further AM starts, or as many run as are waited for.
    List<ApplicationId> waiting = new ArrayList<>(apps);
    for (int quiet = 0; quiet < c.quietRounds && !waiting.isEmpty(); quiet++) {
      List<FakeNode> hb = c.amNode >= 0 && ams.isEmpty() ? List.of(cl.nodes.get(c.amNode)) : order;
      for (FakeNode n : hb) {
        int had;
        do {
          had = ams.size();
          n.heartbeat();
          cl.rm.drain();
          for (ApplicationId id : new ArrayList<>(waiting)) {
            Cluster.Am am = cl.tryStart(id);
            if (am != null) { ams.add(am); waiting.remove(id); quiet = -1; }
          }
        } while (c.amsPacked && ams.size() > had && !waiting.isEmpty() && ams.size() != c.amsAwaited);
        if (waiting.isEmpty() || ams.size() == c.amsAwaited) break;
      }
      if (ams.size() == c.amsAwaited) break;
    }
    out.put("amsStarted", ams.size());
    out.put("amsWaiting", waiting.size());
    if (!waiting.isEmpty()) {
      String d = String.join("", cl.app(waiting.get(0)).getDiagnostics());
      out.put("waitingState", cl.app(waiting.get(0)).getState().toString());
      out.put("waitingDiagnostics", d.replaceAll("\\[[A-Z][a-z]{2} [^\\]]*\\] ", "").trim());
    }
    if (ams.isEmpty()) { metrics(cl, out); return; }

    Cluster.Am am = ams.get(0);
    Resource max = am.registration.getMaximumResourceCapability();
    out.putObject("maximumResourceCapability").put("memMb", max.getMemorySize()).put("vcores", max.getVirtualCores());
    NodeId amHost = cl.app(apps.get(0)).getCurrentAppAttempt().getMasterContainer().getNodeId();
    Resource amRes = cl.app(apps.get(0)).getCurrentAppAttempt().getMasterContainer().getResource();
    out.putObject("amGranted").put("memMb", amRes.getMemorySize()).put("vcores", amRes.getVirtualCores());
    ArrayNode amNodes = out.putArray("amNodes"); // in the order of start
    for (Cluster.Am started : ams) {
      NodeId host = cl.app(started.id.getApplicationId()).getCurrentAppAttempt().getMasterContainer().getNodeId();
      for (int i = 0; i < cl.nodes.size(); i++) if (cl.nodes.get(i).id.equals(host)) amNodes.add(i);
    }
    out.put("amNode", amNodes.get(0).asInt());
    int rounds = 0, lastGrant = 0;
    if (c.requested > 0) {
      try {
        am.ask(c.requested, c.executor);
      } catch (org.apache.hadoop.yarn.exceptions.YarnException e) {
        error(out, "allocate", e);
      }
      if (!out.has("error")) {
        int quiet = 0;
        while (quiet < c.quietRounds && am.granted.size() < c.requested) {
          int before = am.granted.size();
          rounds++;
          for (FakeNode n : order) {
            if (c.order.equals("fill")) {
              int had;
              do { had = am.granted.size(); n.heartbeat(); cl.rm.drain(); am.allocate(List.of()); }
              while (am.granted.size() > had && am.granted.size() < c.requested);
            } else { n.heartbeat(); cl.rm.drain(); }
          }
          am.allocate(List.of());
          if (am.granted.size() == before) quiet++; else { quiet = 0; lastGrant = rounds; }
        }
        am.allocate(List.of());
      }
    }
    out.put("requestedExecutors", c.requested);
    out.put("allocatedExecutors", am.granted.size());
    if (!am.granted.isEmpty()) {
      Resource g = am.granted.get(0).getResource();
      for (Container x : am.granted)
        if (!x.getResource().equals(g)) throw new IllegalStateException("grants differ: " + g + " " + x.getResource());
      out.putObject("granted").put("memMb", g.getMemorySize()).put("vcores", g.getVirtualCores());
    }
    out.put("heartbeatRounds", rounds);
    out.put("lastGrantRound", lastGrant);
    if (am.last != null && am.last.getAvailableResources() != null) {
      Resource h = am.last.getAvailableResources();
      out.putObject("amHeadroom").put("memMb", h.getMemorySize()).put("vcores", h.getVirtualCores());
    }
    // Per node: what the scheduler itself says is on it, and what was asked for in vcores.
    Map<NodeId, Integer> perNode = new TreeMap<>();
    for (Container x : am.granted) perNode.merge(x.getNodeId(), 1, Integer::sum);
    AbstractYarnScheduler<?, ?> s = (AbstractYarnScheduler<?, ?>) cl.rm.getResourceScheduler();
    Map<String, Integer> shapes = new TreeMap<>();
    boolean memOver = false, vOver = false, askedVOver = false;
    int reservedNodes = 0;
    for (FakeNode n : cl.nodes) {
      SchedulerNode sn = s.getSchedulerNode(n.id);
      Resource used = sn.getAllocatedResource();
      int k = perNode.getOrDefault(n.id, 0);
      boolean amHere = n.id.equals(amHost);
      long askedV = (long) k * c.executor.vcores + (amHere ? c.am.vcores : 0);
      memOver |= used.getMemorySize() > n.capability.getMemorySize();
      vOver |= used.getVirtualCores() > n.capability.getVirtualCores();
      askedVOver |= askedV > n.capability.getVirtualCores();
      RMContainer res = sn.getReservedContainer();
      if (res != null) reservedNodes++;
      shapes.merge(n.capability.getMemorySize() + "MB/" + n.capability.getVirtualCores() + "v"
          + (amHere ? "+AM" : "") + ": " + k + " executors, used " + used.getMemorySize() + "MB/"
          + used.getVirtualCores() + "v, asked " + askedV + "v" + (res != null ? ", 1 reservation" : ""), 1, Integer::sum);
    }
    ObjectNode nodeOut = out.putObject("nodeShapes");
    shapes.forEach(nodeOut::put);
    out.put("memoryOversubscribed", memOver);
    out.put("vcoresOversubscribedAsAccounted", vOver);
    out.put("vcoresOversubscribedAsAsked", askedVOver);
    out.put("nodesWithReservation", reservedNodes);
    metrics(cl, out);
  }

  static void metrics(Cluster cl, ObjectNode out) {
    QueueMetrics q = cl.rm.getResourceScheduler().getRootQueueMetrics();
    ObjectNode m = out.putObject("queueMetrics");
    m.put("allocatedContainers", q.getAllocatedContainers());
    m.put("allocatedMB", q.getAllocatedMB());
    m.put("allocatedVCores", q.getAllocatedVirtualCores());
    m.put("availableMB", q.getAvailableMB());
    m.put("availableVCores", q.getAvailableVirtualCores());
    m.put("pendingContainers", q.getPendingContainers());
    m.put("pendingMB", q.getPendingMB());
    m.put("pendingVCores", q.getPendingVirtualCores());
    m.put("reservedContainers", q.getReservedContainers());
    m.put("reservedMB", q.getReservedMB());
    m.put("reservedVCores", q.getReservedVirtualCores());
    // What the nodes hold, of all partitions: the across-partition figures below count reservations too.
    AbstractYarnScheduler<?, ?> scheduler = (AbstractYarnScheduler<?, ?>) cl.rm.getResourceScheduler();
    long containers = 0, memMb = 0, vcores = 0;
    for (FakeNode n : cl.nodes) {
      SchedulerNode sn = scheduler.getSchedulerNode(n.id);
      containers += sn.getNumContainers();
      memMb += sn.getAllocatedResource().getMemorySize();
      vcores += sn.getAllocatedResource().getVirtualCores();
    }
    out.putObject("onNodes").put("containers", containers).put("memMb", memMb).put("vcores", vcores);
    // The very object that /ws/v1/cluster/metrics serialises.
    ClusterMetricsInfo i = new ClusterMetricsInfo(cl.rm);
    ObjectNode r = out.putObject("restClusterMetrics");
    r.put("totalMB", i.getTotalMB());
    r.put("totalVirtualCores", i.getTotalVirtualCores());
    r.put("allocatedMB", i.getAllocatedMB());
    r.put("allocatedVirtualCores", i.getAllocatedVirtualCores());
    r.put("availableMB", i.getAvailableMB());
    r.put("availableVirtualCores", i.getAvailableVirtualCores());
    r.put("reservedMB", i.getReservedMB());
    r.put("containersAllocated", i.getContainersAllocated());
    r.put("containersPending", i.getPendingContainers());
    r.put("containersReserved", i.getReservedContainers());
    r.put("activeNodes", i.getActiveNodes());
    if (i.getTotalClusterResourcesAcrossPartition() != null) { // as QueueMetrics counts the default partition only
      r.put("acrossPartitions.totalMB", i.getTotalClusterResourcesAcrossPartition().getMemorySize());
      r.put("acrossPartitions.totalVCores", i.getTotalClusterResourcesAcrossPartition().getvCores());
      r.put("acrossPartitions.usedMB", i.getTotalUsedResourcesAcrossPartition().getMemorySize());
      r.put("acrossPartitions.usedVCores", i.getTotalUsedResourcesAcrossPartition().getvCores());
      r.put("acrossPartitions.containers", i.getTotalAllocatedContainersAcrossPartition());
    }
  }
}
