package oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.math.BigDecimal;
import java.security.PrivilegedExceptionAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateRequest;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateResponse;
import org.apache.hadoop.yarn.api.protocolrecords.GetNewApplicationRequest;
import org.apache.hadoop.yarn.api.protocolrecords.GetNewApplicationResponse;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterRequest;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterResponse;
import org.apache.hadoop.yarn.api.protocolrecords.SubmitApplicationRequest;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.NodeId;
import org.apache.hadoop.yarn.api.records.NodeLabel;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.ResourceRequest;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.security.AMRMTokenIdentifier;
import org.apache.hadoop.yarn.server.resourcemanager.nodelabels.RMNodeLabelsManager;
import org.apache.hadoop.yarn.server.resourcemanager.rmapp.RMApp;
import org.apache.hadoop.yarn.server.resourcemanager.rmapp.attempt.RMAppAttempt;
import org.apache.hadoop.yarn.server.resourcemanager.rmapp.attempt.RMAppAttemptEvent;
import org.apache.hadoop.yarn.server.resourcemanager.rmapp.attempt.RMAppAttemptEventType;
import org.apache.hadoop.yarn.server.resourcemanager.rmapp.attempt.RMAppAttemptImpl;
import org.apache.hadoop.yarn.server.resourcemanager.rmapp.attempt.RMAppAttemptState;

/** One started RM with its fake nodes; plays the clients, the NodeManagers and the AMs. */
public final class Cluster implements AutoCloseable {
  final OracleRM rm;
  final Case c;
  private final Path state;
  final List<FakeNode> nodes = new ArrayList<>();
  final List<String> nodeErrors = new ArrayList<>();

  static YarnConfiguration conf(Case c, Path state) throws IOException {
    YarnConfiguration y = new YarnConfiguration();
    long maxMem = c.maxAllocMb;
    int maxV = c.maxAllocVcores;
    if (maxMem == 0) for (Case.Nodes n : c.nodes) maxMem = Math.max(maxMem, n.memoryMb);
    if (maxV == 0) { maxV = 128; for (Case.Nodes n : c.nodes) maxV = Math.max(maxV, n.vcores); }
    y.set("yarn.resourcemanager.scheduler.class",
        "org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.CapacityScheduler");
    y.set("yarn.scheduler.capacity.resource-calculator",
        "org.apache.hadoop.yarn.util.resource." + c.calculator + "ResourceCalculator");
    y.setLong("yarn.scheduler.minimum-allocation-mb", c.minAllocMb);
    y.setInt("yarn.scheduler.minimum-allocation-vcores", c.minAllocVcores);
    y.setLong("yarn.scheduler.maximum-allocation-mb", maxMem);
    y.setInt("yarn.scheduler.maximum-allocation-vcores", maxV);
    y.set("yarn.scheduler.capacity.root.queues", "default");
    y.set("yarn.scheduler.capacity.root.default.capacity", "100");
    y.set("yarn.scheduler.capacity.root.default.maximum-capacity", "100");
    if (c.queue != null) {
      BigDecimal rest = new BigDecimal(100).subtract(new BigDecimal(c.queue.capacity));
      if (rest.signum() > 0) {
        y.set("yarn.scheduler.capacity.root.queues", "default,other");
        y.set("yarn.scheduler.capacity.root.other.capacity", rest.toPlainString());
      }
      y.set("yarn.scheduler.capacity.root.default.capacity", c.queue.capacity);
      y.set("yarn.scheduler.capacity.root.default.maximum-capacity", c.queue.maximumCapacity);
      y.set("yarn.scheduler.capacity.root.default.user-limit-factor", c.queue.userLimitFactor);
    }
    y.set("yarn.scheduler.capacity.maximum-am-resource-percent", Double.toString(c.amResourcePercent));
    // Off by default up to 3.4; on by default in 3.5.0, where grants would come from a thread we do not control.
    y.setBoolean("yarn.scheduler.capacity.schedule-asynchronously.enable", false);
    y.setInt("yarn.resourcemanager.am.max-attempts", 1);
    // With 0 the RM limits requests to the largest live node at once, as it does 10 s after a real start.
    if (!c.nodeLimitWait) y.setInt("yarn.resourcemanager.work-preserving-recovery.scheduling-wait-ms", 0);
    // Nothing may expire while the oracle works (or a client talks to it).
    y.setInt("yarn.nm.liveness-monitor.expiry-interval-ms", 25_000_000);
    y.setInt("yarn.am.liveness-monitor.expiry-interval-ms", 25_000_000);
    y.setInt("yarn.resourcemanager.rm.container-allocation.expiry-interval-ms", 86_400_000);
    y.set("yarn.resourcemanager.hostname", "127.0.0.1");
    // The RM keeps node attributes on disk: by default in one directory for all the RMs of a user.
    y.set("hadoop.tmp.dir", state.toString());
    y.set("yarn.node-attribute.fs-store.root-dir", state.resolve("attributes").toUri().toString());
    // Without this the RM forks `id` to look up the submitting user's groups.
    y.set("hadoop.security.group.mapping", "org.apache.hadoop.security.NullGroupsMapping");
    Set<String> labels = new TreeSet<>();
    for (Case.Nodes n : c.nodes) if (n.label != null) labels.add(n.label);
    if (!labels.isEmpty()) { // as EMR sets them up: the default queue may use all of each label
      y.setBoolean("yarn.node-labels.enabled", true);
      y.set("yarn.node-labels.fs-store.root-dir", state.resolve("labels").toUri().toString());
      for (String q : new String[] {"root", "root.default"}) {
        y.set("yarn.scheduler.capacity." + q + ".accessible-node-labels", "*");
        for (String l : labels) y.set("yarn.scheduler.capacity." + q + ".accessible-node-labels." + l + ".capacity", "100");
      }
    }
    for (Map.Entry<String, String> e : c.conf.entrySet()) y.set(e.getKey(), e.getValue());
    return y;
  }

