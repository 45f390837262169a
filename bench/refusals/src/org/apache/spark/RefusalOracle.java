package org.apache.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkSubmitArguments;
import org.apache.spark.scheduler.cluster.SchedulerBackendUtils;
import org.apache.spark.util.SystemClock;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * Whether Spark starts with some settings: one JSON object of settings a line in, a line out with the stage at which Spark refuses them and
 * its message, or neither.
 *
 * The stages are spark-submit's own checks, the driver's context in local mode with a small job, and what YARN's back end and dynamic
 * allocation check when they start.
 */
public final class RefusalOracle {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Whether jobs run at all on this Java: of Spark 2.4 none do on Java 17, and then none is started. */
  private static boolean runsJobs = true;

  public static void main(String[] args) throws Exception {
    PrintStream out = System.out;
    System.setOut(System.err);
    try {
      start(JSON.createObjectNode(), new String[1]);
    } catch (Throwable thrown) {
      runsJobs = false;
    }
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonNode settings = JSON.readTree(line);
      ObjectNode answer = JSON.createObjectNode();
      String[] stage = {"submit"};
      try {
        start(settings, stage);
      } catch (Throwable thrown) {
        Throwable t = thrown;
        while (t.getCause() != null && t instanceof InvocationTargetException) t = t.getCause();
        answer.put("stage", stage[0]);
        answer.put("refused", t.getClass().getSimpleName() + ": " + String.valueOf(t.getMessage()).split("\n")[0]);
        // A context whose start fails may stay behind, and the next would be refused because of it.
        SparkContext$.MODULE$.clearActiveContext();
      }
      out.println(JSON.writeValueAsString(answer));
    }
    out.flush();
    System.exit(0);
  }

  private static void start(JsonNode settings, String[] stage) throws Exception {
    List<String> words = new ArrayList<>(Arrays.asList("--master", "local[64]", "--class", "Main"));
    settings.fields().forEachRemaining(e -> words.addAll(Arrays.asList("--conf", e.getKey() + "=" + e.getValue().asText())));
    words.add("job.jar");
    new SparkSubmitArguments(
        JavaConverters.asScalaBuffer(words).toSeq(), scala.collection.immutable.Map$.MODULE$.<String, String>empty());

    stage[0] = "context";
    SparkConf conf = new SparkConf(false).set("spark.ui.enabled", "false").set("spark.driver.host", "localhost");
    settings.fields().forEachRemaining(e -> conf.set(e.getKey(), e.getValue().asText()));
    SparkConf local = conf.clone().setMaster("local[64]").setAppName("refusals");
    SparkContext context = new SparkContext(local);
    try {
      stage[0] = "job";
      if (runsJobs) new JavaSparkContext(context).parallelize(Arrays.asList(1, 2, 3), 1).collect();
      stage[0] = "allocation";
      SparkConf yarn = conf.clone().setMaster("yarn").setAppName("refusals");
      SchedulerBackendUtils.getInitialTargetExecutorNumber(yarn, 2);
      if (yarn.getBoolean("spark.dynamicAllocation.enabled", false)) allocation(context, yarn);
    } finally {
      context.stop();
    }
  }

  /** Its constructor differs between versions; every parameter is known by its type. */
  private static void allocation(SparkContext context, SparkConf conf) throws Exception {
    Constructor<?> constructor = Class.forName("org.apache.spark.ExecutorAllocationManager").getConstructors()[0];
    List<Object> values = new ArrayList<>();
    for (Class<?> type : constructor.getParameterTypes()) {
      switch (type.getSimpleName()) {
        case "ExecutorAllocationClient":
          values.add(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> null));
          break;
        case "LiveListenerBus": values.add(context.listenerBus()); break;
        case "SparkConf": values.add(conf); break;
        case "BlockManagerMaster": values.add(context.env().blockManager().master()); break;
        case "Option": values.add(Option.empty()); break;
        case "Clock": values.add(new SystemClock()); break;
        case "boolean": values.add(false); break;
        default: values.add(SparkContext.class.getMethod("resourceProfileManager").invoke(context));
      }
    }
    constructor.newInstance(values.toArray());
  }
}
