package oracle;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.apache.hadoop.yarn.event.AsyncDispatcher;
import org.apache.hadoop.yarn.event.Dispatcher;
import org.apache.hadoop.yarn.event.Event;
import org.apache.hadoop.yarn.event.EventHandler;
import org.apache.hadoop.yarn.server.resourcemanager.ApplicationMasterService;
import org.apache.hadoop.yarn.server.resourcemanager.AdminService;
import org.apache.hadoop.yarn.server.resourcemanager.ClientRMService;
import org.apache.hadoop.yarn.server.resourcemanager.ClusterMetrics;
import org.apache.hadoop.yarn.server.resourcemanager.ResourceManager;
import org.apache.hadoop.yarn.server.resourcemanager.ResourceTrackerService;
import org.apache.hadoop.yarn.server.resourcemanager.amlauncher.AMLauncherEvent;
import org.apache.hadoop.yarn.server.resourcemanager.amlauncher.ApplicationMasterLauncher;
import org.apache.hadoop.yarn.server.resourcemanager.recovery.NullRMStateStore;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.QueueMetrics;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.event.SchedulerEvent;
import org.apache.hadoop.yarn.util.resource.ResourceUtils;

/**
 * The real ResourceManager from the main jar (no MockRM, no test jars). Only plumbing is replaced:
 *  - no RPC servers are opened; the services are called directly in-process,
 *  - the AM launcher does not contact a NodeManager; the caller plays the AM,
 *  - the RM dispatcher's events are handled on the caller's thread, in order (see Draining),
 *  - scheduler and state-store events are handled synchronously.
 * CapacityScheduler, queues, calculators, normalisation, validation, metrics: untouched.
 */
public final class OracleRM extends ResourceManager {
  private Draining draining;

  public OracleRM(Configuration conf) {
    super();
    DefaultMetricsSystem.setMiniClusterMode(true);
    DefaultMetricsSystem.shutdown();
    QueueMetrics.clearQueueMetrics();
    ClusterMetrics.destroy();
    ResourceUtils.resetResourceTypes(conf);
    init(conf);
    if (draining != null) draining.disableExitOnDispatchException();
    SyncNullStore store = new SyncNullStore();
    store.init(conf);
    setRMStateStore(store);
  }

  static final class SyncNullStore extends NullRMStateStore {
    @Override @SuppressWarnings("rawtypes")
    protected EventHandler getRMStateStoreEventHandler() { return rmStateStoreEventHandler; }
  }

  /**
   * The RM's central dispatcher. In the oracle its events wait in a queue until drain() handles them, in order, on
   * the calling thread: one thread, no hand-over, the same order every time, and a handler's exception reaches us.
   */
  static final class Draining extends AsyncDispatcher {
    private final ConcurrentLinkedQueue<Event> queue = new ConcurrentLinkedQueue<>();
    Draining() { super("oracle RM dispatcher"); }
    @Override public EventHandler<Event> getEventHandler() { return queue::add; }
    @SuppressWarnings({"unchecked", "rawtypes"})
    void drain() {
      for (Event e; (e = queue.poll()) != null; ) {
        EventHandler h = eventDispatchers.get(((Enum) e.getType()).getDeclaringClass());
        if (h == null) throw new IllegalStateException("no handler for " + e.getType());
        h.handle(e);
      }
    }
  }

  @Override protected Dispatcher createDispatcher() { return draining = new Draining(); }
  public void drain() { draining.drain(); }

  @Override protected EventHandler<SchedulerEvent> createSchedulerEventDispatcher() {
    return e -> scheduler.handle(e);
  }

  @Override protected ClientRMService createClientRMService() {
    return new ClientRMService(rmContext, scheduler, rmAppManager, applicationACLsManager,
        queueACLsManager, rmContext.getRMDelegationTokenSecretManager()) {
      @Override protected void serviceStart() { }
    };
  }

  @Override protected ResourceTrackerService createResourceTrackerService() {
    rmContext.getContainerTokenSecretManager().rollMasterKey();
    rmContext.getNMTokenSecretManager().rollMasterKey();
    return new ResourceTrackerService(rmContext, nodesListManager, nmLivelinessMonitor,
        rmContext.getContainerTokenSecretManager(), rmContext.getNMTokenSecretManager()) {
      @Override protected void serviceStart() { }
    };
  }

  @Override protected ApplicationMasterService createApplicationMasterService() {
    return new ApplicationMasterService(rmContext, scheduler) {
      @Override protected void serviceStart() { }
    };
  }

  @Override protected ApplicationMasterLauncher createAMLauncher() {
    return new ApplicationMasterLauncher(rmContext) {
      @Override protected void serviceStart() { }
      @Override protected void serviceStop() { }
      @Override public void handle(AMLauncherEvent e) { } // Cluster.tryStart plays the launch
    };
  }

  @Override protected AdminService createAdminService() {
    return new AdminService(this) {
      @Override protected void startServer() { }
      @Override protected void stopServer() { }
    };
  }

  @Override protected void startWepApp() { }

  public ApplicationMasterService ams() { return masterService; }
}