  Cluster(Case c) throws Exception {
    this.c = c;
    state = Files.createTempDirectory(STATES, "rm");
    rm = new OracleRM(conf(c, state));
    try {
      rm.start();
      if (rm.getServiceState() != org.apache.hadoop.service.Service.STATE.STARTED)
        throw new IllegalStateException("RM did not start: " + rm.getFailureCause());
      addNodes();
    } catch (Throwable t) { close(); throw t; }
  }

  private void addNodes() throws Exception {
    int i = 0;
    Set<String> labels = new HashSet<>();
    for (Case.Nodes g : c.nodes) if (g.label != null) labels.add(g.label);
    RMNodeLabelsManager lm = rm.getRMContext().getNodeLabelManager();
    if (!labels.isEmpty()) {
      List<NodeLabel> ls = new ArrayList<>();
      for (String l : labels) ls.add(NodeLabel.newInstance(l, c.exclusiveLabels));
      lm.addToCluserNodeLabels(ls);
    }
    for (Case.Nodes g : c.nodes) for (int k = 0; k < g.count; k++, i++) {
      String host = "127." + (1 + i / 62500) + "." + (i / 250 % 250) + "." + (1 + i % 250);
      FakeNode n = new FakeNode(NodeId.newInstance(host, 8041),
          Resource.newInstance(g.memoryMb, g.vcores), rm.getResourceTrackerService());
      if (g.label != null)
        lm.replaceLabelsOnNode(Collections.singletonMap(NodeId.newInstance(host, 0), Collections.singleton(g.label)));
      n.register();
      rm.drain();
      if (n.registrationError != null) nodeErrors.add(n.registrationError);
      else nodes.add(n);
    }
  }

  List<FakeNode> order() {
    List<FakeNode> l = new ArrayList<>(nodes);
    if (c.order.equals("reverse")) Collections.reverse(l);
    else if (c.order.startsWith("shuffle:")) Collections.shuffle(l, new Random(Long.parseLong(c.order.substring(8))));
    return l;
  }

