import { closestWords } from '../close-words';

/**
 * Classifications of EMR's applications that come with Spark, Hadoop and what runs beside them.
 *
 * Source: EMR release guide, the classification tables of emr-spark-8.1.0, 7.x and 6.15 (Hadoop, YARN, Spark, Hive, Livy, Jupyter,
 * HBase, Trino, table formats, metrics). Not complete on purpose: a name that is in none of them and close to none is let pass.
 */
const CLASSIFICATIONS: readonly string[] = [
  'capacity-scheduler',
  'cloudwatch-logs',
  'container-executor',
  'container-log4j',
  'core-site',
  'delta-defaults',
  'docker-conf',
  'emr-hadoop-hdfs-datanode-metrics',
  'emr-hadoop-hdfs-namenode-metrics',
  'emr-hadoop-yarn-nodemanager-metrics',
  'emr-hadoop-yarn-resourcemanager-metrics',
  'emr-metrics',
  'emr-system-metrics',
  'emrfs-site',
  'export',
  'hadoop-env',
  'hadoop-kms-env',
  'hadoop-kms-site',
  'hadoop-log4j',
  'hadoop-metrics2',
  'hadoop-ssl-client',
  'hadoop-ssl-server',
  'hbase',
  'hbase-env',
  'hbase-site',
  'hdfs-encryption-zones',
  'hdfs-env',
  'hdfs-site',
  'hive',
  'hive-env',
  'hive-site',
  'hiveserver2-site',
  'httpfs-env',
  'httpfs-site',
  'hudi-defaults',
  'hudi-env',
  'iceberg-defaults',
  'jupyter-notebook-conf',
  'jupyter-s3-conf',
  'jupyter-sparkmagic-conf',
  'livy-conf',
  'livy-env',
  'livy-log4j',
  'livy-log4j2',
  'mapred-env',
  'mapred-site',
  'oozie-site',
  'presto-config',
  'recordserver-env',
  'spark',
  'spark-defaults',
  'spark-env',
  'spark-hive-site',
  'spark-log4j',
  'spark-log4j2',
  'spark-metrics',
  'tez-site',
  'trino-config',
  'yarn-env',
  'yarn-site',
  'zeppelin-env',
  'zeppelin-site',
  'zookeeper-config',
];

/** Typing errors in a name. */
const MAX_ERRORS = 2;

/** The classification that a misspelt name means; undefined for one that is known, or that resembles none. */
export function findMeantClassification(name: string): string | undefined {
  return CLASSIFICATIONS.includes(name) ? undefined : closestWords(name, CLASSIFICATIONS, MAX_ERRORS)[0];
}
