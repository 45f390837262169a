/** The pictures of docs/images that the code draws. */
import { EmrRelease, instanceFacts } from '../lib/catalog';
import { counted } from '../lib/numbers';
import { mib, type NodePanel, nodePictureToSvg, percent } from '../lib/render';
import { briefScenario } from '../lib/simulator';
import { type PlannedAdmission, retune } from '../lib/sizing';
import { SparkSettings } from '../lib/spark';
import { statePicture } from './state-picture';

/** The executor of the stuck join. */
const FAT = {
  'spark.executor.memory': '101053m',
  'spark.executor.memoryOverhead': '18947m',
  'spark.executor.cores': '7',
};

/** The files by name. */
export function pictureFiles(): Map<string, string> {
  return new Map([
    ['node.svg', nodePicture()],
    ['states.svg', statePicture()],
  ]);
}

/** A node of the stuck join's cluster, with its executor and with those that the remediator submits. */
function nodePicture(): string {
  const { release, nodes, calculator } = briefScenario();
  const [{ instanceType, count } = { instanceType: '', count: 0 }] = nodes;
  const { yarnMemoryMiB: memoryMiB, yarnVcores: vcores } = instanceFacts(instanceType);
  const cure = retune({
    release: EmrRelease.of(release),
    nodes: [{ instanceType, count }],
    calculator,
    deployMode: 'client',
    settings: SparkSettings.of(FAT),
  });
  const panel = (
    words: string,
    size: Pick<NodePanel, 'cores' | 'containerMiB'>,
    admission: PlannedAdmission,
  ): NodePanel => {
    const executors = Math.min(Math.floor(memoryMiB / size.containerMiB), Math.floor(vcores / size.cores));
    return {
      title: `${words}: ${counted(executors, 'executor')} of ${counted(size.cores, 'core')} and ${mib(size.containerMiB)}`,
      note: `${counted(count, 'node')} run ${counted(admission.taskSlots, 'task')} at once, ${percent(admission.coreUtilisation)} of the cores`,
      ...{ memoryMiB, vcores, executors, cores: size.cores, containerMiB: size.containerMiB },
    };
  };
  return nodePictureToSvg({
    title: `One node ${instanceType} for YARN: ${mib(memoryMiB)}, ${counted(vcores, 'core')}`,
    panels: [
      panel('Stuck', { cores: 7, containerMiB: 101_053 + 18_947 }, cure.before),
      panel('Right', cure.executor, cure.after),
    ],
  });
}