  /** Submits one app; returns its id. Throws InvalidResourceRequestException like a real submission. */
  ApplicationId submit(String name) throws Exception {
    GetNewApplicationResponse r =
        rm.getClientRMService().getNewApplication(GetNewApplicationRequest.newInstance());
    ApplicationId id = r.getApplicationId();
    ContainerLaunchContext clc = ContainerLaunchContext.newInstance(new HashMap<>(), new HashMap<>(),
        new ArrayList<>(), new HashMap<>(), null, new HashMap<>());
    ApplicationSubmissionContext ctx = ApplicationSubmissionContext.newInstance(id, name, "default",
        Priority.newInstance(0), clc, false, true, 1, Resource.newInstance(c.am.memMb, c.am.vcores), "SPARK");
    if (c.amLabel != null) {
      ResourceRequest r0 = ResourceRequest.newInstance(Priority.newInstance(0), ResourceRequest.ANY,
          Resource.newInstance(c.am.memMb, c.am.vcores), 1);
      r0.setNodeLabelExpression(c.amLabel);
      ctx.setAMContainerResourceRequests(Collections.singletonList(r0));
    }
    rm.getClientRMService().submitApplication(SubmitApplicationRequest.newInstance(ctx));
    rm.drain();
    return id;
  }

  RMApp app(ApplicationId id) { return rm.getRMContext().getRMApps().get(id); }

  /** If the AM container of this app has been allocated, marks the AM as launched and registers it. */
  Am tryStart(ApplicationId id) throws Exception {
    RMAppAttempt at = app(id).getCurrentAppAttempt();
    if (at == null || at.getState() != RMAppAttemptState.ALLOCATED) return null;
    // What AMLauncher does before it contacts the NodeManager: create and store the AM's token.
    ((RMAppAttemptImpl) at).setAMRMToken(
        rm.getRMContext().getAMRMTokenSecretManager().createAndGetAMRMToken(at.getAppAttemptId()));
    rm.getRMContext().getDispatcher().getEventHandler()
        .handle(new RMAppAttemptEvent(at.getAppAttemptId(), RMAppAttemptEventType.LAUNCHED));
    rm.drain();
    Am am = new Am(at.getAppAttemptId());
    am.register();
    rm.drain();
    return am;
  }

  final class Am {
    final ApplicationAttemptId id;
    private final UserGroupInformation ugi;
    private int responseId;
    RegisterApplicationMasterResponse registration;
    final List<Container> granted = new ArrayList<>();
    AllocateResponse last;

    Am(ApplicationAttemptId id) throws Exception {
      this.id = id;
      ugi = UserGroupInformation.createRemoteUser(id.toString());
      Token<AMRMTokenIdentifier> t = app(id.getApplicationId()).getRMAppAttempt(id).getAMRMToken();
      ugi.addTokenIdentifier(t.decodeIdentifier());
    }

    <T> T as(PrivilegedExceptionAction<T> a) throws Exception {
      try { return ugi.doAs(a); } catch (UndeclaredThrowableException e) { throw (Exception) e.getCause(); }
    }

    void register() throws Exception {
      registration = as(() -> rm.ams().registerApplicationMaster(
          RegisterApplicationMasterRequest.newInstance("localhost", 1, "")));
    }

    AllocateResponse allocate(List<ResourceRequest> asks) throws Exception {
      last = as(() -> rm.ams().allocate(
          AllocateRequest.newInstance(responseId, 0f, asks, Collections.emptyList(), null)));
      responseId = last.getResponseId();
      rm.drain();
      granted.addAll(last.getAllocatedContainers());
      return last;
    }

    void ask(int n, Case.Size s) throws Exception {
      allocate(Collections.singletonList(ResourceRequest.newInstance(Priority.newInstance(1),
          ResourceRequest.ANY, Resource.newInstance(s.memMb, s.vcores), n)));
    }
  }

  @Override public void close() throws IOException {
    rm.stop();
    delete(state);
  }

  /** What the RMs of this process write; gone when the process ends, however it does. */
  private static final Path STATES;
  static {
    try {
      STATES = Files.createTempDirectory("yarn-oracle");
    } catch (IOException e) { throw new UncheckedIOException(e); }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      try { delete(STATES); } catch (IOException e) { System.err.println("left behind: " + e.getMessage()); }
    }));
  }

  private static void delete(Path directory) throws IOException {
    List<Path> found;
    try (Stream<Path> files = Files.walk(directory)) { found = files.sorted(Comparator.reverseOrder()).toList(); }
    for (Path p : found) Files.deleteIfExists(p);
  }
}
