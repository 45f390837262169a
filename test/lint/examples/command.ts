import { type Example, line } from './example';

/** Words and options of a command. */
export const COMMAND: readonly Example[] = [
  {
    id: 'misspelt-flag',
    severity: 'error',
    wrong: line('--executor-memroy 4g job.py'),
    right: line('--executor-memory 4g job.py'),
  },
  {
    id: 'unknown-flag',
    severity: 'error',
    wrong: line('--wholly-unknown 4g job.py'),
    right: line('job.py --wholly-unknown 4g'),
  },
  {
    id: 'pasted-dash',
    severity: 'error',
    wrong: line('—deploy-mode cluster job.py'),
    right: line('--deploy-mode cluster job.py'),
  },
  {
    id: 'incomplete-command',
    severity: 'error',
    wrong: line('--py-files a.py'),
    right: line('--py-files a.py job.py'),
  },
  {
    id: 'option-after-application',
    severity: 'warning',
    wrong: line('job.py --num-executors 4'),
    right: line('job.py --name 4'),
  },
  {
    id: 'conf-without-equals',
    severity: 'error',
    wrong: line('--conf spark.executor.memory job.py'),
    right: line('--conf spark.executor.memory=4g job.py'),
  },
];
