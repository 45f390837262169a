import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * A job bound by latency, as one that reads small objects from S3: TASKS tasks of READS reads of MS milliseconds each. It needs task slots and no CPU.
 *
 * SleepJob TASKS READS MS [FILE [HEAP_MIB]]: once FILE is there, the reads that are left take no time; where an executor's heap is smaller than HEAP_MIB,
 * its tasks fail.
 *
 * Prints one line: RESULT {"appId", "reads", "sessionMs", "jobMs", "taskMs", "lateSlotMs"}. taskMs: of all tasks, from launch to end as the driver
 * sees them; lateSlotMs: of all task slots, from the job's start until their executor had registered.
 */
public class SleepJob {
  public static void main(String[] args) {
    int tasks = Integer.parseInt(args[0]);
    int reads = Integer.parseInt(args[1]);
    long ms = Long.parseLong(args[2]);
    String stopFile = args.length > 3 ? args[3] : "";
    long heap = args.length > 4 ? Long.parseLong(args[4]) : 0;
    long begin = System.currentTimeMillis();
    JavaSparkContext spark = new JavaSparkContext(new SparkConf().setAppName("latency-bound"));
    AtomicLong taskMs = new AtomicLong();
    Map<Long, Integer> slotsAdded = new ConcurrentHashMap<>();
    spark.sc().addSparkListener(new SparkListener() {
      @Override public void onExecutorAdded(SparkListenerExecutorAdded added) {
        slotsAdded.merge(added.time(), added.executorInfo().totalCores(), Integer::sum);
      }
      @Override public void onTaskEnd(SparkListenerTaskEnd end) {
        taskMs.addAndGet(end.taskInfo().duration());
      }
    });
    String appId = spark.sc().applicationId();
    long ready = System.currentTimeMillis();
    List<Integer> numbers = IntStream.range(0, tasks).boxed().collect(Collectors.toList());
    long done = spark.parallelize(numbers, tasks).mapPartitions(it -> {
      long has = Runtime.getRuntime().maxMemory() >> 20;
      if (has < heap) throw new IllegalStateException("a task needs a heap of " + heap + " MiB, this executor has " + has);
      long count = 0;
      for (; it.hasNext(); it.next()) {
        for (int i = 0; i < reads; i++, count++) {
          if (stopFile.isEmpty() || !Files.exists(Paths.get(stopFile))) Thread.sleep(ms);
        }
      }
      return Collections.singletonList(count).iterator();
    }).reduce(Long::sum);
    long end = System.currentTimeMillis();
    spark.stop(); // delivers every event to the listener first
    long late = slotsAdded.entrySet().stream().mapToLong(e -> Math.max(0, e.getKey() - ready) * e.getValue()).sum();
    System.out.printf("RESULT {\"appId\":\"%s\",\"reads\":%d,\"sessionMs\":%d,\"jobMs\":%d,\"taskMs\":%d,\"lateSlotMs\":%d}%n",
        appId, done, ready - begin, end - ready, taskMs.get(), late);
  }
}
