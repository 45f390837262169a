import java.io.File;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Asks the Spark on the class path two things, and prints its answers, one JSON object a line: whether the converter of a key accepts a
 * value, and with how many executors a job starts under these bounds of dynamic allocation (null where Spark refuses).
 */
public final class AnswersOracle {
  private static final String[] KEYS = {
    "spark.executor.memory", "spark.executor.memoryOverhead", "spark.memory.offHeap.size", "spark.sql.files.maxPartitionBytes",
    "spark.sql.autoBroadcastJoinThreshold", "spark.shuffle.file.buffer", "spark.memory.offHeap.enabled", "spark.sql.adaptive.enabled",
    "spark.executor.cores", "spark.sql.shuffle.partitions", "spark.dynamicAllocation.maxExecutors", "spark.memory.fraction",
    "spark.dynamicAllocation.executorIdleTimeout", "spark.network.timeout", "spark.sql.sources.partitionOverwriteMode",
  };
  private static final String[] VALUES = {
    "20g", "20 g", "20 GB", "20GB", "20Gb", "32MB", "32kb", "1tb", "1PB", "1.5g", "1536m", "16384", "-1", "-10m", "0", "1", "200", "1e3", "2.0", "0.6", ".5", "6,000", "1_000",
    "true", "TRUE", " true ", "yes", "on", "false", "60s", "60 s", "1min", "1m", "2h", "1d", "500ms", "10us", "4KiB", "4k", "4b", "4t", "1p", "g",
    "abc", "100000", "dynamic", "STATIC", "  8g ", "8g8", "0x10", "+5", "1.5", "1.5s",
  };

  public static void main(String[] args) throws Exception {
    File[] jars = new File(args[0]).listFiles((folder, name) -> name.startsWith("spark-") && name.endsWith(".jar"));
    Arrays.sort(jars);
    List<String> objects = new ArrayList<>();
    for (File jar : jars) KeysOracle.scan(jar, objects);
    for (String name : objects) KeysOracle.load(name);
    for (Object entry : KeysOracle.registry()) {
      String key = (String) KeysOracle.call(entry, "key");
      if (!Arrays.asList(KEYS).contains(key)) continue;
      Object converter = KeysOracle.call(entry, "valueConverter");
      for (String value : VALUES) {
        System.out.println("{\"key\":\"" + key + "\",\"value\":\"" + value + "\",\"accepted\":" + (KeysOracle.ask(converter, value) != null) + "}");
      }
    }
    for (int min : new int[] {0, 5, 20}) for (int initial : new int[] {-1, 0, 10, 30}) for (int max : new int[] {-1, 8, 20}) for (int instances : new int[] {-1, 3, 25}) {
      System.out.println("{\"min\":" + min + ",\"initial\":" + initial + ",\"max\":" + max + ",\"instances\":" + instances + ",\"start\":" + start(min, initial, max, instances) + "}");
    }
  }

  /** `SchedulerBackendUtils`, which YARN's back end asks; -1 stands for a key that is not set. */
  private static String start(int min, int initial, int max, int instances) throws Exception {
    Class<?> type = Class.forName("org.apache.spark.SparkConf");
    Object conf = type.getConstructor(boolean.class).newInstance(false);
    Method set = type.getMethod("set", String.class, String.class);
    set.invoke(conf, "spark.dynamicAllocation.enabled", "true");
    set.invoke(conf, "spark.dynamicAllocation.minExecutors", String.valueOf(min));
    if (initial >= 0) set.invoke(conf, "spark.dynamicAllocation.initialExecutors", String.valueOf(initial));
    if (max >= 0) set.invoke(conf, "spark.dynamicAllocation.maxExecutors", String.valueOf(max));
    if (instances >= 0) set.invoke(conf, "spark.executor.instances", String.valueOf(instances));
    Class<?> utils = Class.forName("org.apache.spark.scheduler.cluster.SchedulerBackendUtils$");
    Object module = utils.getField("MODULE$").get(null);
    try {
      return String.valueOf(utils.getMethod("getInitialTargetExecutorNumber", type, int.class).invoke(module, conf, 2));
    } catch (java.lang.reflect.InvocationTargetException refused) {
      return "null";
    }
  }
}
