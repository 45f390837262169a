import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.StorageLevels;
import scala.Tuple2;

/**
 * Jobs of known forms whose tasks wait and use hardly any CPU. Usage: EvidenceJob KIND FILE. Once the work is done it prints DONE and waits, with its
 * user interface open, until the file exists.
 */
public class EvidenceJob {
  /** How long a task takes, by what it is. */
  interface Wait extends java.io.Serializable {
    long ms(int index, TaskContext task);
  }

  public static void main(String[] args) throws Exception {
    JavaSparkContext spark = new JavaSparkContext(new SparkConf().setAppName("evidence"));
    run(args[0], spark);
    System.out.println("DONE");
    Path end = Paths.get(args[1]);
    for (int i = 0; i < 1200 && !Files.exists(end); i++) Thread.sleep(100);
    spark.stop();
  }

  private static void run(String kind, JavaSparkContext spark) throws Exception {
    switch (kind) {
      case "map": waiting(spark, 160, (i, task) -> 1900 + random(i) % 200).count(); break;
      case "shuffle": reduced(shuffled(spark, 96, (i, task) -> 2900 + random(i) % 200), 96, (i, task) -> 3400 + random(i) % 200).count(); break;
      case "skew": reduced(shuffled(spark, 48, (i, task) -> 500), 120, (i, task) -> random(i) % 10 == 0 ? 7000 : 700 + random(i) % 300).count(); break;
      case "jobs": severalJobs(spark); break;
      case "failures": failures(spark); break;
      case "speculation": waiting(spark, 128, (i, task) -> random(i) % 16 == 7 && task.attemptNumber() == 0 ? 9000 : 1000).count(); break;
      case "growth": waiting(spark, 140, (i, task) -> 1400 + random(i) % 200).count(); break;
      default: throw new IllegalArgumentException("no job of the name " + kind);
    }
  }

  /** Actions one after the other and two at once; the second reuses the shuffle of the first, so that its first stage is skipped. */
  private static void severalJobs(JavaSparkContext spark) throws Exception {
    JavaRDD<Long> kept = waiting(spark, 80, (i, task) -> 700).persist(StorageLevels.DISK_ONLY);
    kept.count();
    JavaPairRDD<Integer, byte[]> pairs = shuffled(spark, 40, (i, task) -> 500).repartition(80);
    pairs.mapPartitions(part -> { sleep(600); return part; }).count();
    Thread.sleep(4000); // the driver alone is busy
    pairs.mapPartitions(part -> { sleep(500); return part; }).count();
    kept.take(1);
    List<Thread> threads = new ArrayList<>();
    for (int n = 0; n < 2; n++) {
      Thread thread = new Thread(() -> waiting(spark, 96, (i, task) -> 800).count());
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) thread.join();
  }

  /** Tasks that fail at their first attempt, and an executor that dies with the outputs of its map tasks: a stage that has ended runs again in part. */
  private static void failures(JavaSparkContext spark) {
    Wait first = (i, task) -> {
      if (i % 12 == 5 && task.attemptNumber() == 0) { sleep(300); throw new IllegalStateException("failed on purpose"); }
      return 900;
    };
    Wait second = (i, task) -> {
      if (i == 40 && task.attemptNumber() == 0 && task.stageAttemptNumber() == 0) Runtime.getRuntime().halt(3);
      return 900;
    };
    reduced(shuffled(spark, 96, first), 96, second).count();
  }

  private static JavaRDD<Long> waiting(JavaSparkContext spark, int tasks, Wait wait) {
    return numbers(spark, tasks).mapPartitions(part -> {
      TaskContext task = TaskContext.get();
      sleep(wait.ms(task.partitionId(), task));
      return Collections.singletonList(1L).iterator();
    });
  }

  private static JavaPairRDD<Integer, byte[]> shuffled(JavaSparkContext spark, int tasks, Wait wait) {
    return numbers(spark, tasks).mapPartitionsToPair(part -> {
      TaskContext task = TaskContext.get();
      int index = task.partitionId();
      sleep(wait.ms(index, task));
      Iterator<Tuple2<Integer, byte[]>> pairs = IntStream.range(0, 2000).mapToObj(n -> new Tuple2<>(index * 2000 + n, new byte[100])).iterator();
      return pairs;
    });
  }

  private static JavaRDD<Long> reduced(JavaPairRDD<Integer, byte[]> pairs, int tasks, Wait wait) {
    return pairs.groupByKey(tasks).mapPartitions(part -> {
      TaskContext task = TaskContext.get();
      sleep(wait.ms(task.partitionId(), task));
      long count = 0;
      for (; part.hasNext(); part.next()) count++;
      return Collections.singletonList(count).iterator();
    });
  }

  private static JavaRDD<Integer> numbers(JavaSparkContext spark, int tasks) {
    return spark.parallelize(IntStream.range(0, tasks).boxed().collect(Collectors.toList()), tasks);
  }

  /** The same for an index in every run, and without an order. */
  private static int random(int index) {
    return Math.floorMod((index + 1) * 0x9E3779B9 >>> 7, 1009);
  }

  private static void sleep(long ms) {
    try { Thread.sleep(ms); } catch (InterruptedException e) { throw new RuntimeException(e); }
  }
}
