import { describe, expect, test } from 'vitest';
import { EmrRelease, instanceTypeNames } from '../../lib/catalog';
import { DEFAULT_SIZING_VERSION, planClusterLayer } from '../../lib/sizing';

/**
 * The numbers of every instance type are contract: a changed number replaces running clusters. Where this test fails, the numbers
 * moved; that takes a new sizing version which users opt in to, not an updated table.
 */
describe(`sizing version ${DEFAULT_SIZING_VERSION.label}`, () => {
  test('gives every instance type the executor it always gave', async () => {
    const rows = instanceTypeNames().map((name) => {
      const { executor, perNode, sparkConf } = planClusterLayer({
        release: EmrRelease.EMR_7_9_0,
        instanceTypes: [name],
        primaryInstanceType: 'm5.xlarge',
      });
      const split = sparkConf['spark.sql.files.maxPartitionBytes'];
      return `${name},${executor.cores},${executor.memoryMiB},${executor.memoryOverheadMiB},${perNode[name]},${split}`;
    });
    const table = ['instance_type,cores,memory_mib,overhead_mib,per_node,max_partition_bytes', ...rows, ''].join('\n');
    await expect(table).toMatchFileSnapshot(`golden/${DEFAULT_SIZING_VERSION.label}.csv`);
  });
});
