import { type Fields, fieldsAt, isFields, numberAt } from './fields';

/** What a resource profile has each task take. */
interface TaskNeeds {
  readonly cpus?: number;
  /** Tasks that an executor's GPUs and other resources have room for. */
  readonly maxTasks: number;
}

/** How many tasks an executor runs at a time, by its resource profile. */
export class ResourceProfiles {
  private readonly profiles = new Map<number, TaskNeeds>();

  /** @param event `SparkListenerResourceProfileAdded`: every profile, since Spark 3.1 the default one as well */
  add(event: Fields): void {
    const executor = fieldsAt(event, 'Executor Resource Requests');
    const task = fieldsAt(event, 'Task Resource Requests');
    const cpus = numberAt(fieldsAt(task, 'cpus'), 'Amount');
    const rooms = Object.entries(task)
      .filter(([name, request]) => name !== 'cpus' && isFields(request))
      .map(([name]) => roomFor(numberAt(fieldsAt(task, name), 'Amount'), numberAt(fieldsAt(executor, name), 'Amount')));
    this.profiles.set(numberAt(event, 'Resource Profile Id'), {
      cpus: cpus > 0 ? cpus : undefined,
      maxTasks: Math.min(Number.POSITIVE_INFINITY, ...rooms),
    });
  }

  /** @param defaultCpus `spark.task.cpus`, for a profile that says nothing of cores */
  taskSlots(profileId: number, cores: number, defaultCpus: number): number {
    const { cpus = defaultCpus, maxTasks = Number.POSITIVE_INFINITY } = this.profiles.get(profileId) ?? {};
    return Math.min(Math.floor(cores / cpus), maxTasks);
  }
}

/** Several tasks share one address where each takes a fraction of it, as many as fit whole (`ResourceUtils`). */
function roomFor(taskAmount: number, executorAmount: number): number {
  if (taskAmount <= 0 || executorAmount <= 0) return Number.POSITIVE_INFINITY;
  if (taskAmount < 1) return executorAmount * Math.floor(1 / taskAmount);
  return Math.floor(executorAmount / taskAmount);
}
