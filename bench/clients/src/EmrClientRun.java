import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.MetricStat;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.ActionOnFailure;
import software.amazon.awssdk.services.emr.model.Application;
import software.amazon.awssdk.services.emr.model.Cluster;
import software.amazon.awssdk.services.emr.model.ClusterSummary;
import software.amazon.awssdk.services.emr.model.HadoopJarStepConfig;
import software.amazon.awssdk.services.emr.model.InstanceGroup;
import software.amazon.awssdk.services.emr.model.InstanceGroupConfig;
import software.amazon.awssdk.services.emr.model.InstanceGroupModifyConfig;
import software.amazon.awssdk.services.emr.model.InstanceGroupType;
import software.amazon.awssdk.services.emr.model.InstanceRoleType;
import software.amazon.awssdk.services.emr.model.OnClusterAppUIType;
import software.amazon.awssdk.services.emr.model.StepConfig;
import software.amazon.awssdk.services.emr.model.StepState;
import software.amazon.awssdk.services.emr.model.Tag;

/** The AWS SDK for Java 2 drives the local EMR, and its CloudWatch in CBOR; endpoints and credentials come from the environment. */
public final class EmrClientRun {
  private static final String STUCK = "j-REHEARSAL0001";

  private final EmrClient emr = EmrClient.create();
  private final AtomicReference<String> protocol = new AtomicReference<>("none");
  private final CloudWatchClient cloudWatch =
      CloudWatchClient.builder()
          .overrideConfiguration(ClientOverrideConfiguration.builder().addExecutionInterceptor(new Looks(protocol)).build())
          .build();

  public static void main(String[] arguments) throws Exception {
    EmrClientRun client = new EmrClientRun();
    client.life();
    client.stuckJoin();
  }

