import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A job bound by latency, as one that reads small objects from S3: TASKS tasks of READS reads of MS milliseconds each. It needs task slots and no CPU.
 *
 * Prints one line: RESULT {"appId", "reads", "sessionMs", "jobMs"}.
 */
public class SleepJob {
  public static void main(String[] args) {
    int tasks = Integer.parseInt(args[0]);
    int reads = Integer.parseInt(args[1]);
    long ms = Long.parseLong(args[2]);
    long begin = System.currentTimeMillis();
    JavaSparkContext spark = new JavaSparkContext(new SparkConf().setAppName("latency-bound"));
    long ready = System.currentTimeMillis();
    List<Integer> numbers = IntStream.range(0, tasks).boxed().collect(Collectors.toList());
    long done = spark.parallelize(numbers, tasks).mapPartitions(it -> {
      long count = 0;
      for (; it.hasNext(); it.next()) {
        for (int i = 0; i < reads; i++) { Thread.sleep(ms); count++; }
      }
      return Collections.singletonList(count).iterator();
    }).reduce(Long::sum);
    long end = System.currentTimeMillis();
    System.out.printf("RESULT {\"appId\":\"%s\",\"reads\":%d,\"sessionMs\":%d,\"jobMs\":%d}%n",
        spark.sc().applicationId(), done, ready - begin, end - ready);
    spark.stop();
  }
}
