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
 * A real ResourceManager (CapacityScheduler), or real NodeManagers in one JVM, on the loopback interface; no HDFS, no test jars.
 *
 * Usage: java -cp 'DIR/conf:lib/*' LocalYarn.java manager DIR MEMORY_MB VCORES dominant|default forgets|recovers CLIENT_WAIT_MS writes DIR/conf for clients
 * and, once it serves, DIR/manager.json; started again it has the ports that it had, and knows its applications only where it recovers. LocalYarn.java
 * nodes DIR MEMORY_MB VCORES COUNT waits for that file. Both stop on SIGTERM.
 */
public class LocalYarn {
  private static final String HOST = "localhost";
  /** EMR's, and lib/yarn's DEFAULT_MIN_ALLOCATION_MIB. */
  private static final int MIN_ALLOCATION_MB = 32;
  private static final String[] ADDRESSES = {YarnConfiguration.RM_ADDRESS, YarnConfiguration.RM_SCHEDULER_ADDRESS,
      YarnConfiguration.RM_RESOURCE_TRACKER_ADDRESS, YarnConfiguration.RM_ADMIN_ADDRESS, YarnConfiguration.RM_WEBAPP_ADDRESS};

  public static void main(String[] args) {
    try {
      Path dir = Paths.get(args[1]).toAbsolutePath();
      int memory = Integer.parseInt(args[2]);
      int vcores = Integer.parseInt(args[3]);
      if (args[0].equals("manager")) manage(dir, memory, vcores, args[4], args[5].equals("recovers"), args[6]);
      else runNodes(dir, memory, vcores, Integer.parseInt(args[4]));
      Thread.currentThread().join();
    } catch (Throwable t) {
      t.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  private static void manage(Path dir, int memory, int vcores, String calculator, boolean recovers, String clientWaitMs) throws Exception {
    Path conf = Files.createDirectories(dir.resolve("conf"));
    YarnConfiguration site = site(dir, memory, vcores);
    setAddresses(site, dir.resolve("ports"));
    if (recovers) recover(site, dir.resolve("state-store"));
    // ResourceUtils reads the largest allocation from the class path's yarn-site.xml into statics, whatever the ResourceManager is given.
    write(forClients(site, memory, vcores, clientWaitMs), conf.resolve("yarn-site.xml"));
    write(files(site), conf.resolve("core-site.xml"));
    Configuration scheduler = scheduler(calculator);
    for (Map.Entry<String, String> entry : scheduler) site.set(entry.getKey(), entry.getValue());
    write(scheduler, conf.resolve("capacity-scheduler.xml")); // read from the class path

    ResourceManager manager = new ResourceManager();
    manager.init(site);
    manager.start();
    Path ready = dir.resolve("manager.json.tmp");
    Files.writeString(ready, String.format("{\"web\":\"http://%s\"}%n", site.get(YarnConfiguration.RM_WEBAPP_ADDRESS)));
    Files.move(ready, dir.resolve("manager.json"));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(0)));
  }

  private static void runNodes(Path dir, int memory, int vcores, int count) throws Exception {
    while (!Files.exists(dir.resolve("manager.json"))) Thread.sleep(50);
    DefaultMetricsSystem.setMiniClusterMode(true); // several NodeManagers in one JVM
    YarnConfiguration site = site(dir, memory, vcores);
    setAddresses(site, dir.resolve("ports"));
    site.setLong(YarnConfiguration.RESOURCEMANAGER_CONNECT_MAX_WAIT_MS, YarnConfiguration.DEFAULT_RESOURCEMANAGER_CONNECT_MAX_WAIT_MS);
    site.setLong(YarnConfiguration.RESOURCEMANAGER_CONNECT_RETRY_INTERVAL_MS, 1000);
    List<NodeManager> managers = new ArrayList<>();
    for (int i = 0; i < count; i++) managers.add(node(site, dir.resolve("nm" + i)));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(managers)));
  }

  /** Free ports, the same again where they are known already: with port 0 the tracking URLs would say ":0/proxy/…". */
  private static void setAddresses(Configuration c, Path known) throws Exception {
    if (!Files.exists(known)) {
      List<ServerSocket> free = new ArrayList<>();
      for (int i = 0; i < ADDRESSES.length; i++) free.add(new ServerSocket(0));
      StringBuilder ports = new StringBuilder();
      for (ServerSocket socket : free) { ports.append(socket.getLocalPort()).append(' '); socket.close(); }
      Files.writeString(known, ports.toString().trim());
    }
    String[] ports = Files.readString(known).split(" ");
    for (int i = 0; i < ADDRESSES.length; i++) c.set(ADDRESSES[i], HOST + ":" + ports[i]);
  }

  /** As where `yarn.resourcemanager.recovery.enabled` is set: applications and their containers outlive a restart. */
  private static void recover(Configuration c, Path store) {
    c.setBoolean(YarnConfiguration.RECOVERY_ENABLED, true);
    c.set(YarnConfiguration.RM_STORE, "org.apache.hadoop.yarn.server.resourcemanager.recovery.FileSystemRMStateStore");
    c.set(YarnConfiguration.FS_RM_STATE_STORE_URI, store.toUri().toString());
  }

  private static YarnConfiguration site(Path dir, int memory, int vcores) throws Exception {
    YarnConfiguration c = new YarnConfiguration();
    c.set("fs.defaultFS", "file:///");
    c.set("hadoop.tmp.dir", dir.resolve("tmp").toString());
    c.set(YarnConfiguration.RM_HOSTNAME, HOST);
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
      // GuiceFilter keeps one static pipeline per JVM, and nothing asks a NodeManager for its pages.
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

  private static Configuration forClients(Configuration site, int memory, int vcores, String waitMs) {
    Configuration c = limits(memory, vcores);
    c.set(YarnConfiguration.RM_HOSTNAME, HOST);
    for (String key : ADDRESSES) c.set(key, site.get(key));
    c.set("yarn.timeline-service.enabled", "false");
    c.set(YarnConfiguration.RESOURCEMANAGER_CONNECT_MAX_WAIT_MS, waitMs);
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
