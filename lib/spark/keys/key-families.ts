/**
 * Families of keys whose last part is the user's or is put together by Spark when it reads it, so that no list can hold them.
 *
 * Sources: Spark's configuration.md and running-on-yarn.md (environment, filters, metrics, Hadoop and Hive settings, resources, SSL by
 * namespace, event log and catalogs), `TransportConf.getConfKey` (network settings by module), and the guides of the libraries named.
 */
const FAMILIES: readonly RegExp[] = [
  /^spark\.(hadoop|hive|executorEnv|app|metrics\.conf|metrics)\./,
  /^spark\.yarn\.(appMasterEnv|am\.nodeLabel|app|unmanagedAM)\./,
  /^spark\.yarn\.(driver|executor|am)\.resource\.[^.]+\.amount$/,
  /^spark\.(driver|executor|task|worker)\.resource\.[^.]+\.(amount|discoveryScript|vendor|memory)$/,
  /^spark\.(shuffle|rpc|files|blockTransfer|network|connect)\.io\./,
  /^spark\.(ssl|ui\.filters|security\.credentials|kerberos|kafka|streaming\.kafka)\./,
  /^spark\.sql\.catalog\./,
  // Cluster managers and services, each with a name space of its own.
  /^spark\.(kubernetes|mesos|dataproc|emr-serverless|emr-containers)\./,
  // Libraries of one notebook on EMR.
  /^spark\.pyspark\.virtualenv\./,
  /^spark\.[a-z]+\.[^ ]*\.param\.[^ ]+$/,
  /^spark\.(connect|r|testing)\./,
  /^spark\.emrautotune\./,
  // Libraries that are often used on EMR, each with a name space of its own.
  /^spark\.(databricks|rapids|openlineage|datahub|comet|gluten|mongodb|cassandra|es|redis|jdbc|redshift|snowflake|glue|dynamodb|kinesis|jars\.ivy|dataflint|sql\.(iceberg|hudi|delta|redshift|gluten|auron))\./,
  /^spark\.(serializer\.extra|hoodie|wap)\./,
];

/** Whether a key belongs to a family of which Spark or a library reads any member: nothing can be said of its spelling. */
export function isOpenFamily(key: string): boolean {
  return FAMILIES.some((family) => family.test(key));
}
