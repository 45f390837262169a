package org.apache.spark.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkSubmit;
import org.apache.spark.deploy.SparkSubmitArguments;
import scala.Option;
import scala.Predef$;
import scala.Tuple4;
import scala.collection.JavaConverters;

/**
 * What Spark itself makes of spark-submit arguments: one JSON case a line in, the case with its answer a line out.
 *
 * Both of Spark's passes run: the launcher's (SparkSubmitCommandBuilder), whose arguments SparkSubmitArguments then reads together with a
 * spark-defaults.conf, and SparkSubmit.prepareSubmitEnvironment, whose SparkConf is what the application starts with on YARN.
 */
public final class SubmitOracle {
  private static final ObjectMapper JSON = new ObjectMapper();

  public static void main(String[] args) throws Exception {
    PrintStream out = System.out;
    System.setOut(System.err);
    Path confDir = Files.createTempDirectory("spark-conf");
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonNode test = JSON.readTree(line);
      ObjectNode answer = JSON.createObjectNode();
      try {
        answer(test, confDir, answer);
      } catch (Throwable t) {
        answer.removeAll();
        System.err.println(t);
        answer.put("refused", t.getClass().getSimpleName());
      }
      answer.set("args", test.get("args"));
      answer.set("defaults", test.get("defaults"));
      out.println(JSON.writeValueAsString(answer));
    }
  }

  private static void answer(JsonNode test, Path confDir, ObjectNode answer) throws Exception {
    List<String> given = new ArrayList<>();
    test.get("args").forEach(one -> given.add(one.asText()));
    StringBuilder defaults = new StringBuilder();
    test.get("defaults").fields()
        .forEachRemaining(e -> defaults.append(e.getKey()).append(' ').append(e.getValue().asText()).append('\n'));
    Files.writeString(confDir.resolve("spark-defaults.conf"), defaults);

    Map<String, String> env = new HashMap<>();
    env.put("SPARK_CONF_DIR", confDir.toString());
    env.put("HADOOP_CONF_DIR", confDir.toString());

    List<String> launched = new SparkSubmitCommandBuilder(given).buildSparkSubmitArgs();
    SparkSubmitArguments parsed = new SparkSubmitArguments(
        JavaConverters.asScalaBuffer(launched).toSeq(),
        JavaConverters.mapAsScalaMap(env).toMap(Predef$.MODULE$.$conforms()));
    if (!"SUBMIT".equals(String.valueOf(parsed.action()))) throw new IllegalStateException("no submission");
    answer.put("application", parsed.primaryResource());
    // Read before the environment is prepared: for Python in client mode that puts its own arguments in front.
    ArrayNode own = answer.putArray("applicationArguments");
    scala.collection.Iterator<String> it = parsed.childArgs().iterator();
    while (it.hasNext()) own.add(it.next());
    Tuple4<?, ?, SparkConf, String> prepared =
        (Tuple4<?, ?, SparkConf, String>) (Tuple4<?, ?, ?, ?>) new SparkSubmit().prepareSubmitEnvironment(parsed, Option.empty());
    SparkConf conf = prepared._3();
    ObjectNode settings = answer.putObject("settings");
    for (JsonNode key : test.get("keys")) {
      Option<String> value = conf.getOption(key.asText());
      if (value.isDefined()) settings.put(key.asText(), value.get());
    }
    answer.put("deployMode", parsed.deployMode());
  }
}