  /** Tells in which protocol the client asks. */
  private record Looks(AtomicReference<String> protocol) implements ExecutionInterceptor {
    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
      protocol.set(context.httpRequest().firstMatchingHeader("smithy-protocol").orElse("another"));
    }
  }

  private static void shows(String what, Object got, Object expected) {
    System.out.println(what + ": " + got);
    if (!Objects.equals(got, expected)) {
      System.err.println(what + " should have been " + expected);
      System.exit(1);
    }
  }

  private static <T> void becomes(String what, Supplier<T> read, T expected) throws InterruptedException {
    Instant end = Instant.now().plusSeconds(60);
    T got = read.get();
    while (!Objects.equals(got, expected) && Instant.now().isBefore(end)) {
      Thread.sleep(200);
      got = read.get();
    }
    shows(what, got, expected);
  }

  private static String refusal(Runnable call) {
    try {
      call.run();
      return "no refusal";
    } catch (AwsServiceException refused) {
      return refused.getClass().getSimpleName() + " " + refused.awsErrorDetails().errorCode();
    }
  }

  private static StepConfig step(String name) {
    HadoopJarStepConfig jar =
        HadoopJarStepConfig.builder()
            .jar("command-runner.jar")
            .args("spark-submit", "--executor-memory", "4g", "--executor-cores", "2", "s3://example-bucket/" + name + ".py")
            .build();
    return StepConfig.builder().name(name).actionOnFailure(ActionOnFailure.CONTINUE).hadoopJarStep(jar).build();
  }

  private static InstanceGroupConfig group(InstanceRoleType role, int count) {
    return InstanceGroupConfig.builder().instanceRole(role).instanceType("m5.xlarge").instanceCount(count).build();
  }

  private Cluster describe(String id) {
    return emr.describeCluster(request -> request.clusterId(id)).cluster();
  }

  private InstanceGroup core(String id) {
    return emr.listInstanceGroups(request -> request.clusterId(id)).instanceGroups().stream()
        .filter(group -> group.instanceGroupType() == InstanceGroupType.CORE)
        .findFirst()
        .orElseThrow();
  }

  private void life() throws InterruptedException {
    String id =
        emr.runJobFlow(
                request ->
                    request
                        .name("nightly")
                        .releaseLabel("emr-7.9.0")
                        .applications(Application.builder().name("Spark").build())
                        .serviceRole("EMR_DefaultRole")
                        .jobFlowRole("EMR_EC2_DefaultRole")
                        .instances(
                            instances ->
                                instances
                                    .instanceGroups(group(InstanceRoleType.MASTER, 1), group(InstanceRoleType.CORE, 2))
                                    .keepJobFlowAliveWhenNoSteps(true)))
            .jobFlowId();
    shows("runJobFlow", id, "j-REHEARSAL0002");
    Duration second = Duration.ofSeconds(1);
    emr.waiter()
        .waitUntilClusterRunning(
            request -> request.clusterId(id),
            how -> how.maxAttempts(60).backoffStrategyV2(attempt -> second));
    shows("waiter ClusterRunning, then state", describe(id).status().stateAsString(), "WAITING");
    List<String> ids = emr.listClusters().clusters().stream().map(ClusterSummary::id).toList();
    shows("listClusters, newest first", ids, List.of(id, STUCK));

    String stepId = emr.addJobFlowSteps(request -> request.jobFlowId(id).steps(step("load"))).stepIds().get(0);
    emr.waiter()
        .waitUntilStepComplete(
            request -> request.clusterId(id).stepId(stepId),
            how -> how.maxAttempts(60).backoffStrategyV2(attempt -> second));
    StepState state = emr.describeStep(request -> request.clusterId(id).stepId(stepId)).step().status().state();
    shows("addJobFlowSteps, waiter StepComplete, then state", state, StepState.COMPLETED);

    emr.addTags(request -> request.resourceId(id).tags(Tag.builder().key("owner").value("ops").build()));
    shows("addTags", describe(id).tags().stream().map(Tag::value).toList(), List.of("ops"));
    shows("modifyCluster, concurrency", emr.modifyCluster(r -> r.clusterId(id).stepConcurrencyLevel(5)).stepConcurrencyLevel(), 5);
    String coreId = core(id).id();
    emr.modifyInstanceGroups(
        request ->
            request
                .clusterId(id)
                .instanceGroups(InstanceGroupModifyConfig.builder().instanceGroupId(coreId).instanceCount(4).build()));
    shows("modifyInstanceGroups, requested", core(id).requestedInstanceCount(), 4);
    becomes("running, some minutes later", () -> core(id).runningInstanceCount(), 4);

    emr.setTerminationProtection(request -> request.jobFlowIds(id).terminationProtected(true));
    String refused = refusal(() -> emr.terminateJobFlows(request -> request.jobFlowIds(id)));
    shows("terminateJobFlows, protected", refused, "EmrException ValidationException");
    emr.setTerminationProtection(request -> request.jobFlowIds(id).terminationProtected(false));
    emr.terminateJobFlows(request -> request.jobFlowIds(id));
    becomes("terminateJobFlows, some minutes later", () -> describe(id).status().stateAsString(), "TERMINATED");
    shows("its times are times", describe(id).status().timeline().endDateTime().isAfter(describe(id).status().timeline().readyDateTime()), true);
  }

  private void stuckJoin() throws Exception {
    long instances = emr.listInstancesPaginator(request -> request.clusterId(STUCK)).instances().stream().count();
    shows("listInstances, all pages", instances, 83L);
    shows("getManagedScalingPolicy", emr.getManagedScalingPolicy(r -> r.clusterId(STUCK)).managedScalingPolicy(), null);
    shows("getAutoTerminationPolicy", emr.getAutoTerminationPolicy(r -> r.clusterId(STUCK)).autoTerminationPolicy(), null);
    shows(
        "getOnClusterAppUIPresignedURL, ready",
        emr.getOnClusterAppUIPresignedURL(r -> r.clusterId(STUCK).onClusterAppUIType(OnClusterAppUIType.RESOURCE_MANAGER))
            .presignedURLReady(),
        true);
    String unknown = refusal(() -> describe("j-NONE"));
    shows("describeCluster, unknown", unknown, "InvalidRequestException InvalidRequestException");

    Instant now = serverTime();
    MetricDataResult memory = cloudWatch.getMetricData(memory(now.minusSeconds(3600), now)).metricDataResults().get(0);
    shows("getMetricData in", protocol.get(), "rpc-v2-cbor");
    Set<Double> values = new HashSet<>(memory.values());
    shows("getMetricData, MemoryAllocatedMB", values, Set.of(9840896.0));
    long age = Duration.between(memory.timestamps().get(0), now).toMinutes();
    shows("its newest point is minutes old", age >= 5 && age < 11, true);
    shows(
        "getMetricStatistics",
        cloudWatch
            .getMetricStatistics(
                r ->
                    r.namespace("AWS/ElasticMapReduce")
                        .metricName("YARNMemoryAvailablePercentage")
                        .dimensions(stuck())
                        .startTime(now.minusSeconds(3600))
                        .endTime(now)
                        .period(3600)
                        .statistics(Statistic.AVERAGE))
            .datapoints()
            .stream()
            .map(point -> String.format("%.1f %s", point.average(), point.unitAsString()))
            .distinct()
            .toList(),
        List.of("2.3 Percent"));
    shows("listMetrics has it", cloudWatch.listMetrics(r -> r.metricName("MemoryAllocatedMB")).metrics().size() >= 1, true);
    String refused = refusal(() -> cloudWatch.getMetricData(memory(now, now.minusSeconds(60))));
    shows("getMetricData, end before start", refused, "CloudWatchException ValidationError");

    String stepId = emr.listSteps(request -> request.clusterId(STUCK).stepStates(StepState.RUNNING)).steps().get(0).id();
    emr.cancelSteps(request -> request.clusterId(STUCK).stepIds(stepId));
    becomes(
        "cancelSteps, a minute later",
        () -> emr.describeStep(request -> request.clusterId(STUCK).stepId(stepId)).step().status().state(),
        StepState.CANCELLED);
  }

  private static Dimension stuck() {
    return Dimension.builder().name("JobFlowId").value(STUCK).build();
  }

  private static GetMetricDataRequest memory(Instant start, Instant end) {
    Metric metric =
        Metric.builder().namespace("AWS/ElasticMapReduce").metricName("MemoryAllocatedMB").dimensions(stuck()).build();
    MetricStat stat = MetricStat.builder().metric(metric).period(300).stat("Average").build();
    MetricDataQuery query = MetricDataQuery.builder().id("memory").metricStat(stat).build();
    return GetMetricDataRequest.builder().startTime(start).endTime(end).metricDataQueries(query).build();
  }

  private static Instant serverTime() throws Exception {
    URI health = URI.create(System.getenv("AWS_ENDPOINT_URL_EMR") + "/health");
    String answer =
        HttpClient.newHttpClient().send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString()).body();
    Matcher time = Pattern.compile("\"virtualTime\":\"([^\"]+)\"").matcher(answer);
    time.find();
    return Instant.parse(time.group(1));
  }
}
