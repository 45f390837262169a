import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.nodemanager.Context;
import org.apache.hadoop.yarn.server.nodemanager.LocalDirsHandlerService;
import org.apache.hadoop.yarn.server.nodemanager.NodeManager;
import org.apache.hadoop.yarn.server.nodemanager.ResourceView;
import org.apache.hadoop.yarn.server.nodemanager.webapp.WebServer;
import org.apache.hadoop.yarn.server.resourcemanager.ResourceManager;
import org.apache.hadoop.yarn.server.security.ApplicationACLsManager;

/**
 * One JVM with a real ResourceManager (CapacityScheduler) and real NodeManagers on the loopback interface; no HDFS, no test jars.
 *
 * Usage: java -cp 'DIR/conf:lib/*' LocalYarn.java DIR NODES MEMORY_MB VCORES dominant|default. Writes DIR/conf for clients and, once every
 * node has registered, DIR/ready.json; stops on SIGTERM.
 */
public class LocalYarn {
  private static final String HOST = "localhost";
  /** EMR's, and lib/yarn's DEFAULT_MIN_ALLOCATION_MIB. */
  private static final int MIN_ALLOCATION_MB = 32;

  public static void main(String[] args) {
    try {
      run(Paths.get(args[0]).toAbsolutePath(), Integer.parseInt(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]), args[4]);
    } catch (Throwable t) {
      t.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  private static void run(Path dir, int nodes, int memory, int vcores, String calculator) throws Exception {
    Path conf = dir.resolve("conf");
    Files.createDirectories(conf);
    // ResourceUtils reads the largest allocation from the class path's yarn-site.xml into statics, whatever the ResourceManager is given.
    write(limits(memory, vcores), conf.resolve("yarn-site.xml"));
    DefaultMetricsSystem.setMiniClusterMode(true); // several NodeManagers in one JVM
    YarnConfiguration site = site(dir, memory, vcores);
    Configuration scheduler = scheduler(calculator);
    for (Map.Entry<String, String> entry : scheduler) site.set(entry.getKey(), entry.getValue());
    write(scheduler, conf.resolve("capacity-scheduler.xml")); // read from the class path

    ResourceManager manager = new ResourceManager();
    manager.init(site);
    manager.start();
    List<NodeManager> managers = new ArrayList<>();
    for (int i = 0; i < nodes; i++) managers.add(node(site, dir.resolve("nm" + i)));
    while (manager.getResourceScheduler().getNumClusterNodes() < nodes) Thread.sleep(50);

    write(forClients(site, memory, vcores), conf.resolve("yarn-site.xml"));
    write(files(site), conf.resolve("core-site.xml"));
    Path ready = dir.resolve("ready.json.tmp");
    Files.writeString(ready, String.format("{\"web\":\"http://%s\"}%n", site.get(YarnConfiguration.RM_WEBAPP_ADDRESS)));
    Files.move(ready, dir.resolve("ready.json"));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(managers)));
    Thread.currentThread().join();
  }

  private static YarnConfiguration site(Path dir, int memory, int vcores) throws Exception {
    YarnConfiguration c = new YarnConfiguration();
    c.set("fs.defaultFS", "file:///");
    c.set("hadoop.tmp.dir", dir.resolve("tmp").toString());
    c.set(YarnConfiguration.RM_HOSTNAME, HOST);
    for (String key : new String[] {YarnConfiguration.RM_ADDRESS, YarnConfiguration.RM_SCHEDULER_ADDRESS,
        YarnConfiguration.RM_RESOURCE_TRACKER_ADDRESS, YarnConfiguration.RM_ADMIN_ADDRESS}) c.set(key, HOST + ":0");
    // With port 0 the tracking URLs would say ":0/proxy/…".
    try (ServerSocket free = new ServerSocket(0)) { c.set(YarnConfiguration.RM_WEBAPP_ADDRESS, HOST + ":" + free.getLocalPort()); }
    c.set(YarnConfiguration.RM_SCHEDULER, "org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.CapacityScheduler");
    for (Map.Entry<String, String> limit : limits(memory, vcores)) c.set(limit.getKey(), limit.getValue());
    c.setBoolean(YarnConfiguration.RM_SCHEDULER_INCLUDE_PORT_IN_NODE_NAME, true); // several nodes on one host
    c.setBoolean(YarnConfiguration.YARN_MINICLUSTER_FIXED_PORTS, true);
    c.setInt("yarn.resourcemanager.nodemanagers.heartbeat-interval-ms", 250);
    c.set(YarnConfiguration.FS_NODE_ATTRIBUTE_STORE_ROOT_DIR, dir.resolve("node-attribute").toUri().toString()); // default: a shared folder
    c.setInt(YarnConfiguration.NM_PMEM_MB, memory);
    c.setInt(YarnConfiguration.NM_VCORES, vcores);
    // Declared memory is larger than the machine's: containers are not to be checked against it.
    c.setBoolean(YarnConfiguration.NM_PMEM_CHECK_ENABLED, false);
    c.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
    c.setBoolean(YarnConfiguration.NM_DISK_HEALTH_CHECK_ENABLE, false);
    c.setLong(YarnConfiguration.NM_SLEEP_DELAY_BEFORE_SIGKILL_MS, 250);
    c.set(YarnConfiguration.NM_ENV_WHITELIST, "JAVA_HOME,PATH,LANG,TZ");
    c.setInt(YarnConfiguration.NM_CONTAINER_MGR_THREAD_COUNT, 4);
    for (String key : new String[] {YarnConfiguration.RM_CLIENT_THREAD_COUNT, YarnConfiguration.RM_SCHEDULER_CLIENT_THREAD_COUNT,
        YarnConfiguration.RM_RESOURCE_TRACKER_CLIENT_THREAD_COUNT}) c.setInt(key, 4);
    return c;
  }

  private static Configuration limits(int memory, int vcores) {
    Configuration c = new Configuration(false);
    c.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, MIN_ALLOCATION_MB);
    c.setInt(YarnConfiguration.RM_SCHEDULER_MAXIMUM_ALLOCATION_MB, memory);
    c.setInt(YarnConfiguration.RM_SCHEDULER_MAXIMUM_ALLOCATION_VCORES, vcores);
    return c;
  }

  /** One queue that may use everything, as on EMR. */
  private static Configuration scheduler(String calculator) {
    Configuration c = new Configuration(false);
    c.set("yarn.scheduler.capacity.root.queues", "default");
    c.set("yarn.scheduler.capacity.root.default.capacity", "100");
    c.set("yarn.scheduler.capacity.root.default.maximum-capacity", "100");
    c.set("yarn.scheduler.capacity.root.default.state", "RUNNING");
    c.set("yarn.scheduler.capacity.maximum-am-resource-percent", "0.1");
    c.set("yarn.scheduler.capacity.resource-calculator", "org.apache.hadoop.yarn.util.resource."
        + (calculator.equals("dominant") ? "Dominant" : "Default") + "ResourceCalculator");
    c.set("yarn.scheduler.capacity.node-locality-delay", "-1");
    return c;
  }

  private static NodeManager node(Configuration site, Path home) throws Exception {
    Configuration c = new YarnConfiguration(site);
    for (String key : new String[] {YarnConfiguration.NM_ADDRESS, YarnConfiguration.NM_LOCALIZER_ADDRESS,
        YarnConfiguration.NM_COLLECTOR_SERVICE_ADDRESS, YarnConfiguration.NM_WEBAPP_ADDRESS}) c.set(key, HOST + ":0");
    c.set(YarnConfiguration.NM_LOCAL_DIRS, Files.createDirectories(home.resolve("local")).toString());
    c.set(YarnConfiguration.NM_LOG_DIRS, Files.createDirectories(home.resolve("log")).toString());
    NodeManager manager = new NodeManager() {
      // GuiceFilter keeps one static pipeline per JVM: a NodeManager's web application would answer 404 on the ResourceManager's port.
      @Override protected WebServer createWebServer(Context context, ResourceView view, ApplicationACLsManager acls, LocalDirsHandlerService dirs) {
        return new WebServer(context, view, acls, dirs) {
          @Override protected void serviceStart() { }
          @Override protected void serviceStop() { }
          @Override public int getPort() { return 0; }
        };
      }
    };
    manager.init(c);
    manager.start();
    return manager;
  }

  private static Configuration forClients(Configuration site, int memory, int vcores) {
    Configuration c = limits(memory, vcores);
    for (String key : new String[] {YarnConfiguration.RM_HOSTNAME, YarnConfiguration.RM_ADDRESS, YarnConfiguration.RM_SCHEDULER_ADDRESS,
        YarnConfiguration.RM_RESOURCE_TRACKER_ADDRESS, YarnConfiguration.RM_ADMIN_ADDRESS, YarnConfiguration.RM_WEBAPP_ADDRESS}) c.set(key, site.get(key));
    c.set("yarn.timeline-service.enabled", "false");
    // Clients look for a dead ResourceManager for 15 minutes by default; the bench is not to wait so long for the end of a step.
    c.set(YarnConfiguration.RESOURCEMANAGER_CONNECT_MAX_WAIT_MS, "15000");
    c.set(YarnConfiguration.RESOURCEMANAGER_CONNECT_RETRY_INTERVAL_MS, "3000");
    return c;
  }

  private static Configuration files(Configuration site) {
    Configuration c = new Configuration(false);
    c.set("fs.defaultFS", "file:///");
    c.set("hadoop.tmp.dir", site.get("hadoop.tmp.dir"));
    return c;
  }

  /** A NodeManager that has run applications takes some seconds to stop: all at once. They end their containers. */
  private static void stop(List<NodeManager> managers) {
    List<Thread> stopping = new ArrayList<>();
    for (NodeManager manager : managers) {
      Thread thread = new Thread(manager::stop);
      thread.start();
      stopping.add(thread);
    }
    long deadline = System.currentTimeMillis() + 6000;
    for (Thread thread : stopping) {
      try { thread.join(Math.max(1, deadline - System.currentTimeMillis())); } catch (InterruptedException e) { break; }
    }
    Runtime.getRuntime().halt(0);
  }

  private static void write(Configuration c, Path file) throws Exception {
    try (OutputStream out = Files.newOutputStream(file)) { c.writeXml(out); }
  }
}
